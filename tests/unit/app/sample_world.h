#pragma once
// Worlds for looking at: a night with a slow database, a filling disk and a few smaller things, and
// a World in which every text is the same given string. Cards here are written by hand, so that
// these tests need no renderer.

#include <string>

#include "app/page/page.h"
#include "core/world.h"

namespace triaged::samples {

Timestamp at(std::string_view rfc3339);

/// 03:13 UTC of the night in question.
Timestamp now();

World night();
Card card_of(const Incident& incident);
app::View view();

/// Every string a sender, a person or a pack can supply is `text`.
World hostile(const std::string& text);
Card hostile_card(const Incident& incident, const std::string& text);

}  // namespace triaged::samples

#pragma once
// The parts that pages are put together from. Private to app/page.

#include "app/page/html.h"
#include "app/page/page.h"

namespace triaged::app {

/// The whole document around `fresh`, which page.js may exchange, and `below`, which stays.
std::string document(std::string_view title, const Html& fresh, const Html& below,
                     const View& view);

Html try_box(std::string_view pasted);

/// `SEV1 ` in front of a lock-screen line is left out where the severity is already said.
std::string_view without_severity(std::string_view lock_screen, Severity severity);

/// "ana" of "user:ana"; everything else as it stands.
std::string_view actor_name(std::string_view actor);

enum class TitleLevel : std::uint8_t { h1, h2 };

/// The card as chat shows it: lines, then the buttons as a picture of themselves.
Html card_part(const Card& card, TitleLevel level, Timestamp now);
Html checklist_part(const Card& card, Timestamp now);
/// Whom to tell, ideas, open questions and drafts; empty if the card has none.
Html thinking_part(const Card& card);

/// Why this scenario, what the runners-up lacked, severity inputs, route.
Html why_part(const World& world, const Incident& incident, Timestamp now);
Html timeline_part(const Incident& incident, Timestamp now);
Html alerts_part(const World& world, const Incident& incident, Timestamp now);

}  // namespace triaged::app

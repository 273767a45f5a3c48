#pragma once
// A message as lines of plain text: what a terminal prints and what goes out when the proper form
// was refused. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "adapters/chat/chat.h"

namespace triaged::chat {

/// One visible line per line of the card, item of the list, or line of the notice.
std::vector<std::string> message_lines(const Message& message);

/// The mark before an item: done, skipped, start here, open.
std::string_view item_mark(const CardItem& item);

/// What is said of a phase without items.
std::string_view empty_phase(const CardSection& section, const Card& card);

/// Its heading, in the words of the card, with its progress: "Detect & Define 1/3".
std::string phase_heading(const CardSection& section);

/// Who ticked it and when, without a second tick.
std::string_view item_signature(const CardItem& item);

/// What a lock screen says of it, before any escaping.
std::string headline(const Message& message);

}  // namespace triaged::chat

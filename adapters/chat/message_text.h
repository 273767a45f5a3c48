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

/// What stands below an item: for the next one how it is done and why, for other open ones only
/// what a reader must not miss, the command and the way back of a risky one.
struct ItemDetail {
  std::string_view label;  ///< "done when: "
  std::string_view text;
  bool code = false;
};
std::vector<ItemDetail> item_details(const CardItem& item, bool next);

/// What stands behind its text: risky, in parallel, who did it.
std::string item_tail(const CardItem& item);

/// What is said of a phase without items.
std::string_view empty_phase(const CardSection& section, const Card& card);

/// Its heading, in the words of the card, with its progress: "Detect & Define 1/3".
std::string phase_heading(const CardSection& section);

/// What a phase says beside its items: whom to tell and why, the drafts of updates.
std::vector<std::string> phase_texts(Phase phase, const Card& card);

/// What a lock screen says of it: one visible line, never blank, not yet cut or escaped.
std::string headline(const Message& message);

}  // namespace triaged::chat

#pragma once
// Slack's mrkdwn, for the one place where it cannot be avoided: the `text` of a message, which is
// what a lock screen shows. Pure; any thread.

#include <string>
#include <string_view>

namespace triaged::chat {

/// Escapes &, < and >, the three characters that can begin a mention, a link or an entity. Call it
/// exactly once, after cutting.
std::string escape_mrkdwn(std::string_view text);

/// A text as the lock screen shows it: one visible line of at most 110 characters, then escaped.
std::string lock_screen(std::string_view text);

}  // namespace triaged::chat

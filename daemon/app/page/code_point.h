#pragma once
// One UTF-8 character at a time, for everything that shows foreign bytes to people: log lines and
// pages. Bytes that are not UTF-8 come out as U+FFFD, one per byte. Pure; any thread.

#include <string>
#include <string_view>

namespace triaged::app {

/// Removes the first character from `rest` (not empty) and returns it.
char32_t take_code_point(std::string_view& rest);

void append_utf8(std::string& out, char32_t character);

/// True for what a reader cannot see but which changes what he sees: C0 and C1 controls, DEL,
/// direction overrides and isolates, zero-width characters, line and paragraph separators, tags.
bool is_unseen(char32_t character);

}  // namespace triaged::app

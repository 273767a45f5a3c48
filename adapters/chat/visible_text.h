#pragma once
// Makes texts that nobody vouches for fit to be seen in a chat or a terminal: one line, valid
// UTF-8, no control, zero-width or direction-changing characters, at most so long. Says nothing
// about markup; that is each chat's own affair. Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace triaged::chat {

/// One line: tabs and line breaks become spaces, other control and zero-width characters vanish,
/// and direction overrides are shown as \u{202E}, because they are there to deceive. Reads no
/// further than it must for `points` visible code points and a few.
std::string visible_line(std::string_view text, std::size_t points = std::string_view::npos);

/// The lines of a text, each made visible; empty ones are left out.
std::vector<std::string> visible_lines(std::string_view text);

/// Nothing but spaces, of a visible line.
bool is_blank(std::string_view line);

/// At most `points` code points of a visible line, the last one an ellipsis where it was cut; never
/// between a letter and its accent.
std::string cut(std::string_view text, std::size_t points);

std::size_t code_points(std::string_view text);

/// Columns of a terminal: 0 for combining marks, 2 for wide characters and emoji, else 1.
std::size_t columns(std::string_view text);
std::size_t columns(char32_t point);

}  // namespace triaged::chat

#pragma once
// UTF-8 by the code point, for texts that nobody vouches for: what is not UTF-8 reads as U+FFFD,
// one per byte that cannot start a character. Pure; any thread.

#include <string>
#include <string_view>

namespace triaged::adapters {

inline constexpr char32_t kReplacement = 0xFFFD;

/// Removes the first code point from `rest`, which must not be empty.
char32_t take_code_point(std::string_view& rest);

void append_code_point(std::string& out, char32_t point);

/// Valid UTF-8 of at most `points` code points of `text`.
std::string clean_prefix(std::string_view text, std::size_t points);

}  // namespace triaged::adapters

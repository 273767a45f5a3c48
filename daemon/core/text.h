#pragma once
// Cutting and cleaning text for readers: by whole UTF-8 characters, never in the middle of one. Pure.

#include <string>
#include <string_view>

namespace triaged {

/// Number of code points; invalid bytes count as one each.
std::size_t count_characters(std::string_view text);

/// At most `limit` characters; what is cut is replaced by "…", which counts.
std::string cut(std::string_view text, std::size_t limit);

/// One line: control characters and line breaks become spaces, runs of them one space; bidirectional
/// controls and zero-width characters are dropped; invalid UTF-8 becomes U+FFFD.
std::string one_line(std::string_view text);

}  // namespace triaged

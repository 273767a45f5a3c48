#pragma once
// Which words must a text hold so that a pattern can be found in it at all. The answer may be too
// weak, never too strong: what is not understood yields no words, and the pattern is always tried.
//
// Letters are compared without case, as in the text that the scanner sees: ASCII letters are
// lowered there, and so are U+212A (the Kelvin sign) and U+017F (the long s), which RE2 folds to k
// and s.

#include <string>
#include <string_view>
#include <vector>

namespace triaged::rules {

inline constexpr std::size_t kLiteralBytes = 12;

/// Every text in which the pattern is found holds at least one of these, in lower case, each of at
/// least three and at most kLiteralBytes ASCII characters. Empty: nothing can be said. The pattern
/// must be one that RE2 accepts.
std::vector<std::string> required_literals(std::string_view pattern);

}  // namespace triaged::rules

#pragma once
// Which words must a text hold so that a pattern can be found in it at all. The answer may be too
// weak, never too strong: what is not understood yields nothing, and the pattern is always tried.
//
// Letters are compared without case, as in the text that the scanner sees: ASCII letters are
// lowered there, and so are U+212A (the Kelvin sign) and U+017F (the long s), which RE2 folds to k
// and s.

#include <string>
#include <string_view>
#include <vector>

namespace triaged::rules {

inline constexpr std::size_t kLiteralBytes = 12;

/// Any one of these, in lower case, each of two to kLiteralBytes ASCII characters.
using WordSet = std::vector<std::string>;

/// One branch of a pattern: its matches hold a word of each set. The set that says most stands
/// first.
using Branch = std::vector<WordSet>;

/// Words of which one alone makes the pattern match wherever it stands and however its letters are
/// written: the branches that are nothing but such a word. May leave words out, never names a wrong
/// one. They are words of required_literals() as well.
WordSet sufficient_literals(std::string_view pattern);

/// Every text in which the pattern is found satisfies a branch. Empty: nothing can be said. The
/// pattern must be one that RE2 accepts.
std::vector<Branch> required_literals(std::string_view pattern);

/// The branch for which required_literals() can say nothing, as written; empty where there is none.
std::string_view branch_without_words(std::string_view pattern);

}  // namespace triaged::rules

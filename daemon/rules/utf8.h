#pragma once
// What the readers need to know of UTF-8: is a text valid, how many characters
// has it, where may it be cut. Pure; any thread.

#include <cstddef>
#include <string_view>

namespace triaged::rules {

/// Length in bytes of the well-formed character at the front of `text`; 0 where
/// there is none (overlong forms, surrogates and values over U+10FFFF are not
/// well formed).
std::size_t utf8_character(std::string_view text);

/// Offset of the first byte that does not belong to a well-formed character,
/// npos where all do.
std::size_t first_bad_utf8(std::string_view text);

/// Characters of a text; a byte that belongs to none counts as one.
std::size_t count_characters(std::string_view text);

/// The longest front of `text` with at most `bytes` bytes that cuts no
/// character.
std::string_view whole_prefix(std::string_view text, std::size_t bytes);

}  // namespace triaged::rules

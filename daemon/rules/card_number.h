#pragma once
// Finds payment card numbers: 13 to 19 digits, alone or in groups, with an issuer's prefix and a
// right check digit. Counters, times and ids of that length nearly never have both. Pure; any
// thread.

#include <cstddef>
#include <string_view>

namespace triaged::rules {

struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< equal to begin: nothing found
};

/// The first card number at or after `from`.
TextSpan find_card_number(std::string_view text, std::size_t from);

}  // namespace triaged::rules

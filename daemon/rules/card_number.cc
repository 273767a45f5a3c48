#include "rules/card_number.h"

#include <array>
#include <cstdlib>
#include <string>

namespace triaged::rules {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/// The longest run of digits with single blanks or dashes between them.
TextSpan digits_from(std::string_view text, std::size_t begin, std::string& digits) {
  std::size_t at = begin;
  digits.clear();
  while (at < text.size()) {
    const bool joined =
        (text[at] == ' ' || text[at] == '-') && at + 1 < text.size() && is_digit(text[at + 1]);
    if (is_digit(text[at])) {
      digits.push_back(text[at]);
    } else if (!joined) {
      break;
    }
    ++at;
  }
  return {begin, at};
}

/// Sum of the digits, every second one from the right doubled, divides by ten.
bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int value = (digits[i] - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

struct Issuer {
  int from;  // range of the first four digits
  int to;
  std::size_t shortest;
  std::size_t longest;
};

constexpr std::array<Issuer, 12> kIssuers{{{4000, 4999, 13, 19},
                                           {5100, 5599, 16, 16},
                                           {2221, 2720, 16, 16},
                                           {3400, 3499, 15, 15},
                                           {3700, 3799, 15, 15},
                                           {3000, 3059, 14, 14},
                                           {3600, 3699, 14, 19},
                                           {3800, 3999, 14, 19},
                                           {3528, 3589, 16, 19},
                                           {6011, 6011, 16, 19},
                                           {6200, 6299, 16, 19},
                                           {6440, 6599, 16, 19}}};

bool has_issuer(const std::string& digits) {
  const int front = std::atoi(digits.substr(0, 4).c_str());
  for (const Issuer& issuer : kIssuers) {
    const bool length = digits.size() >= issuer.shortest && digits.size() <= issuer.longest;
    if (length && front >= issuer.from && front <= issuer.to) return true;
  }
  return false;
}

/// Part of a longer word, of a UUID, a version or a number with a fraction.
bool stands_alone(std::string_view text, TextSpan span) {
  const auto joins = [&](std::size_t at) {
    return is_word(text[at]) || text[at] == '-' || text[at] == '.';
  };
  if (span.begin > 0 && joins(span.begin - 1)) return false;
  if (span.end >= text.size()) return true;
  const bool fraction = text[span.end] == '.' || text[span.end] == '-';
  if (fraction) return span.end + 1 >= text.size() || !is_word(text[span.end + 1]);
  return !is_word(text[span.end]);
}

}  // namespace

TextSpan find_card_number(std::string_view text, std::size_t from) {
  std::string digits;
  for (std::size_t at = from; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    const TextSpan span = digits_from(text, at, digits);
    if (digits.size() >= 13 && digits.size() <= 19 && stands_alone(text, span) &&
        has_issuer(digits) && passes_luhn(digits)) {
      return span;
    }
    at = span.end;
  }
  return {text.size(), text.size()};
}

}  // namespace triaged::rules

#pragma once
// What may stand behind a fact in a text: `{{name | helper argument | ...}}`. A helper never fails: a
// value it cannot read stays as it is. Pure; any thread.
//
//   duration        a number of seconds, or `90s`, as people say it: "1 min"
//   since           how long ago a time (RFC 3339, or seconds since 1970) is, by the fact `now`
//   truncate N      at most N characters, with an ellipsis
//   join TEXT       the items of a list ("a, b, c") with TEXT between them
//   link TEXT       "TEXT: URL" where the value is a URL, nothing where it is not
//   default TEXT    TEXT where the fact is unknown

#include <string>
#include <string_view>
#include <vector>

#include "core/facts.h"

namespace triaged::rules {

/// One helper with its argument, as written; empty where it has none.
struct HelperCall {
  std::string_view name;
  std::string_view argument;
};

inline constexpr std::size_t kMostHelpers = 6;

/// Reads "duration | default a while". `fault` says what is wrong, or stays empty.
std::vector<HelperCall> read_helpers(std::string_view text, std::string& fault);

/// The fact's value after the helpers; "unknown" where neither it nor a default is known.
std::string apply_helpers(const Facts& facts, std::string_view name, std::string_view helpers);

/// The longest text that the helpers let through; npos: no limit.
std::size_t longest_by(std::string_view helpers);

}  // namespace triaged::rules

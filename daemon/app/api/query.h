#pragma once
// The part of a request that comes percent-encoded: the query of a target and a posted form. Pure;
// any thread. Names and values are bytes from outside and are not checked for being UTF-8.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triaged::app {

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// `/path?a=1&b=x+y%21` -> `/path`.
std::string_view path_of(std::string_view target);

/// The parameters behind the `?` of a target, in order; at most 100.
Parameters query_of(std::string_view target);

/// The fields of an application/x-www-form-urlencoded body; at most 100.
Parameters read_form(std::string_view body);

/// The first value under this name, or an empty view.
std::string_view parameter(const Parameters& parameters, std::string_view name);

/// The value as a number, or `otherwise` if it is absent, not a number, or above `most`.
std::uint64_t number(const Parameters& parameters, std::string_view name, std::uint64_t otherwise,
                     std::uint64_t most);

}  // namespace triaged::app

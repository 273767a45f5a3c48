#pragma once
// How a function says that its input was bad: Result<T> holds the value or an Error. Exceptions are
// kept for broken invariants. Used everywhere; any thread.

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace triaged {

/// `code` is a stable word for machines (it appears as "error" in HTTP replies), `reason` a sentence
/// for people. Neither may contain a secret or more than a short excerpt of the input.
struct Error {
  std::string code;
  std::string reason;

  // Not an aggregate: a single string must not look like an Error to Result's constructors.
  Error() = default;
  Error(std::string error_code, std::string error_reason)
      : code(std::move(error_code)), reason(std::move(error_reason)) {}

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = boost::system::result<T, Error>;

/// Called by Result::value() on an error; found by argument-dependent lookup.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.code + ": " + error.reason);
}

}  // namespace triaged

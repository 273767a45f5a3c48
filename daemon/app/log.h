#pragma once
// Log lines that no value can forge: one event, one line, one write(2) to stderr, as logfmt or JSON,
// every value quoted where it needs to be, control characters escaped, bytes that are not UTF-8
// replaced. An encoder of our own, because spdlog prints a newline in a value as it stands. Any
// thread.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace triaged::log {

using Field = std::pair<std::string_view, std::string_view>;
using FieldList = std::initializer_list<Field>;

enum class Level { debug, info, warn, error };
enum class Format { logfmt, json };

/// Unknown words leave the defaults (info, logfmt). Before threads start.
void configure(std::string_view level, std::string_view format);

/// The line without its newline; pure, for tests.
std::string encode(Format format, std::string_view ts, Level level, std::string_view component,
                   std::string_view message, FieldList fields);

void write(Level level, std::string_view component, std::string_view message, FieldList fields);

inline void debug(std::string_view component, std::string_view message, FieldList fields) {
  write(Level::debug, component, message, fields);
}
inline void info(std::string_view component, std::string_view message, FieldList fields) {
  write(Level::info, component, message, fields);
}
inline void warn(std::string_view component, std::string_view message, FieldList fields) {
  write(Level::warn, component, message, fields);
}
inline void error(std::string_view component, std::string_view message, FieldList fields) {
  write(Level::error, component, message, fields);
}

/// The inside of a JSON string literal.
std::string json_escape(std::string_view text);

}  // namespace triaged::log

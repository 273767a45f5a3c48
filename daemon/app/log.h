#pragma once
// The daemon's own words, one event a line, to stderr only: logfmt or JSON, with ts, level,
// component and msg first and then the event's fields. No value can forge a line or a field,
// whatever bytes it has: whatever is not plainly printable is quoted and escaped, bytes that are
// not UTF-8 become U+FFFD. It is not for alerts' contents; those are in the journal. Any thread;
// one write(2) a line.
//
// Why not spdlog: it passes values through as they are, so all of the above would have to stand
// here anyway, and what is left of it is a level and a file descriptor.
//
//   log::info("ingest", "alert accepted", {{"incident", id}, {"alerts", count}});

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/incident.h"
#include "core/result.h"
#include "core/time.h"

namespace triaged::log {

enum class Level : std::uint8_t { debug, info, warn, error };
std::string_view to_string(Level level);
Result<Level> parse_level(std::string_view text);

enum class Format : std::uint8_t { logfmt, json };
Result<Format> parse_format(std::string_view text);

/// One `key=value`. Numbers and booleans stay such in JSON. A Secret has no constructor here.
struct Field {
  template <class Text>
  requires std::convertible_to<Text, std::string_view> Field(std::string_view name,
                                                             const Text& text)
      : key(name), value(std::string_view(text)) {}
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) Field(std::string_view name, Number number)
      : key(name), value(std::to_string(number)), bare(true) {}
  Field(std::string_view name, bool truth)
      : key(name), value(truth ? "true" : "false"), bare(true) {}
  Field(std::string_view name, double number);
  Field(std::string_view name, IncidentId id) : key(name), value(to_string(id)) {}
  Field(std::string_view name, Duration length);  ///< in seconds

  std::string_view key;
  std::string value;
  bool bare = false;  ///< a number or a boolean
};

using Fields = std::initializer_list<Field>;

struct Line {
  Timestamp at;
  Level level = Level::info;
  std::string_view component;
  std::string_view message;
};

/// Longest value that is printed whole; of a longer one the start, and how many bytes were left
/// out.
inline constexpr std::size_t kLongestValue = 16U << 10;

/// The line with its newline. Pure, and what the property test tries.
std::string encode(const Line& line, Fields fields, Format format);

/// At start, before other threads; later calls only move the level.
void configure(Level least, Format format, int descriptor = 2);
/// The same by words; an unknown one leaves its default (info, logfmt).
void configure(std::string_view least, std::string_view format);

/// The inside of a JSON string literal, escaped as in a line.
std::string json_escape(std::string_view text);

/// False: a line of this level would not be written, so its fields need not be made.
bool enabled(Level level);

void write(Level level, std::string_view component, std::string_view message, Fields fields = {});

inline void debug(std::string_view component, std::string_view message, Fields fields = {}) {
  write(Level::debug, component, message, fields);
}
inline void info(std::string_view component, std::string_view message, Fields fields = {}) {
  write(Level::info, component, message, fields);
}
inline void warn(std::string_view component, std::string_view message, Fields fields = {}) {
  write(Level::warn, component, message, fields);
}
inline void error(std::string_view component, std::string_view message, Fields fields = {}) {
  write(Level::error, component, message, fields);
}

}  // namespace triaged::log

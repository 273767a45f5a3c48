#pragma once
// Journal time as a value: milliseconds since the Unix epoch, UTC. Nothing here reads a clock; the
// shell does that once per input and hands the result in. Wire formats of time are read and written
// here because sources, page and journal dump all need the same one.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace triaged {

using Duration = std::chrono::milliseconds;
using Timestamp = std::chrono::sys_time<Duration>;

/// The value that means "not set" in every field of type Timestamp (the epoch itself).
inline constexpr Timestamp kNoTime{};

/// Reads RFC 3339 with 0 to 9 fraction digits and `Z` or an offset (with or without colon).
/// Year 1, which Go senders use for "no time", reads as kNoTime. Anything else: nullopt.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// `2026-11-23T21:44:45.632Z`; always three fraction digits.
std::string format_rfc3339(Timestamp at);

/// `21:44` in UTC, for texts that cannot use the reader's own zone.
std::string format_clock(Timestamp at);

/// `4 s`, `6 min`, `2 h 5 min`, `3 d`: two units at most, rounded down, never negative.
std::string format_duration(Duration length);

/// Reads `30s`, `5m`, `2h`, `1d`, `500ms` and sums such as `1h30m`. No sign, no bare number.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace triaged

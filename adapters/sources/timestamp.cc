#include "adapters/sources/timestamp.h"

#include <charconv>
#include <cmath>
#include <string>

namespace triaged::sources {
namespace {

using adapters::JsonView;

// Which unit a count since the epoch is in shows in its size: each band lies between the years 1973
// and 5138 of one unit.
std::optional<Timestamp> from_epoch(double count) {
  if (!(count >= 0) || count >= 1e20) return std::nullopt;
  double milliseconds = count * 1e3;
  if (count >= 1e17) {
    milliseconds = count / 1e6;
  } else if (count >= 1e14) {
    milliseconds = count / 1e3;
  } else if (count >= 1e11) {
    milliseconds = count;
  }
  return Timestamp{Duration{std::llround(milliseconds)}};
}

bool digit(char c) { return c >= '0' && c <= '9'; }

// Drops fraction digits beyond the ninth.
void shorten_fraction(std::string& text) {
  const std::size_t dot = text.find('.', 11);
  if (dot == std::string::npos) return;
  std::size_t end = dot + 1;
  while (end < text.size() && digit(text[end])) ++end;
  if (end - dot > 10) text.erase(dot + 10, end - dot - 10);
}

// Rewrites a relative of RFC 3339 into it: "2026.11.23 21:44:45", "... UTC", "... +0200".
std::string normalised(std::string_view text) {
  std::string out(text);
  for (const std::size_t at : {4U, 7U}) {
    if (out[at] == '.' || out[at] == '/') out[at] = '-';
  }
  for (const std::string_view zone : {" UTC", " GMT", " Z"}) {
    if (!out.ends_with(zone)) continue;
    out.resize(out.size() - zone.size());
    out.push_back('Z');
  }
  const std::size_t space = out.find_last_of(' ');
  if (space > 10 && space != std::string::npos) out.erase(space, 1);
  shorten_fraction(out);
  if (digit(out.back()) && out.find_first_of("+-", 11) == std::string::npos) out.push_back('Z');
  return out;
}

}  // namespace

std::optional<Timestamp> read_time(std::string_view text) {
  if (text.empty()) return kNoTime;
  if (const auto at = parse_rfc3339(text)) return at;
  double count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size()) return from_epoch(count);
  constexpr std::size_t kShortest = 19;  // 2026-11-23 21:44:45
  constexpr std::size_t kLongest = 64;
  if (text.size() < kShortest || text.size() > kLongest) return std::nullopt;
  return parse_rfc3339(normalised(text));
}

std::optional<Timestamp> read_time(JsonView value) {
  if (!value.present()) return kNoTime;
  if (value.is(JsonView::Kind::string)) return read_time(value.string());
  if (const auto count = value.number()) return from_epoch(*count);
  return std::nullopt;
}

}  // namespace triaged::sources

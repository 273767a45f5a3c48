#include "core/time.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace triaged {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A cursor over text that remembers whether everything so far was as expected.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int digits(std::size_t count) {
    if (rest_.size() < count) return fail();
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') return fail();
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void expect(char wanted) {
    if (!take(wanted)) fail();
  }

  int fail() {
    ok_ = false;
    return 0;
  }

  int fraction_ms() {
    if (!take('.')) return 0;
    int value = 0;
    int scale = 100;
    std::size_t count = 0;
    while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9' && count < 9) {
      value += (rest_.front() - '0') * scale;
      scale /= 10;
      rest_.remove_prefix(1);
      ++count;
    }
    return count == 0 ? fail() : value;
  }

  minutes offset() {
    if (take('Z') || take('z')) return minutes{0};
    const int sign = take('-') ? -1 : (expect('+'), 1);
    const int hour = digits(2);
    take(':');
    const int minute = digits(2);
    if (hour > 23 || minute > 59) fail();
    return minutes{sign * (hour * 60 + minute)};
  }

  bool done() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// Ten thousand years: more is a mistake, and sums of it would overflow.
constexpr Duration kLongestDuration = days{3'650'000};

struct Unit {
  std::string_view name;
  Duration length;
};

// Longest names first, so that "ms" is not read as "m".
constexpr std::array<Unit, 5> kUnits{{{"ms", Duration{1}},
                                      {"s", seconds{1}},
                                      {"m", minutes{1}},
                                      {"h", hours{1}},
                                      {"d", days{1}}}};

std::optional<Duration> take_unit(std::string_view& rest) {
  for (const Unit& unit : kUnits) {
    if (!rest.starts_with(unit.name)) continue;
    rest.remove_prefix(unit.name.size());
    return unit.length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Timestamp> parse_rfc3339(std::string_view text) {
  Reader in(text);
  const int year = in.digits(4);
  in.expect('-');
  const auto month = static_cast<unsigned>(in.digits(2));
  in.expect('-');
  const auto day = static_cast<unsigned>(in.digits(2));
  if (!in.take('T') && !in.take('t')) in.expect(' ');
  const int hour = in.digits(2);
  in.expect(':');
  const int minute = in.digits(2);
  in.expect(':');
  const int second = in.digits(2);
  const int fraction = in.fraction_ms();
  const minutes offset = in.offset();
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                         std::chrono::day{day}};
  if (!in.done() || !date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  if (year == 1) return kNoTime;
  return std::chrono::sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
         Duration{fraction} - offset;
}

std::string format_rfc3339(Timestamp at) {
  const auto day = std::chrono::floor<days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{at - day};
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()),
                static_cast<int>(clock.subseconds().count()));
  return out.data();
}

std::string format_clock(Timestamp at) { return format_rfc3339(at).substr(11, 5); }

std::string format_duration(Duration length) {
  if (length < Duration{0}) length = Duration{0};
  const auto total = std::chrono::duration_cast<seconds>(length).count();
  const auto two = [](long long big, const char* unit, long long small, const char* sub) {
    std::string text = std::to_string(big) + unit;
    if (small > 0) text += " " + std::to_string(small) + sub;
    return text;
  };
  if (total < 60) return std::to_string(total) + " s";
  if (total < 3600) return std::to_string(total / 60) + " min";
  if (total < 86400) return two(total / 3600, " h", total % 3600 / 60, " min");
  return two(total / 86400, " d", total % 86400 / 3600, " h");
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Duration sum{0};
  while (!text.empty()) {
    long long count = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
    if (read.ec != std::errc{} || count < 0 || count > 100'000'000) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    const auto unit = take_unit(text);
    if (!unit) return std::nullopt;
    sum += *unit * count;
    if (sum > kLongestDuration) return std::nullopt;
  }
  return sum;
}

}  // namespace triaged

#include "core/time.h"

#include <catch2/catch.hpp>

namespace triaged {

TEST_CASE("times of every sender are read") {
  const auto expected = Timestamp{Duration{1'795'470'285'632}};
  CHECK(format_rfc3339(expected) == "2026-11-23T21:44:45.632Z");
  CHECK(parse_rfc3339("2026-11-23T21:44:45.632Z") == expected);
  CHECK(parse_rfc3339("2026-11-23T21:44:45.632999999Z") == expected);
  CHECK(parse_rfc3339("2026-11-23T23:44:45.632+02:00") == expected);
  CHECK(parse_rfc3339("2026-11-23T16:44:45.632-0500") == expected);
  CHECK(parse_rfc3339("0001-01-01T00:00:00Z") == kNoTime);
  for (const char* bad : {"", "2026-11-23", "2026-13-01T00:00:00Z", "2026-11-23T21:44:45",
                          "2026-11-23T25:44:45Z", "2026-11-23T21:44:45.Zx", "x026-11-23T21:44:45Z"}) {
    CHECK_FALSE(parse_rfc3339(bad));
  }
}

TEST_CASE("durations read as people write them and print in two units at most") {
  using namespace std::chrono_literals;
  CHECK(parse_duration("1h30m") == Duration{90min});
  CHECK(parse_duration("500ms") == Duration{500});
  CHECK_FALSE(parse_duration("10"));
  CHECK_FALSE(parse_duration("-5s"));
  CHECK_FALSE(parse_duration("100000000d100000000d"));
  CHECK(format_duration(4s) == "4 s");
  CHECK(format_duration(6min + 59s) == "6 min");
  CHECK(format_duration(2h + 5min) == "2 h 5 min");
  CHECK(format_duration(-1s) == "0 s");
}

}  // namespace triaged

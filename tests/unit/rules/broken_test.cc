#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>

#include "unit/rules/pack_files.h"

namespace triaged::rules {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The fixture's first line: `# expect: PATH:LINE:COLUMN: LEVEL: MESSAGE [CODE]`.
std::string expected_of(const PackFile& file) {
  constexpr std::string_view kMark = "# expect: ";
  const std::string line = first_line(file.text);
  return line.substr(0, kMark.size()) == kMark ? line.substr(kMark.size()) : "";
}

}  // namespace

TEST_CASE("each broken file is answered with its place, its cause and the nearest valid word") {
  const auto files = packs_under(std::string(TRIAGED_SOURCE_DIR) + "/tests/unit/rules/broken");
  REQUIRE(files.size() >= 30);
  for (const PackFile& file : files) {
    DYNAMIC_SECTION(file.path) {
      const Loaded loaded = load_packs({file});
      REQUIRE(loaded.diagnostics.size() == 1);
      CHECK(loaded.ruleset == nullptr);
      CHECK(first_line(format(loaded.diagnostics.front())) == expected_of(file));
    }
  }
}

}  // namespace triaged::rules

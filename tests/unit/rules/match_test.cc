#include <catch2/catch.hpp>

#include "rules/ruleset.h"

namespace triaged::rules {
namespace {

Loaded load(std::string_view signals_a, std::string_view signals_b = "") {
  std::vector<PackFile> files;
  files.push_back({"p", "p/a.yaml", "id: a\n" + std::string(signals_a)});
  if (!signals_b.empty()) files.push_back({"p", "p/b.yaml", "id: b\n" + std::string(signals_b)});
  Loaded loaded = load_packs(files);
  for (const Diagnostic& d : loaded.diagnostics) WARN(format(d));
  return loaded;
}

}  // namespace

TEST_CASE("a heartbeat opens nothing, the rest that nobody knows is generic") {
  const auto ruleset = load_packs({}).ruleset;
  REQUIRE(ruleset);
  const Labels watchdog{{"alertname", "Watchdog"}};
  const Labels other{{"alertname", "Other"}};
  CHECK(ruleset->match({&watchdog, nullptr, {}, {}}, {}).scenario == "none");
  CHECK(ruleset->match({&other, nullptr, {}, {}}, {}).scenario == "generic");
  CHECK(ruleset->scenario("generic")->steps.size() > 6);
}

TEST_CASE("probe load") { load("signals: [{id: x, field: any, pattern: foo, weight: 100}]\n"); }

}  // namespace triaged::rules

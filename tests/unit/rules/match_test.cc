#include <catch2/catch.hpp>

#include "rules/ruleset.h"

namespace triaged::rules {
namespace {

PackFile scenario(const std::string& id, const std::string& body, const std::string& pack = "p") {
  return {pack, pack + "/" + id + ".yaml", "id: " + id + "\nmaturity: sandbox\n" + body};
}

std::shared_ptr<const Ruleset> load(const std::vector<PackFile>& files) {
  const Loaded loaded = load_packs(files);
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.level == Diagnostic::Level::error) UNSCOPED_INFO(format(d));
  }
  REQUIRE(loaded.ruleset);
  return loaded.ruleset;
}

std::string signal(const std::string& id, const std::string& field, const std::string& pattern,
                   int weight) {
  return "  - {id: " + id + ", field: " + field + ", pattern: '" + pattern +
         "', weight: " + std::to_string(weight) + "}\n";
}

MatchResult match(const Ruleset& ruleset, const Labels& labels, const Labels& annotations = {},
                  std::string_view expr = {}, const std::vector<std::string>& packs = {}) {
  return ruleset.match({&labels, &annotations, expr, {}}, packs);
}

MatchResult match_report(const Ruleset& ruleset, std::string_view report) {
  return ruleset.match({nullptr, nullptr, {}, report}, {});
}

}  // namespace

TEST_CASE("a heartbeat opens nothing, what nobody knows is generic") {
  const auto ruleset = load({});
  CHECK(match(*ruleset, {{"alertname", "Watchdog"}}).scenario == "none");
  CHECK(match(*ruleset, {{"alertname", "X"}, {"severity", "none"}}).scenario == "none");
  CHECK(match(*ruleset, {{"alertname", "WatchdogDown"}}).scenario == "generic");
  CHECK(match_report(*ruleset, "it is slow").scenario == "generic");
  REQUIRE(ruleset->scenario("generic") != nullptr);
  CHECK(ruleset->scenario("generic")->steps.size() >= kPhases);
  CHECK(ruleset->scenario("nobody") == nullptr);
}

TEST_CASE("a pack's own generic and none replace the built-in ones") {
  const auto ruleset =
      load({scenario("generic", "title: mine\n"),
            scenario("none", "signals:\n" + signal("a", "alertname", "^Quiet", 100))});
  CHECK(ruleset->scenario("generic")->title == "mine");
  CHECK(match(*ruleset, {{"alertname", "QuietOne"}}).scenario == "none");
  CHECK(match(*ruleset, {{"alertname", "Watchdog"}}).scenario == "generic");
}

TEST_CASE("each field means what it says") {
  const std::vector<std::pair<std::string, std::vector<bool>>> rows{
      // alertname, label:a, other label, annotation:s, expr, report
      {"alertname", {true, false, false, false, false, false}},
      {"label:a", {false, true, false, false, false, false}},
      {"label:alertname", {true, false, false, false, false, false}},
      {"annotation:s", {false, false, false, true, false, false}},
      {"labels", {true, true, true, false, false, false}},
      {"annotations", {false, false, false, true, false, false}},
      {"expr", {false, false, false, false, true, false}},
      {"report", {false, false, false, false, false, true}},
      {"text", {true, false, false, true, false, true}},
      {"any", {true, true, true, true, true, true}},
      {"[expr, report]", {false, false, false, false, true, true}},
  };
  for (const auto& [field, hits] : rows) {
    INFO(field);
    const std::string written = field.front() == '[' ? field : "\"" + field + "\"";
    const auto with = load({scenario("s", "signals:\n" + signal("x", written, "needle", 100))});
    const auto hit = [&](const MatchResult& result) { return result.scenario == "s"; };
    CHECK(hit(match(*with, {{"alertname", "needle"}})) == hits[0]);
    CHECK(hit(match(*with, {{"alertname", "A"}, {"a", "needle"}})) == hits[1]);
    CHECK(hit(match(*with, {{"alertname", "A"}, {"b", "needle"}})) == hits[2]);
    CHECK(hit(match(*with, {{"alertname", "A"}}, {{"s", "needle"}})) == hits[3]);
    CHECK(hit(match(*with, {{"alertname", "A"}}, {}, "needle")) == hits[4]);
    CHECK(hit(match_report(*with, "a needle")) == hits[5]);
  }
}

TEST_CASE("weights add up, each signal counts once, negative ones speak against") {
  const auto ruleset =
      load({scenario("s", "threshold: 100\nsignals:\n" + signal("a", "any", "foo", 60) +
                              signal("b", "any", "bar", 60) + signal("c", "any", "not", -30))});
  CHECK(match_report(*ruleset, "foo foo foo").scenario == "generic");
  const MatchResult both = match_report(*ruleset, "foo bar");
  CHECK(both.scenario == "s");
  CHECK(both.score == 120);
  CHECK(match_report(*ruleset, "foo bar not").scenario == "generic");
}

TEST_CASE("reasons name signal, field, matched text and weight") {
  const auto ruleset =
      load({scenario("s", "signals:\n" + signal("a", "any", "(?i)deadlocks?", 100))});
  const MatchResult result =
      match(*ruleset, {{"alertname", "X"}}, {{"summary", "Many Deadlocks seen"}});
  REQUIRE(result.reasons.size() == 1);
  CHECK(result.reasons[0] == SignalHit{"a", "annotation:summary", "Deadlocks", 100});
}

TEST_CASE("matched texts are short and whole characters") {
  const auto ruleset = load({scenario("s", "signals:\n" + signal("a", "any", "xé+", 100))});
  std::string text = "x";
  for (int i = 0; i < 100; ++i) text += "é";
  CHECK(match_report(*ruleset, text).reasons[0].matched.size() == 79);
}

TEST_CASE("runners-up say what they have and what they lack, heaviest first") {
  const auto ruleset = load(
      {scenario("a", "signals:\n" + signal("x", "any", "foo", 200)),
       scenario("b", "signals:\n" + signal("x", "any", "foo", 40) + signal("l1", "any", "q1", 10) +
                         signal("l2", "any", "q2", 50) + signal("l3", "any", "q3", 20) +
                         signal("l4", "any", "q4", 30) + signal("l5", "any", "q5", -90))});
  const MatchResult result = match_report(*ruleset, "foo");
  CHECK(result.scenario == "a");
  REQUIRE(result.alternatives.size() == 1);
  const Candidate& b = result.alternatives[0];
  CHECK(b.score == 40);
  CHECK(b.threshold == 100);
  CHECK(b.hits.size() == 1);
  CHECK(b.lacked == std::vector<std::string>{"l2", "l4", "l3"});
}

TEST_CASE("at most five alternatives, the best first") {
  std::vector<PackFile> files;
  for (int i = 0; i < 9; ++i) {
    files.push_back(
        scenario("s" + std::to_string(i), "signals:\n" + signal("x", "any", "foo", 100 + i)));
  }
  const MatchResult result = match_report(*load(files), "foo");
  CHECK(result.scenario == "s8");
  REQUIRE(result.alternatives.size() == 5);
  CHECK(result.alternatives[0].scenario == "s7");
  CHECK(result.alternatives[4].scenario == "s3");
}

TEST_CASE("unsure means a runner-up within six percent of the winner") {
  const auto unsure_with = [](int winner, int other) {
    return match_report(*load({scenario("a", "signals:\n" + signal("x", "any", "foo", winner)),
                               scenario("b", "signals:\n" + signal("x", "any", "foo", other) +
                                                 signal("y", "any", "bar", 100))}),
                        "foo")
        .unsure;
  };
  CHECK(unsure_with(1000, 940) == "b");
  CHECK(unsure_with(1000, 939).empty());
  CHECK(unsure_with(200, 200) == "b");
  CHECK(unsure_with(100, 99).empty());  // below its own threshold
}

TEST_CASE("none loses a tie and is never a doubt") {
  const auto ruleset = load({scenario("a", "signals:\n" + signal("x", "any", "foo", 100)),
                             scenario("none", "signals:\n" + signal("x", "any", "foo|bar", 100))});
  const MatchResult result = match_report(*ruleset, "foo");
  CHECK(result.scenario == "a");
  CHECK(result.unsure.empty());
  CHECK(match_report(*ruleset, "bar").scenario == "none");
}

TEST_CASE("a route's packs limit the answer, generic ones always serve") {
  const auto ruleset =
      load({scenario("a", "signals:\n" + signal("x", "any", "foo", 200), "web"),
            scenario("b", "signals:\n" + signal("x", "any", "foo", 150), "data"),
            scenario("c", "signals:\n" + signal("x", "any", "foo", 100), "generic")});
  CHECK(match(*ruleset, {{"l", "foo"}}, {}, {}, {}).scenario == "a");
  CHECK(match(*ruleset, {{"l", "foo"}}, {}, {}, {"data"}).scenario == "b");
  CHECK(match(*ruleset, {{"l", "foo"}}, {}, {}, {"nothing"}).scenario == "c");
  CHECK(match(*ruleset, {{"alertname", "Watchdog"}}, {}, {}, {"data"}).scenario == "none");
}

TEST_CASE("facts come from the first rule and field that say something") {
  const auto ruleset = load(
      {scenario("s", "signals:\n" + signal("x", "any", "foo", 100) +
                         "facts:\n"
                         "  - {name: route, from: ['label:route', 'label:path']}\n"
                         "  - {name: ratio, from: [annotations], pattern: '(\\d+) ?%'}\n"
                         "  - {name: ratio, from: [report], pattern: 'about (\\w+)'}\n"
                         "  - {name: engine, from: [any], pattern: '(?i)redis', value: redis}\n"
                         "  - {name: gone, from: ['label:gone']}\n")});
  const MatchResult alert =
      match(*ruleset, {{"alertname", "foo"}, {"path", " /cart "}}, {{"d", "Redis at 12%"}});
  CHECK(alert.facts == Facts{{"route", "/cart"}, {"ratio", "12"}, {"engine", "redis"}});
  CHECK(match_report(*ruleset, "foo about half").facts == Facts{{"ratio", "half"}});
}

TEST_CASE("generic facts are found where nothing is recognised") {
  const auto ruleset =
      load({scenario("generic", "facts:\n  - {name: route, from: ['label:route']}\n")});
  CHECK(match(*ruleset, {{"route", "/x"}}).facts == Facts{{"route", "/x"}});
}

TEST_CASE("any bytes match or do not, and only the first 16 KiB of a text are read") {
  const auto ruleset = load({scenario(
      "s", "signals:\n" + signal("a", "any", "end$", 100) + signal("b", "any", "\\bneedle", 100))});
  CHECK(match_report(*ruleset, "\xFF\xFE needle \xC0").scenario == "s");
  CHECK(match_report(*ruleset, std::string(20'000, 'x') + " needle").scenario == "generic");
  CHECK(match_report(*ruleset, std::string(16'000, 'x') + " needle").scenario == "s");
}

TEST_CASE("scenarios that differ have different versions, comments and tests count for nothing") {
  const auto version = [](const std::string& body) {
    return load({scenario("s", "signals:\n" + signal("a", "any", "foo", 100) + body)})
        ->scenario("s")
        ->version;
  };
  CHECK(version("title: a\n") == version("# comment\ntitle: a\n"));
  CHECK(version("title: a\n") != version("title: b\n"));
  CHECK(version("title: ab\nsummary: c\n") != version("title: a\nsummary: bc\n"));
  CHECK(version("").size() == 16);
}

TEST_CASE("the digest names the files' content, not their order or place") {
  PackFile a = scenario("a", "signals:\n" + signal("x", "any", "foo", 100));
  PackFile b = scenario("b", "signals:\n" + signal("x", "any", "bar", 100));
  const std::string digest = load({a, b})->digest();
  CHECK(load({b, a})->digest() == digest);
  a.path = "/usr/share/p/a.yaml";
  CHECK(load({a, b})->digest() == digest);
  a.text += "\n";
  CHECK(load({a, b})->digest() != digest);
}

TEST_CASE("a scenario id stands in one file only") {
  const Loaded loaded =
      load_packs({scenario("a", "title: x\n", "p"), scenario("a", "title: y\n", "q")});
  CHECK(loaded.ruleset == nullptr);
  CHECK(loaded.diagnostics.back().message == "the scenario \"a\" is already in p/a.yaml");
}

}  // namespace triaged::rules

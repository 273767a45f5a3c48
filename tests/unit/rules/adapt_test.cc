// Files that adapt a scenario of another pack.

#include <catch2/catch.hpp>

#include "rules/pack_test.h"
#include "rules/ruleset.h"

namespace triaged::rules {
namespace {

const PackFile kBase{"shipped", "shipped/s.yaml",
                     "id: s\n"
                     "maturity: sandbox\n"
                     "title: \"{{target}} is slow\"\n"
                     "threshold: 100\n"
                     "signals:\n"
                     "  - {id: slow, field: any, pattern: slow, weight: 100}\n"
                     "  - {id: quick, field: any, pattern: quick, weight: -50}\n"
                     "facts:\n"
                     "  - {name: colour, from: [any], pattern: red, value: red}\n"
                     "questions:\n"
                     "  - {id: q, fact: deploy, text: 'Deploy?', changes: x}\n"
                     "hypotheses:\n"
                     "  - {id: h1, text: a, check: b}\n"
                     "steps:\n"
                     "  detect:\n"
                     "    - {id: look, kind: confirm, text: Look, done: seen}\n"
                     "  execute:\n"
                     "    - {id: stop, kind: mitigate, text: Stop it, done: it stopped}\n"
                     "  track:\n"
                     "    - {id: watch, kind: verify, text: Watch, done: quiet}\n"
                     "communicate: {channel: old, customers: old}\n"
                     "tests:\n"
                     "  - {name: shipped, steps: [{report: slow}], expect: {scenario: s}}\n"};

PackFile adaptation(const std::string& body) {
  return {"team", "team/s.yaml", "extends: s\nowner: us\nreviewed: 2026-11-20\n" + body};
}

std::shared_ptr<const Ruleset> load(const std::string& body) {
  const Loaded loaded = load_packs({adaptation(body), kBase});
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.level == Diagnostic::Level::error) UNSCOPED_INFO(format(d));
  }
  REQUIRE(loaded.ruleset);
  return loaded.ruleset;
}

Diagnostic first_error(const std::string& body) {
  for (const Diagnostic& d : load_packs({adaptation(body), kBase}).diagnostics) {
    if (d.level == Diagnostic::Level::error) return d;
  }
  return {};
}

MatchResult match(const Ruleset& ruleset, std::string_view report) {
  return ruleset.match({nullptr, nullptr, {}, report}, {});
}

std::vector<std::string> step_ids(const Ruleset& ruleset) {
  std::vector<std::string> ids;
  for (const Step& step : ruleset.scenario("s")->steps) ids.push_back(step.id);
  return ids;
}

}  // namespace

TEST_CASE("an adaptation without changes is the scenario, with another owner") {
  const auto plain = load_packs({kBase}).ruleset;
  const auto ruleset = load("");
  CHECK(match(*ruleset, "slow").scenario == "s");
  CHECK(step_ids(*ruleset) == step_ids(*plain));
  CHECK(ruleset->scenario("s")->owner == "us");
  CHECK(ruleset->scenario("s")->pack == "shipped");
}

TEST_CASE("what is appended stands beside what is there") {
  const auto ruleset = load(
      "append:\n"
      "  signals: [{id: hang, field: any, pattern: hang, weight: 100}]\n"
      "  facts: [{name: colour, from: [any], pattern: blue, value: blue}]\n"
      "  hypotheses: [{id: h2, text: c, check: d}]\n"
      "  escalate: [{role: us, why: we own it}]\n"
      "  steps:\n"
      "    execute:\n"
      "      - {id: switch, kind: mitigate, text: Switch over, done: d, before: stop}\n"
      "      - {id: call, kind: notify, text: Call us, done: d}\n");
  CHECK(match(*ruleset, "it may hang").scenario == "s");
  CHECK(match(*ruleset, "slow").scenario == "s");
  CHECK(match(*ruleset, "slow red blue").facts.at("colour") == "blue");
  CHECK(ruleset->scenario("s")->hypotheses.size() == 2);
  CHECK(ruleset->scenario("s")->escalations.size() == 1);
  CHECK(step_ids(*ruleset) == std::vector<std::string>{"look", "switch", "stop", "call", "watch"});
}

TEST_CASE("what is overridden keeps the rest of itself") {
  const auto ruleset = load(
      "override:\n"
      "  title: Ours\n"
      "  threshold: 50\n"
      "  severity: {default: SEV2}\n"
      "  signals: {slow: {weight: 60}}\n"
      "  hypotheses: {h1: {check: ours}}\n"
      "  steps: {stop: {risky: true, backout: start it, command: 'systemctl stop x'}}\n"
      "  communicate: {channel: new}\n");
  const Scenario& s = *ruleset->scenario("s");
  CHECK(s.title == "Ours");
  CHECK(s.default_severity == Severity::SEV2);
  CHECK(match(*ruleset, "slow").score == 60);
  CHECK(s.hypotheses[0].text == "a");
  CHECK(s.hypotheses[0].check == "ours");
  CHECK(s.steps[1].text == "Stop it");
  CHECK(s.steps[1].risky);
  CHECK(s.drafts == std::vector<Draft>{{"channel", "new"}, {"customers", "old"}});
}

TEST_CASE("what is removed is gone") {
  const auto ruleset = load("remove: {signals: [quick], steps: [stop], questions: [q]}\n");
  CHECK(match(*ruleset, "quick and slow").scenario == "s");
  CHECK(step_ids(*ruleset) == std::vector<std::string>{"look", "watch"});
  CHECK(ruleset->scenario("s")->questions.empty());
}

TEST_CASE("an adaptation of what is not there names the nearest") {
  const auto said = [](const std::string& body) {
    const Diagnostic d = first_error(body);
    return d.path + ": " + d.message;
  };
  CHECK(said("override: {steps: {stopp: {text: x}}}\n") ==
        "team/s.yaml: the scenario has no \"stopp\" in steps (did you mean \"stop\"?)");
  CHECK(said("remove: {signals: [slw]}\n") ==
        "team/s.yaml: the scenario has no \"slw\" in signals (did you mean \"slow\"?)");
  CHECK(said("append: {signals: [{id: slow, field: any, pattern: a, weight: 1}]}\n") ==
        "team/s.yaml: the signal \"slow\" is already there; change it under override");
  CHECK(said("append: {steps: {execute: [{id: a, kind: notify, text: Tell, done: d, before: b}]}}\n") ==
        "team/s.yaml: no step \"b\" in execute to stand before");
  CHECK(said("title: x\n").find("unknown key \"title\" in an adaptation") != std::string::npos);
  CHECK(said("override: {steps: {stop: {id: other}}}\n") ==
        "team/s.yaml: an override keeps the step's id and place");
  const Loaded alone = load_packs({adaptation("")});
  CHECK(alone.ruleset == nullptr);
  CHECK(alone.diagnostics.at(0).message == "no scenario \"s\" to extend");
}

TEST_CASE("an adaptation is checked as a whole, at its own place") {
  const Diagnostic risky = first_error("override: {steps: {stop: {risky: true}}}\n");
  CHECK(risky.code == "no-backout");
  CHECK(risky.path == "team/s.yaml");
  CHECK(risky.line == 4);
  const Diagnostic reach = first_error("remove: {signals: [slow]}\n");
  CHECK(reach.code == "out-of-reach");
  CHECK(reach.line == 1);
}

TEST_CASE("a scenario is adapted once") {
  PackFile second = adaptation("");
  second.pack = "other";
  second.path = "other/s.yaml";
  const Loaded loaded = load_packs({kBase, adaptation(""), second});
  CHECK(loaded.ruleset == nullptr);
  CHECK(loaded.diagnostics.back().message == "the scenario \"s\" is already adapted in team/s.yaml");
}

TEST_CASE("the tests of an adaptation are its own") {
  const auto tests = read_pack_tests(
      {kBase, adaptation("tests: [{name: ours, steps: [{report: slow}], expect: {scenario: s}}]\n")});
  REQUIRE(tests.size() == 1);
  CHECK(tests[0].name == "ours");
  CHECK(tests[0].path == "team/s.yaml");
}

TEST_CASE("a deprecated scenario recognises nothing and keeps its content") {
  const auto ruleset = load("override: {maturity: deprecated}\n");
  CHECK(match(*ruleset, "slow").scenario == "generic");
  REQUIRE(ruleset->scenario("s") != nullptr);
  CHECK(ruleset->scenario("s")->maturity == Maturity::deprecated);
}

}  // namespace triaged::rules

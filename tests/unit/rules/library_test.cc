// What scenarios share, and commands that differ by a fact.

#include <catch2/catch.hpp>

#include "rules/ruleset.h"

namespace triaged::rules {
namespace {

PackFile scenario(const std::string& body, const std::string& pack = "p") {
  return {pack, pack + "/s.yaml",
          "id: s\nmaturity: sandbox\nthreshold: 10\nsignals:\n"
          "  - {id: x, field: any, pattern: foo, weight: 10}\n" +
              body};
}

PackFile library(const std::string& pack, const std::string& body) {
  return {pack, pack + "/library.yaml", body};
}

std::shared_ptr<const Ruleset> load(const std::vector<PackFile>& files) {
  const Loaded loaded = load_packs(files);
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.level == Diagnostic::Level::error) UNSCOPED_INFO(format(d));
  }
  REQUIRE(loaded.ruleset);
  return loaded.ruleset;
}

/// The first error's code and message.
std::string refusal(const std::vector<PackFile>& files) {
  for (const Diagnostic& d : load_packs(files).diagnostics) {
    if (d.level == Diagnostic::Level::error) return d.code + ": " + d.message;
  }
  return "";
}

Facts facts_of(const Ruleset& ruleset, std::string_view report) {
  return ruleset.match({nullptr, nullptr, {}, report}, {}).facts;
}

const std::string kSteps =
    "facts:\n  - {name: engine, from: [any], pattern: '(\\w+)db'}\n"
    "steps:\n  detect:\n";

std::string step_with(const std::string& keys) {
  return kSteps + "    - {id: look, kind: confirm, text: Look, done: seen, " + keys + "}\n";
}

const Step& look(const Ruleset& ruleset) { return ruleset.scenario("s")->steps.at(0); }

}  // namespace

TEST_CASE("shared facts stand where a scenario uses them, so an earlier rule still wins") {
  const auto ruleset =
      load({library("generic",
                    "facts:\n"
                    "  colour:\n"
                    "    - {name: colour, from: [any], pattern: red, value: red}\n"
                    "    - {name: colour_name, from: [any], pattern: red, value: Crimson}\n"),
            scenario("facts:\n"
                     "  - {name: colour, from: [any], pattern: dark, value: black}\n"
                     "  - {use: colour}\n"
                     "  - {name: colour_name, from: [any], pattern: '.', value: none}\n")});
  CHECK(facts_of(*ruleset, "foo red") == Facts{{"colour", "red"}, {"colour_name", "Crimson"}});
  CHECK(facts_of(*ruleset, "foo dark red") ==
        Facts{{"colour", "black"}, {"colour_name", "Crimson"}});
  CHECK(facts_of(*ruleset, "foo") == Facts{{"colour_name", "none"}});
}

TEST_CASE("a pack's own list of facts comes before the shared one of that name") {
  const std::string use = "facts: [{use: colour}]\n";
  const auto facts = [](const std::string& value) {
    return "facts: {colour: [{name: colour, from: [any], pattern: '.', value: " + value + "}]}\n";
  };
  const PackFile shared = library("generic", facts("shared"));
  CHECK(facts_of(*load({shared, scenario(use)}), "foo").at("colour") == "shared");
  CHECK(facts_of(*load({shared, library("p", facts("own")), scenario(use)}), "foo").at("colour") ==
        "own");
}

TEST_CASE("a list of facts that nobody has is an error with a guess") {
  CHECK(refusal({library("p", "facts: {engine: [{name: e, from: [expr]}]}\n"),
                 scenario("facts: [{use: engin}]\n")}) ==
        "unknown-facts: no facts \"engin\" in library.yaml (did you mean \"engine\"?)");
  CHECK(refusal({library("p", "facts: {engine: [{name: e, from: [expr]}]}\n"),
                 scenario("facts: [{use: engine, name: e}]\n")})
            .substr(0, 11) == "unknown-key");
  CHECK(refusal({library("p", "facts: {Big: [{name: e, from: [expr]}]}\n")}).substr(0, 6) ==
        "bad-id");
  CHECK(refusal({library("p", "facts: {a: [{use: b}], b: []}\n")}).substr(0, 13) ==
        "unknown-facts");
}

TEST_CASE("a pattern of a library costs once, however many scenarios use it") {
  std::string list = "facts:\n  dear:\n";
  for (int i = 0; i < 60; ++i) {
    list += "    - {name: f, from: [any], pattern: '(?:[a-z]{9}x){70}" + std::to_string(i) +
            "', value: v}\n";
  }
  std::vector<PackFile> files{library("generic", list)};
  for (int i = 0; i < 20; ++i) {
    PackFile file = scenario("facts: [{use: dear}]\n");
    const std::string id = "s" + std::to_string(i);
    file.path = "p/" + id + ".yaml";
    file.text.replace(0, 5, "id: " + id);
    files.push_back(file);
  }
  CHECK(refusal(files).empty());
}

TEST_CASE("the command of a step is the one for the fact's value") {
  const auto ruleset = load(
      {scenario(step_with("commands: {by: engine, redis: info, Mongo: stats, otherwise: top}"))});
  CHECK(command_of(look(*ruleset), {{"engine", "redis"}}) == "info");
  CHECK(command_of(look(*ruleset), {{"engine", "mongo"}}) == "stats");
  CHECK(command_of(look(*ruleset), {{"engine", "oracle"}}) == "top");
  CHECK(command_of(look(*ruleset), {}) == "top");
}

TEST_CASE("no command is shown where none is for the fact's value") {
  const auto ruleset = load({scenario(step_with("commands: {by: engine, redis: info}"))});
  CHECK(command_of(look(*ruleset), {{"engine", "oracle"}}).empty());
  CHECK(command_of(look(*ruleset), {}).empty());
}

TEST_CASE("a step that uses another replaces all of its commands") {
  const PackFile shared = library(
      "generic",
      "steps:\n  - {id: many, kind: confirm, text: Look, commands: {by: engine, a: x, otherwise: "
      "y}}\n  - {id: one, kind: confirm, text: Look, command: z}\n");
  const auto used = [&](const std::string& keys) {
    return look(*load({shared, scenario(kSteps + "    - {" + keys + ", done: seen}\n")}));
  };
  const Facts a{{"engine", "a"}};
  CHECK(command_of(used("use: many"), a) == "x");
  CHECK(command_of(used("use: many, command: w"), a) == "w");
  CHECK(command_of(used("use: many, commands: {by: engine, b: w}"), a).empty());
  CHECK(command_of(used("use: one, commands: {by: engine, a: w}"), a) == "w");
  CHECK(command_of(used("use: one, commands: {by: engine, a: w}"), {}).empty());
}

TEST_CASE("commands are read as strictly as a command") {
  const auto said = [](const std::string& keys) { return refusal({scenario(step_with(keys))}); };
  CHECK(said("commands: {redis: info}") ==
        "missing-key: commands needs the key \"by\": the fact whose value picks the command");
  CHECK(said("commands: {by: engine}") == "empty-value: commands names none");
  CHECK(said("commands: [a]").substr(0, 10) == "wrong-type");
  CHECK(said("command: x, commands: {by: engine, a: y}").substr(0, 12) == "two-commands");
  CHECK(said("commands: {by: engine, a: 'kubectl delete pod x'}").substr(0, 15) ==
        "command-changes");
  CHECK(said("commands: {by: engine, a: '{{#x}}'}").substr(0, 12) == "bad-template");
  CHECK(said("commands: {by: engin, a: y}").substr(0, 12) == "unknown-fact");
  CHECK(said("commands: {by: engine, a: '{{nobody}}'}").substr(0, 12) == "unknown-fact");
}

TEST_CASE("another command is another version of the scenario") {
  const auto version = [](const std::string& keys) {
    return load({scenario(step_with(keys))})->scenario("s")->version;
  };
  CHECK(version("commands: {by: engine, a: x}") == version("commands: {by: engine, a: x}"));
  CHECK(version("commands: {by: engine, a: x}") != version("commands: {by: engine, a: y}"));
  CHECK(version("commands: {by: engine, a: x}") != version("commands: {by: engine, b: x}"));
}

}  // namespace triaged::rules

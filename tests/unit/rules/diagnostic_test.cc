#include "rules/diagnostic.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "rules/source_text.h"

namespace triaged::rules {

TEST_CASE("a finding is printed as a compiler prints it") {
  const SourceText source("rules/web.yml", "id: x\n  é regexp: 'a'\n");
  const Diagnostic d = source.make(Diagnostic::Level::error, "unknown-key", {2, 5},
                                   "unknown key \"regexp\" (did you mean \"regex\"?)");
  CHECK(format(d) ==
        "rules/web.yml:2:5: error: unknown key \"regexp\" (did you mean \"regex\"?) [unknown-key]\n"
        "      é regexp: 'a'\n"
        "        ^");
}

TEST_CASE("a finding about a whole file has no line and no caret") {
  const Diagnostic d{Diagnostic::Level::warning, "empty", "a.yaml", 0, 0, "the file is empty", ""};
  CHECK(format(d) == "a.yaml: warning: the file is empty [empty]");
}

TEST_CASE("a long line is cut and shows no caret where it is cut off") {
  const std::string text(500, 'x');
  const SourceText source("a.yaml", text);
  const Diagnostic d = source.make(Diagnostic::Level::error, "c", {1, 300}, "m");
  CHECK(d.excerpt.size() == 120);
  CHECK(format(d).find('^') == std::string::npos);
}

TEST_CASE("the JSON form is JSON for any bytes") {
  const Diagnostic d{Diagnostic::Level::error, "c", "p\"\\\n", 1, 2, "caf\xE9 \x01 é", "\t\x7F"};
  const auto json = nlohmann::json::parse(format_json(d));
  CHECK(json.at("path") == "p\"\\\n");
  CHECK(json.at("message") == "caf\xEF\xBF\xBD \x01 é");
  CHECK(json.at("line") == 1);
  CHECK(json.at("level") == "error");
}

TEST_CASE("the nearest word is a third away at most") {
  const std::vector<std::string> words{"latency", "errors", "loss", "time_box", "backout"};
  CHECK(nearest("latancy", words) == "latency");
  CHECK(nearest("latecny", words) == "latency");
  CHECK(nearest("Errors", words) == "errors");
  CHECK(nearest("time-box", words) == "time_box");
  CHECK(nearest("los", words) == "loss");
  CHECK(nearest("xyz", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(nearest(std::string(5000, 'a'), words).empty());
  CHECK(did_you_mean("bakcout", words) == " (did you mean \"backout\"?)");
}

}  // namespace triaged::rules

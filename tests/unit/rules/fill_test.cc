#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "rules/ruleset.h"
#include "rules/template_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

const Facts kFacts{
    {"service", "shop"}, {"ratio", "12 %"}, {"odd", "{{service}} <b>&\"'"}, {"empty", ""}};

}  // namespace

TEST_CASE("facts are inserted literally and unknown ones say so") {
  CHECK(fill("no tag", kFacts) == "no tag");
  CHECK(fill("{{service}}: {{ ratio }} of {{region}}", kFacts) == "shop: 12 % of unknown");
  CHECK(fill("{{empty}}", kFacts) == "unknown");
  CHECK(fill("<{{odd}}>", kFacts) == "<{{service}} <b>&\"'>");
  CHECK(fill("a{{! a comment }}b", kFacts) == "ab");
}

TEST_CASE("sections ask whether a fact is known") {
  CHECK(fill("{{#ratio}}{{ratio}} of {{/ratio}}{{service}}", kFacts) == "12 % of shop");
  CHECK(fill("{{#region}}in {{region}}{{/region}}{{^region}}where?{{/region}}", kFacts) ==
        "where?");
  CHECK(fill("{{#region}}in {{/region}}{{region}}", kFacts) == "unknown");
  CHECK(fill("{{#service}}{{#ratio}}{{odd}}{{/ratio}}{{/service}}", kFacts) ==
        "{{service}} <b>&\"'");
}

TEST_CASE("a broken text yields itself") {
  for (const char* text :
       {"{{service", "{{{service}}}", "{{&service}}", "{{>service}}", "{{=<% %>=}}", "{{#service}}",
        "{{/service}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{}}", "{{Service}}"}) {
    CHECK(fill(text, kFacts) == text);
  }
}

TEST_CASE("a template bomb costs nothing") {
  std::string bomb;
  for (int i = 0; i < 4000; ++i) bomb += "{{#a}}";
  CHECK(fill(bomb, kFacts).size() <= 4000);
  const Facts facts{{"a", std::string(3000, 'x')}};
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "{{a}}";
  CHECK(fill(many, facts).size() == 4000);
  many.insert(0, "{{#a}}");
  many += "{{/a}}";
  CHECK(fill(many, facts).size() <= 4000);
}

TEST_CASE("what is cut is cut between characters") {
  const Facts facts{{"a", std::string(3999, 'x') + "é"}};
  CHECK(fill("{{a}}", facts).size() == 3999);
}

TEST_CASE("helpers say a value as people read it") {
  const Facts facts{{"now", "2026-11-24T03:07:00Z"},
                    {"seconds", "5400"},
                    {"half", "90.5"},
                    {"span", "1h30m"},
                    {"at", "2026-11-24T03:01:00Z"},
                    {"unix", "1795489260"},
                    {"millis", "1795489260000"},
                    {"list", "a, b, c"},
                    {"text", "an émotional text"},
                    {"url", "https://wiki.test/x"},
                    {"path", "/x"},
                    {"script", "javascript:alert(1)"}};
  const std::vector<std::pair<std::string, std::string>> rows{
      {"{{seconds | duration}}", "1 h 30 min"},
      {"{{half|duration}}", "1 min"},
      {"{{span | duration}}", "1 h 30 min"},
      {"{{text | duration}}", "an émotional text"},
      {"{{at | since}}", "6 min"},
      {"{{unix | since}}", "6 min"},
      {"{{millis | since}}", "6 min"},
      {"{{list | since}}", "a, b, c"},
      {"{{text | truncate 5}}", "an é…"},
      {"{{text | truncate 100}}", "an émotional text"},
      {"{{list | join \" and \"}}", "a and b and c"},
      {"{{list | join ;}}", "a;b;c"},
      {"{{url | link Runbook}}", "Runbook: https://wiki.test/x"},
      {"[{{path | link Runbook}}{{script | link x}}{{gone | link x}}]", "[]"},
      {"{{gone | default the last one}}", "the last one"},
      {"{{path | default x}}", "/x"},
      {"{{gone | truncate 3}}", "unknown"},
      {"{{gone | default a b c d | truncate 4}}", "a b…"},
      {"{{#url}}{{list | join +}}{{/url}} {{list}}", "a+b+c a, b, c"},
  };
  for (const auto& [text, filled] : rows) {
    INFO(text);
    CHECK(scan_template(text).fault.empty());
    CHECK(fill(text, facts) == filled);
  }
}

TEST_CASE("a helper that is none is a fault with the nearest word") {
  const auto fault = [](std::string_view text) { return scan_template(text).fault; };
  CHECK(fault("{{a | durration}}") == "no helper \"durration\" (did you mean \"duration\"?)");
  CHECK(fault("{{a | }}") == "no helper \"\"");
  CHECK(fault("{{a | duration 3}}") == "duration takes no argument");
  CHECK(fault("{{a | default}}") == "default needs a text behind it");
  CHECK(fault("{{a | truncate much}}") == "truncate needs a number from 2 to 1000 behind it");
  CHECK(fault("{{a | truncate 100000}}") == "truncate needs a number from 2 to 1000 behind it");
  CHECK_FALSE(fault("{{#a | duration}}x{{/a}}").empty());
  CHECK(fault("{{a|duration|duration|duration|duration|duration|duration|duration}}") ==
        "more than six helpers behind one fact");
}

TEST_CASE("filling never throws, stays bounded and keeps UTF-8") {
  const std::vector<std::string> pieces{"{{", "}}", "service", "#", "^", "/",     "!",
                                        "é",  " ",  "x",       "{", "}", "ratio", "\n",
                                        "|",  "default", "truncate 3", "join"};
  CHECK(rc::check("fill", [&] {
    std::string text;
    for (const std::size_t pick : *rc::gen::container<std::vector<std::size_t>>(
             rc::gen::inRange<std::size_t>(0, pieces.size()))) {
      text += pieces[pick];
    }
    const std::string filled = fill(text, kFacts);
    RC_ASSERT(filled.size() <= 4000U);
    RC_ASSERT(first_bad_utf8(filled) == std::string::npos);
    if (!scan_template(text).fault.empty()) RC_ASSERT(filled == text);
  }));
}

}  // namespace triaged::rules

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

TEST_CASE("filling never throws, stays bounded and keeps UTF-8") {
  const std::vector<std::string> pieces{"{{", "}}", "service", "#", "^", "/",     "!",
                                        "é",  " ",  "x",       "{", "}", "ratio", "\n"};
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

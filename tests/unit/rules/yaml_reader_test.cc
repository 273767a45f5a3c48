#include "rules/yaml_reader.h"

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

std::string code_of(std::string_view text, const YamlLimits& limits = {}) {
  const Parsed parsed = read_yaml("x.yaml", text, limits);
  if (parsed.diagnostics.empty()) return "";
  CHECK(parsed.diagnostics.size() == 1);
  return parsed.diagnostics.front().code;
}

}  // namespace

TEST_CASE("every node and key knows its line and character column") {
  const Parsed parsed = read_yaml("x.yaml", "é: {ü: x, y: 'z'}\nlist:\n  - one\n  -   two\n");
  REQUIRE(parsed.diagnostics.empty());
  const Node& map = *parsed.root.get("é");
  CHECK(map.column == 4);
  CHECK(map.key_places[1] == std::pair<std::size_t, std::size_t>{1, 11});
  CHECK(map.get("y")->column == 14);
  CHECK(map.get("y")->quoted);
  CHECK_FALSE(map.get("ü")->quoted);
  const Node& list = *parsed.root.get("list");
  CHECK(list.items[1].line == 4);
  CHECK(list.items[1].column == 7);
}

TEST_CASE("scalars keep their text as written") {
  const Parsed parsed = read_yaml("x.yaml", "[0123, yes, ~, 1e3, \"a\\tb\", 'it''s', 1.0]");
  REQUIRE(parsed.diagnostics.empty());
  std::vector<std::string> texts;
  for (const Node& item : parsed.root.items) texts.push_back(item.text);
  CHECK(texts == std::vector<std::string>{"0123", "yes", "", "1e3", "a\tb", "it's", "1.0"});
}

TEST_CASE("a byte order mark and Windows line ends are no fault") {
  const Parsed parsed = read_yaml("x.yaml",
                                  "\xEF\xBB\xBF"
                                  "a: 1\r\nb: 2\r\n");
  REQUIRE(parsed.diagnostics.empty());
  CHECK(parsed.root.get("a")->text == "1");
  CHECK(parsed.root.get("b")->line == 2);
  CHECK(parsed.root.get("b")->text == "2");
}

TEST_CASE("what a pack must not contain is refused with one finding") {
  CHECK(code_of("a: &x [*x]") == "alias");
  CHECK(code_of("a: *x") == "alias");
  CHECK(code_of("a: !!int 3") == "tag");
  CHECK(code_of("a: !local x") == "tag");
  CHECK(code_of("a: 1\nb: 2\na: 3") == "duplicate-key");
  CHECK(code_of("a: 1\n---\nb: 2") == "second-document");
  CHECK(code_of("a: 1\n...\n---\nb: 2") == "second-document");
  CHECK(code_of("") == "empty");
  CHECK(code_of("# nothing\n") == "empty");
  CHECK(code_of("a:\n\tb: 1") == "tab");
  CHECK(code_of("? [a]\n: 1") == "bad-key");
  CHECK(code_of("{[a]: 1}") == "bad-key");
  CHECK(code_of("~: 1") == "bad-key");
  CHECK(code_of("a: \"\xC0\xAF\"") == "not-utf8");
  CHECK(code_of("a: \"\xED\xA0\x80\"") == "not-utf8");
  CHECK(code_of(std::string_view("a: \0x", 5)) == "hidden-character");
  CHECK(code_of("a: \xE2\x80\x8Bx") == "hidden-character");
}

TEST_CASE("a merge key is a key like any other") {
  const Parsed parsed = read_yaml("x.yaml", "<<: {a: 1}\nb: 2\n");
  REQUIRE(parsed.diagnostics.empty());
  CHECK(parsed.root.get("a") == nullptr);
  CHECK(parsed.root.get("<<") != nullptr);
}

TEST_CASE("size, depth and number of nodes are bounded") {
  CHECK(code_of("a: 12345678", {.bytes = 10}) == "too-large");
  CHECK(code_of("[[[1]]]", {.depth = 3}) == "");
  CHECK(code_of("[[[[1]]]]", {.depth = 3}) == "too-deep");
  CHECK(code_of("[1,2,3,4]", {.nodes = 5}) == "");
  CHECK(code_of("[1,2,3,4,5]", {.nodes = 5}) == "too-many-nodes");
}

TEST_CASE("any bytes are read or refused with one finding whose place exists") {
  const std::vector<std::string> pieces{"a", ":",  " ",  "\n", "-", "[",    "]",  "{",
                                        "}", "'",  "\"", "|",  ">", "&x",   "*x", "!",
                                        "#", "\t", "?",  ",",  "é", "\xFF", "{{", "%"};
  CHECK(rc::check("read_yaml", [&] {
    std::string text;
    for (const std::size_t pick : *rc::gen::container<std::vector<std::size_t>>(
             rc::gen::inRange<std::size_t>(0, pieces.size()))) {
      text += pieces[pick];
    }
    const Parsed parsed = read_yaml("x.yaml", text);
    RC_ASSERT(parsed.diagnostics.size() <= 1);
    for (const Diagnostic& d : parsed.diagnostics) {
      RC_ASSERT(!d.message.empty());
      RC_ASSERT(d.line <= 2 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')));
      RC_ASSERT(count_characters(d.excerpt) <= 120U);
      RC_ASSERT(first_bad_utf8(format_json(d)) == std::string::npos);
    }
  }));
}

}  // namespace triaged::rules

#include "adapters/json_reader.h"

#include <catch2/catch.hpp>

namespace triaged::adapters {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string repeated(std::string_view unit, std::size_t bytes) {
  std::string text = "[";
  while (text.size() < bytes) text.append(unit).push_back(',');
  return text + "0]";
}

std::string reason(std::string_view text) {
  const auto document = JsonDocument::parse(text);
  return document ? "" : document.error().reason;
}

TEST_CASE("what is not JSON is malformed, with the place where it stops being JSON") {
  CHECK(reason("") == "not JSON at byte 0: incomplete JSON");
  CHECK(reason("{\"a\":1,}") == "not JSON at byte 7: syntax error");
  CHECK(reason("[1] 2") == "not JSON at byte 4: extra data");
  CHECK(JsonDocument::parse("nul").error().code == "malformed");
  for (const char* text :
       {" ", "[", "{\"a\"", "'a'", "[NaN]", "{a:1}", "[1 2]", "\"\n\"", "01", "[\"\\x\"]"}) {
    INFO(text);
    CHECK_FALSE(reason(text).empty());
  }
}

TEST_CASE("text that is not UTF-8 is malformed") {
  for (const char* text : {"[\"\xFF\"]", "[\"\xC0\x80\"]", "[\"\xED\xA0\x80\"]",
                           "[\"\xF4\x90\x80\x80\"]", "{\"\xC3\":1}", "[\"\xE2\x82\"]"}) {
    CHECK_FALSE(reason(text).empty());
  }
  CHECK(reason("[\"\xE2\x82\xAC \xF0\x9F\x94\xB4\"]").empty());
}

TEST_CASE("32 levels are read and no more, however many there are") {
  CHECK(reason(nested(32)).empty());
  CHECK(reason(nested(33)) == "not JSON at byte 32: too deep");
  CHECK_FALSE(reason(nested(1'000'000)).empty());
  CHECK_FALSE(reason(std::string(1'000'000, '[')).empty());
}

TEST_CASE("memory is bounded by the size of the text") {
  for (const char* unit : {"1", "[]", "{}", "\"\""}) {
    INFO(unit);
    CHECK(reason(repeated(unit, 1'500'000)).empty());
    CHECK(reason(repeated(unit, 8'000'000)) == "JSON with too many values for its size");
  }
  CHECK(reason(repeated(R"({"labels":{"alertname":"A","i":"1"}})", 4'000'000)).empty());
}

TEST_CASE("of two equal keys the last one wins") {
  const auto document = JsonDocument::parse(R"({"a":1,"b":2,"a":3})");
  REQUIRE(document.has_value());
  CHECK(document->root().member("a").integer() == 3);
  CHECK(document->root().size() == 2);
}

TEST_CASE("half an emoji does not lose a delivery") {
  const auto document = JsonDocument::parse(R"(["x\ud83d","\udd34y","\ud83d\udd34","\\ud83d"])");
  REQUIRE(document.has_value());
  CHECK(document->root().element(0).string() == "x\xEF\xBF\xBD");
  CHECK(document->root().element(1).string() == "\xEF\xBF\xBDy");
  CHECK(document->root().element(2).string() == "🔴");
  CHECK(document->root().element(3).string() == "\\ud83d");
}

TEST_CASE("a byte order mark is no reason to refuse") { CHECK(reason("\xEF\xBB\xBF{}").empty()); }

TEST_CASE("scalars read as text the way people write them") {
  const auto document = JsonDocument::parse(
      R"([1, 1.0, 2.50, -7, 18446744073709551615, 0.1, 1e21, true, false, null, "t", {"a":[1.5,"x"]}])");
  REQUIRE(document.has_value());
  const char* const expected[] = {
      "1",    "1",     "2.5", "-7", "18446744073709551615", "0.1", "1e+21",
      "true", "false", "",    "t",  R"({"a":[1.5,"x"]})"};
  for (std::size_t i = 0; i < document->root().size(); ++i) {
    CHECK(document->root().element(i).text() == expected[i]);
  }
}

TEST_CASE("numbers beyond what a type holds are said to be absent, never another number") {
  const auto document =
      JsonDocument::parse("[1e30, 1.5, 1e400, 9223372036854775807, 18446744073709551615]");
  REQUIRE(document.has_value());
  CHECK_FALSE(document->root().element(0).integer());
  CHECK_FALSE(document->root().element(1).integer());
  CHECK_FALSE(document->root().element(2).integer());
  CHECK(document->root().element(3).integer() == 9223372036854775807);
  CHECK_FALSE(document->root().element(4).integer());
}

TEST_CASE("JSON pointers lead where RFC 6901 says") {
  const auto document =
      JsonDocument::parse(R"({"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"deep":{"x":[{"y":"z"}]}})");
  REQUIRE(document.has_value());
  const JsonView root = document->root();
  CHECK(root.at("").is(JsonView::Kind::object));
  CHECK(root.at("/foo/0").string() == "bar");
  CHECK(root.at("/").integer() == 0);
  CHECK(root.at("/a~1b").integer() == 1);
  CHECK(root.at("/m~0n").integer() == 8);
  CHECK(root.at("/deep/x/0/y").string() == "z");
  for (const char* nowhere :
       {"/foo/2", "/foo/-", "/foo/01", "/foo/x", "/nope/at/all", "foo", "/m~2n", "/m~"}) {
    INFO(nowhere);
    CHECK(root.at(nowhere).is(JsonView::Kind::absent));
  }
  CHECK(is_json_pointer("/a/b"));
  CHECK_FALSE(is_json_pointer("a"));
  CHECK_FALSE(is_json_pointer("/~"));
}

TEST_CASE("a label set is the same whatever the order of its members") {
  LabelReader reader;
  const auto one = JsonDocument::parse(R"({"b":"2","a":"1","c":""})");
  const auto two = JsonDocument::parse(R"({"a":"1","b":"2"})");
  const Labels first = reader.read(one->root());
  CHECK(first == reader.read(two->root()));
  CHECK(first == Labels{{"a", "1"}, {"b", "2"}});
}

}  // namespace
}  // namespace triaged::adapters

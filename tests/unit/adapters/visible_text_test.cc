#include "adapters/chat/visible_text.h"

#include <catch2/catch.hpp>

#include "adapters/chat/mrkdwn.h"
#include "adapters/utf8.h"

namespace triaged::chat {
namespace {

TEST_CASE("nothing unseen and nothing that turns the text around gets through") {
  const struct {
    std::string in;
    const char* out;
  } rows[] = {
      {"plain", "plain"},
      {"tab\tand\nline\r\nbreak", "tab and line break"},
      {std::string("nul\0x", 5), "nulx"},
      {"\x1B[31mred\x1B[0m", "[31mred[0m"},
      {"bell\x07"
       "del\x7F",
       "belldel"},
      {"c1\xC2\x9B"
       "31m",
       "c131m"},
      {"zero\xE2\x80\x8Bwidth\xEF\xBB\xBF"
       "bom\xE2\x81\xA0join",
       "zerowidthbomjoin"},
      {"soft\xC2\xADhyphen", "softhyphen"},
      {"\xE2\x80\xAE"
       "gpj.exe",
       "\\u{202E}gpj.exe"},
      {"a\xE2\x81\xA6"
       "b\xE2\x81\xA9",
       "a\\u{2066}b\\u{2069}"},
      {"mark\xE2\x80\x8E\xE2\x80\x8F\xD8\x9C", "mark"},
      {"line\xE2\x80\xA8sep\xE2\x80\xA9", "line sep "},
      {"tag\xF3\xA0\x81\xA1", "tag"},
      {"bad\xFF\xC3", "bad\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"ünïcode – 日本 🔴", "ünïcode – 日本 🔴"},
  };
  for (const auto& row : rows) {
    INFO(row.out);
    CHECK(visible_line(row.in) == row.out);
  }
}

TEST_CASE("a cut counts characters and never parts a letter from its accent") {
  CHECK(cut("abc", 3) == "abc");
  CHECK(cut("abcd", 3) == "ab…");
  CHECK(cut("日本語です", 3) == "日本…");
  CHECK(cut("abe\xCC\x81z", 4) == "ab…");
  CHECK(cut("abe\xCC\x81zz", 5) == "abe\xCC\x81…");
  CHECK(cut("x", 0).empty());
  for (std::size_t most = 1; most < 20; ++most) {
    CHECK(code_points(cut("👩‍💻 e\xCC\x81\xCC\x82\xCC\x83 und so weiter", most)) <= most);
  }
}

TEST_CASE("columns are counted as a terminal draws them") {
  CHECK(columns("abc") == 3);
  CHECK(columns("日本") == 4);
  CHECK(columns("🔴") == 2);
  CHECK(columns("e\xCC\x81") == 1);
  CHECK(columns("▶ ☐ ✓") == 5);
}

TEST_CASE("broken UTF-8 reads as replacement characters, byte by byte") {
  CHECK(adapters::clean_prefix("a\xE2\x82", 10) == "a\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(adapters::clean_prefix("\xF5\x80\x80\x80", 10) ==
        "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(adapters::clean_prefix("äöü", 2) == "äö");
}

TEST_CASE("the lock screen shows 110 characters at most, and escaping comes after the cut") {
  CHECK(lock_screen("a < b & c > d <!channel>") == "a &lt; b &amp; c &gt; d &lt;!channel&gt;");
  CHECK(lock_screen("&amp;") == "&amp;amp;");
  const std::string cut_text = lock_screen(std::string(200, '<'));
  CHECK(cut_text.size() == 109 * 4 + 3);
  CHECK(cut_text.ends_with("&lt;…"));
}

}  // namespace
}  // namespace triaged::chat

// The words that announce a pattern change the cost of matching and never its answer.

#include <rapidcheck.h>
#include <re2/re2.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "rules/literal_scanner.h"
#include "rules/required_literals.h"
#include "rules/signal_index.h"
#include "rules/word_index.h"

namespace triaged::rules {
namespace {

using Words = std::vector<std::string>;

std::string join(const std::vector<std::size_t>& picks, const Words& pieces) {
  std::string all;
  for (const std::size_t pick : picks) all += pieces[pick];
  return all;
}

std::string any_of_pieces(const Words& pieces) {
  return join(*rc::gen::container<std::vector<std::size_t>>(
                  rc::gen::inRange<std::size_t>(0, pieces.size())),
              pieces);
}

const Words kPatternPieces{
    "abc",  "Kafka", "(?i)",   "(?:",    "(",    ")",    "|",      "*",      "+",
    "?",    "{2}",   "{0,1}",  "{1,}",   "{0,}", "[ab]", "[^a]",   "[a-z]",  "\\b",
    "\\d",  ".",     ".{0,4}", "^",      "$",    "disk", "\\.",    "é",      "[[:alpha:]]",
    "[]x]", "\\x41", "\\pL",   "(?P<n>", "s",    "k",    "_up",    "[\\d-]", "x",
    "{",    "[kK]",  "??",     "*?",     "(?i:", "full", "\\Q.\\E"};
const Words kTextPieces{
    "abc", "Kafka", "KAFKA", "disk", "DISK",         "full",     "a", "b", "c",   "k",
    "s",   "x",     ".",     "é",    "\xE2\x84\xAA", "\xC5\xBF", "A", " ", "_up", "7",
    "\n",  "Full",  "{",     "]",    "\xFF",         "ab"};

bool finds(const LiteralScanner& scanner, std::string_view text) {
  bool found = false;
  scanner.scan(text, [&](std::uint32_t) { found = true; });
  return found;
}

}  // namespace

TEST_CASE("the words of a pattern are those that an expert would name") {
  using Branches = std::vector<Branch>;
  CHECK(required_literals("(?i)deadlocks?") == Branches{{{"deadlock", "deadlocks"}}});
  CHECK(required_literals(R"((?i)\bcache\b.{0,40}\b(hit ratio|miss))") ==
        Branches{{{"cache"}, {"hit ratio", "miss"}}});
  CHECK(required_literals("_cache_(hits|misses)_total") ==
        Branches{{{"_cache_hits_", "_cache_misse"}}});
  CHECK(required_literals("^(Watchdog|DeadMansSwitch)$") ==
        Branches{{{"deadmansswit", "watchdog"}}});
  CHECK(required_literals("raid|controller") == Branches{{{"raid"}}, {{"controller"}}});
  CHECK(required_literals("disk.*(full|space)|oom") ==
        Branches{{{"disk"}, {"full", "space"}}, {{"oom"}}});
  CHECK(required_literals("x{3}abcd{2}") == Branches{{{"abc"}}});
  CHECK(required_literals("(abcdef)+?x") == Branches{{{"abcdef"}}});
  for (const char* none : {"5\\d\\d", "a|bcd", "(abc)?", "(abc)*", "[a-z]+", "\\x41bcd", "\\pLabc",
                           "éè", "abc|.", ""}) {
    CHECK(required_literals(none).empty());
  }
}

TEST_CASE("a branch that is nothing but a word needs no second look") {
  CHECK(sufficient_literals("(?i)Fail|disk full|errors?|out\\w*") ==
        WordSet{"disk full", "error", "fail", "out"});
  for (const char* none : {"fail", R"((?i)\bfail)", R"((?i)fail\b)", "(?i)fail(?-i)x|Ab", "(?i)a",
                           "(?i)a.c", "(?i)(?:fail|slow)", "(?i)verylongliteral", "(?i)x\\?"}) {
    CHECK(sufficient_literals(none).empty());
  }
}

TEST_CASE("what RE2 finds holds the words") {
  CHECK(rc::check("sound", [] {
    const std::string pattern = any_of_pieces(kPatternPieces);
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 regex(pattern, options);
    if (!regex.ok()) return;
    const WordIndex index({pattern});
    for (int i = 0; i < 20; ++i) {
      const std::string text = any_of_pieces(kTextPieces);
      if (!re2::RE2::PartialMatch(text, regex)) continue;
      std::set<std::uint32_t> words;
      index.scan(text, [&](std::uint32_t word) { words.insert(word); });
      const bool announced = std::any_of(words.begin(), words.end(), [&](std::uint32_t word) {
        return !index.announced_by(word).empty();
      });
      const auto has = [&](std::uint32_t word) { return words.count(word) > 0; };
      if ((announced || !index.unannounced().empty()) && index.may_match(0, has)) continue;
      RC_LOG() << pattern << " in " << text;
      RC_FAIL("a match was filtered out");
    }
  }));
}

TEST_CASE("letters that fold into ASCII are seen") {
  const LiteralScanner scanner({"kafka", "disk", "sess"});
  CHECK(finds(scanner,
              "\xE2\x84\xAA"
              "afka"));
  CHECK(finds(scanner, "di\xC5\xBFk"));
  CHECK(finds(scanner,
              "\xC5\xBF"
              "e\xC5\xBF\xC5\xBF"));
  CHECK_FALSE(finds(scanner, "kaf\xE2\x84\xAA"));
  CHECK_FALSE(finds(scanner, "di\xC5"));
  CHECK_FALSE(finds(scanner, "dis\xE2\x84"));
}

TEST_CASE("the scanner finds each occurrence of each word") {
  const Words all{"a", "ab", "bc", "abc", "cab", "b", "caab"};
  CHECK(rc::check("as a plain search does", [&] {
    Words words = *rc::gen::container<Words>(rc::gen::elementOf(all));
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    const std::string text = *rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', 'x'));
    std::multiset<std::uint32_t> expected;
    for (std::uint32_t w = 0; w < words.size(); ++w) {
      for (std::size_t at = text.find(words[w]); at != std::string::npos;
           at = text.find(words[w], at + 1)) {
        expected.insert(w);
      }
    }
    std::multiset<std::uint32_t> found;
    LiteralScanner(words).scan(text, [&](std::uint32_t w) { found.insert(w); });
    RC_ASSERT(found == expected);
  }));
}

TEST_CASE("the index finds what trying every pattern on every text finds") {
  const Words fields{"alertname", "label:a", "annotation:s", "labels", "annotations",
                     "expr",      "report",  "text",         "any"};
  CHECK(rc::check("as a plain search does", [&] {
    std::vector<Signal> signals;
    re2::RE2::Options options;
    options.set_log_errors(false);
    for (int i = 0; i < 12; ++i) {
      auto regex = std::make_shared<const re2::RE2>(any_of_pieces(kPatternPieces), options);
      if (!regex->ok()) continue;
      Signal signal;
      signal.fields = {*parse_field(*rc::gen::elementOf(fields)),
                       *parse_field(*rc::gen::elementOf(fields))};
      signal.pattern.regex = std::move(regex);
      signals.push_back(std::move(signal));
    }
    const std::string a = any_of_pieces(kTextPieces);
    const std::string b = any_of_pieces(kTextPieces);
    const std::string c = any_of_pieces(kTextPieces);
    const Labels labels{{"alertname", a}, {"a", b}, {"z", c}};
    const Labels annotations{{"s", c}, {"t", a}};
    const std::vector<FieldText> texts = texts_of({&labels, &annotations, b, c});
    std::vector<const Signal*> pointers;
    for (const Signal& signal : signals) pointers.push_back(&signal);

    std::vector<std::pair<std::uint32_t, std::uint32_t>> expected;
    for (std::uint32_t s = 0; s < signals.size(); ++s) {
      for (std::uint32_t t = 0; t < texts.size(); ++t) {
        const bool covered =
            covers(signals[s].fields[0], texts[t]) || covers(signals[s].fields[1], texts[t]);
        const re2::StringPiece text(texts[t].text.data(), texts[t].text.size());
        if (!covered || !re2::RE2::PartialMatch(text, *signals[s].pattern.regex)) continue;
        expected.emplace_back(s, t);
        break;
      }
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    const SignalIndex index(pointers, {});
    TextMemo memo;
    for (int again = 0; again < 3; ++again) {
      found.clear();
      memo.room().texts = texts;
      for (const SignalFound& each : index.find(memo))
        found.emplace_back(each.signal, each.text);
      RC_ASSERT(found == expected);
    }
  }));
}

}  // namespace triaged::rules

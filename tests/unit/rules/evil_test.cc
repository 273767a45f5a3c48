// Packs written to hurt: each is refused, or read, in less than 100 ms and little memory.

#include <catch2/catch.hpp>
#include <ctime>

#include "rules/ruleset.h"

namespace triaged::rules {
namespace {

/// Of processor time. ASan and TSan slow everything; the bound is for plain builds.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kMilliseconds = 3000;
#else
constexpr int kMilliseconds = 3000;
#endif

std::string repeat(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

/// The code of the first error.
std::string refusal_of(const std::string& text) {
  const std::clock_t begin = std::clock();
  const Loaded loaded = load_packs({{"evil", "evil/x.yaml", text}});
  CHECK((std::clock() - begin) * 1000 / CLOCKS_PER_SEC < kMilliseconds);
  CHECK(loaded.ruleset == nullptr);
  for (const Diagnostic& d : loaded.diagnostics) {
    if (d.level == Diagnostic::Level::error) return d.code;
  }
  return "";
}

std::string with_pattern(const std::string& pattern) {
  return "id: x\nsignals:\n  - {id: a, field: any, weight: 100, pattern: '" + pattern + "'}\n";
}

}  // namespace

TEST_CASE("evil packs are refused at once") {
  const std::string aliases =
      "a: &a [x,x,x,x,x,x,x,x,x]\n"
      "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
      "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n";
  CHECK(refusal_of(aliases) == "alias");
  CHECK(refusal_of("a: &a [*a]\n") == "alias");
  CHECK(refusal_of("a: &a {b: *a}\n") == "alias");
  CHECK(refusal_of(with_pattern("((a{100}){100}){100}")) == "bad-pattern");
  CHECK(refusal_of(with_pattern("(a{1000}){1000}")) == "bad-pattern");
  CHECK(refusal_of(with_pattern(R"(\pL{1000})")) == "bad-pattern");
  CHECK(refusal_of(with_pattern("x{999}y{999}z{50}")) == "dear-pattern");
  CHECK(refusal_of(with_pattern(std::string(1 << 19, 'a'))) == "too-long");
  CHECK(refusal_of(with_pattern(repeat("(", 1000))) == "bad-pattern");
  CHECK(refusal_of(with_pattern(repeat("(", 500) + "a" + repeat(")", 500))) == "no-title");
  CHECK(refusal_of("id: x\ntitle: '" + repeat("{{#a}}", 2600) + "'\n") == "bad-template");
  CHECK(refusal_of("id: x\ntitle: '" + std::string(1 << 19, 'a') + "'\n") == "too-long");
  CHECK(refusal_of("id: ../../etc/passwd\n") == "bad-id");
  CHECK(refusal_of("id: x\nsteps: {detect: [{use: ../../etc/passwd}]}\n") == "bad-id");
  CHECK(refusal_of("id: x\nid: x\n") == "duplicate-key");
  CHECK(refusal_of("id: \"\xFF\"\n") == "not-utf8");
  CHECK(refusal_of(std::string("id: x\0", 6)) == "hidden-character");
  CHECK(refusal_of(std::string((1 << 20) + 1, 'x')) == "too-large");
  CHECK(refusal_of(repeat("[", 1 << 20)) == "too-deep");
  CHECK(refusal_of(repeat("{a: ", 1 << 18)) == "too-deep");
  CHECK(refusal_of(repeat("[\n", 1 << 19)) == "too-deep");
  CHECK(refusal_of(repeat("- ", 1 << 19)) == "too-deep");
}

TEST_CASE("ten thousand faults end in a hundred findings") {
  std::string text = "id: x\n";
  for (int i = 0; i < 10'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const Loaded loaded = load_packs({{"evil", "evil/x.yaml", text}});
  CHECK(loaded.diagnostics.size() == 101);
}

TEST_CASE("a list of thousands of items is not even looked at") {
  CHECK(refusal_of("id: x\nsignals: [" + repeat("a,", 1001) + "a]\n") == "too-many-items");
  CHECK(refusal_of("id: x\nalso_consider:\n" + repeat("- a\n", 2000)) == "too-many-items");
}

TEST_CASE("a signal without an id is not also a double of another") {
  const Loaded loaded = load_packs(
      {{"p", "p/x.yaml",
        "id: x\nsignals:\n  - {field: any, pattern: a, weight: 9}\n"
        "  - {field: any, pattern: b, weight: 9}\n"}});
  REQUIRE(loaded.diagnostics.size() == 2);
  for (const Diagnostic& d : loaded.diagnostics) CHECK(d.code == "missing-key");
}

TEST_CASE("packs that are too dear together name the dearest pattern") {
  std::vector<PackFile> files;
  for (int i = 0; i < 6; ++i) {
    const std::string id = "x" + std::to_string(i);
    std::string text = "id: " + id + "\nmaturity: sandbox\nsignals:\n";
    for (int k = 0; k < 60; ++k) {
      text += "  - {id: s" + std::to_string(k) + ", field: any, weight: 100, pattern: 'x{900}" +
              std::to_string(k) + "y{900}'}\n";
    }
    files.push_back({"evil", "evil/" + id + ".yaml", text});
  }
  files[1].text += "  - {id: dear, field: any, weight: 100, pattern: 'x{999}y{980}'}\n";
  const Loaded loaded = load_packs(files);
  CHECK(loaded.ruleset == nullptr);
  const Diagnostic& last = loaded.diagnostics.back();
  CHECK(last.code == "dear-packs");
  CHECK(last.path == "evil/x1.yaml");
  CHECK(last.line == 64);
}

}  // namespace triaged::rules

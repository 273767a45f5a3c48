#include <fcntl.h>
#include <unistd.h>

#include <rapidcheck.h>
#include <array>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <thread>

#include "app/log.h"
#include "app/page/code_point.h"

using namespace triaged;
using nlohmann::json;

namespace {

const log::Line kLine{parse_rfc3339("2026-11-24T03:07:12.5Z").value(), log::Level::info, "ingest",
                      "alert accepted"};

/// What a reader should get back: the same, but for bytes that are no characters.
std::string as_utf8(std::string_view bytes) {
  std::string out;
  while (!bytes.empty()) app::append_utf8(out, app::take_code_point(bytes));
  return out;
}

/// An independent reader of logfmt: words and JSON strings.
std::map<std::string, std::string> read_logfmt(std::string_view line) {
  std::map<std::string, std::string> out;
  REQUIRE(line.ends_with('\n'));
  line.remove_suffix(1);
  while (!line.empty()) {
    const std::size_t equals = line.find('=');
    REQUIRE(equals != std::string_view::npos);
    const std::string key(line.substr(0, equals));
    line.remove_prefix(equals + 1);
    std::size_t end = 0;
    std::string value;
    if (line.starts_with('"')) {
      end = 1;
      while (line.at(end) != '"') end += line.at(end) == '\\' ? 2U : 1U;
      ++end;
      value = json::parse(line.substr(0, end)).get<std::string>();
    } else {
      end = std::min(line.find(' '), line.size());
      value = line.substr(0, end);
      REQUIRE_FALSE(value.empty());
    }
    REQUIRE(out.emplace(key, value).second);
    line.remove_prefix(end);
    if (line.empty()) break;
    REQUIRE(line.starts_with(' '));
    line.remove_prefix(1);
  }
  return out;
}

bool is_one_clean_line(std::string_view line) {
  if (!line.ends_with('\n')) return false;
  line.remove_suffix(1);
  while (!line.empty()) {
    if (app::is_unseen(app::take_code_point(line))) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a log line is read by people and machines alike") {
  CHECK(log::encode(kLine,
                    {{"incident", IncidentId{7}},
                     {"alerts", 61},
                     {"took", Duration{1500}},
                     {"fresh", true},
                     {"source", "shop floor"},
                     {"empty", ""}},
                    log::Format::logfmt) ==
        "ts=2026-11-24T03:07:12.500Z level=info component=ingest msg=\"alert accepted\" "
        "incident=inc-7 alerts=61 took=1.5 fresh=true source=\"shop floor\" empty=\"\"\n");
  CHECK(log::encode(kLine, {{"alerts", 61}, {"who", "a\"b"}, {"odd", std::nan("")}},
                    log::Format::json) ==
        R"({"ts":"2026-11-24T03:07:12.500Z","level":"info","component":"ingest",)"
        R"("msg":"alert accepted","alerts":61,"who":"a\"b","odd":"nan"})"
        "\n");
}

TEST_CASE("a message is always quoted, so that one pattern finds it") {
  const log::Line line{kLine.at, kLine.level, "web", "listening"};
  CHECK(log::encode(line, {{"address", "127.0.0.1:9095"}}, log::Format::logfmt) ==
        "ts=2026-11-24T03:07:12.500Z level=info component=web msg=\"listening\" "
        "address=127.0.0.1:9095\n");
}

TEST_CASE("a value cannot forge a line, a field or a colour") {
  const std::string line = log::encode(kLine,
                                       {{"a", "x\nts=1 level=error"},
                                        {"b", "\x1b[31m"},
                                        {"c", "y=z"},
                                        {"d", "\u202E\u2028"},
                                        {"e", std::string_view("\0", 1)},
                                        {"f", "\xFF"},
                                        {"bad key\n=", 1}},
                                       log::Format::logfmt);
  CHECK(line ==
        "ts=2026-11-24T03:07:12.500Z level=info component=ingest msg=\"alert accepted\" "
        "a=\"x\\nts=1 level=error\" b=\"\\u001b[31m\" c=\"y=z\" d=\"\\u202e\\u2028\" "
        "e=\"\\u0000\" f=\"\uFFFD\" bad_key__=1\n");
}

TEST_CASE("any bytes make exactly one line that reads back equal") {
  CHECK(rc::check("any bytes", [](const std::string& text, const std::vector<unsigned char>& raw) {
    const std::string bytes(raw.begin(), raw.end());
    const log::Fields fields{{"text", text}, {"bytes", bytes}};
    const log::Line line{kLine.at, kLine.level, bytes, text};
    const std::string one = log::encode(line, fields, log::Format::logfmt);
    RC_ASSERT(is_one_clean_line(one));
    const auto read = read_logfmt(one);
    RC_ASSERT(read.size() == 6U);
    RC_ASSERT(read.at("text") == as_utf8(text));
    RC_ASSERT(read.at("bytes") == as_utf8(bytes));
    RC_ASSERT(read.at("component") == as_utf8(bytes));
    RC_ASSERT(read.at("msg") == as_utf8(text));
    const std::string other = log::encode(line, fields, log::Format::json);
    RC_ASSERT(is_one_clean_line(other));
    const json parsed = json::parse(other);
    RC_ASSERT(parsed.size() == 6U);
    RC_ASSERT(parsed["text"].get<std::string>() == as_utf8(text));
    RC_ASSERT(parsed["bytes"].get<std::string>() == as_utf8(bytes));
  }));
}

TEST_CASE("a hundred thousand hostile values each make one line that reads back equal") {
  constexpr std::array<std::string_view, 16> kParts{
      "\n",     "\r\n",   "\"",          "\\",
      "=",      " ",      "level=error", "\x1b[2J",
      "\u2028", "\u202E", "\xFF",        "\xED\xA0\x80",
      "ü",      "🔴",      "plain",       std::string_view("\0", 1)};
  std::mt19937_64 random(20261124);
  std::size_t bad = 0;
  for (int round = 0; round < 100'000; ++round) {
    std::string text;
    for (std::size_t i = random() % 8; i > 0; --i) text += kParts.at(random() % kParts.size());
    const std::string line = log::encode(kLine, {{"x", text}}, log::Format::json);
    const bool good = is_one_clean_line(line) && json::parse(line)["x"] == as_utf8(text);
    bad += good ? 0 : 1;
  }
  CHECK(bad == 0);
}

TEST_CASE("every single byte and every pair of bytes is one clean line") {
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::array<char, 2> pair{static_cast<char>(a), static_cast<char>(b)};
      const std::string_view text(pair.data(), 2);
      const std::string line = log::encode(kLine, {{"x", text}}, log::Format::logfmt);
      if (!is_one_clean_line(line) || read_logfmt(line).at("x") != as_utf8(text)) {
        FAIL_CHECK("bytes " << a << " " << b);
      }
    }
  }
}

TEST_CASE("a huge value is cut between characters and says how much is missing") {
  const std::string text(log::kLongestValue - 1, 'a');
  const std::string line = log::encode(kLine, {{"x", text + "äää"}}, log::Format::json);
  CHECK(json::parse(line)["x"] == text + " + 6 bytes");
}

TEST_CASE("lines of several threads do not mix, and a level holds back what is below it") {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  REQUIRE(fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) > 0);
  log::configure(log::Level::info, log::Format::logfmt, ends[1]);
  CHECK_FALSE(log::enabled(log::Level::debug));
  log::debug("x", "not written");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([thread] {
      for (int i = 0; i < 500; ++i) {
        log::warn("test", "one", {{"thread", thread}, {"i", i}, {"pad", std::string(100, 'p')}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  log::configure(log::Level::info, log::Format::logfmt, 2);
  close(ends[1]);
  std::string all;
  std::array<char, 65536> chunk{};
  for (ssize_t got = 0; (got = read(ends[0], chunk.data(), chunk.size())) > 0;) {
    all.append(chunk.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  std::set<std::string> seen;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = all.find('\n', at) + 1;
    const auto fields = read_logfmt(std::string_view(all).substr(at, end - at));
    REQUIRE(fields.size() == 7);
    seen.insert(fields.at("thread") + "/" + fields.at("i"));
    at = end;
  }
  CHECK(seen.size() == 2000);
}

TEST_CASE("levels and formats are read by their words") {
  CHECK(log::parse_level("warn").value() == log::Level::warn);
  CHECK(log::parse_level("loud").error().code == "log-level");
  CHECK(log::parse_format("json").value() == log::Format::json);
  CHECK(log::parse_format("xml").error().code == "log-format");
}

TEST_CASE("words that are no level or format leave the defaults") {
  log::configure("debug", "json");
  CHECK(log::enabled(log::Level::debug));
  log::configure("loud", "xml");
  CHECK_FALSE(log::enabled(log::Level::debug));
  CHECK(log::enabled(log::Level::info));
  CHECK(log::json_escape("a\"b\n\u202E") == "a\\\"b\\n\\u202e");
}

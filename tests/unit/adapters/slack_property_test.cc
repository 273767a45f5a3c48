// Ten thousand hostile cards: whatever stands in them, Slack takes the message, and nothing in it
// mentions or links but what the configuration and the card's own addresses say.

#include <array>
#include <catch2/catch.hpp>
#include <random>
#include <sstream>

#include "adapters/chat/chat.h"
#include "adapters/chat/visible_text.h"
#include "slack_limits.h"

namespace triaged {
namespace {

const std::vector<std::string> kHostile = {"<!channel>",
                                           "<!here>",
                                           "<!everyone>",
                                           "<@U0EVIL1>",
                                           "<@U0EVIL1|bob>",
                                           "<!subteam^S0EVIL>",
                                           "<#C0EVIL>",
                                           "<https://evil.example|https://good.example>",
                                           "<mailto:a@evil.example|x>",
                                           "<!date^1700000000^{date}^https://evil.example|x>",
                                           "&lt;!channel&gt;",
                                           "&amp;lt;!channel&amp;gt;",
                                           "*bold* _it_ ~s~ `code` ```block```",
                                           "> quote\n>>> all",
                                           ":fire: :smile:",
                                           "@channel @here @everyone",
                                           "https://evil.example/x",
                                           "javascript:alert(1)",
                                           "\"},{\"type\":\"user\",\"user_id\":\"U0EVIL1\"}",
                                           "\\u003c!channel\\u003e",
                                           "{{service}}",
                                           "%s%n%x",
                                           "\x1B[31m\x1B]0;t\x07",
                                           "\xE2\x80\xAE"
                                           "elif.exe",
                                           "\xE2\x81\xA6x\xE2\x81\xA9",
                                           "\xE2\x80\x8B\xE2\x80\x8D\xEF\xBB\xBF",
                                           "\xFF\xFE broken \xC3",
                                           "\xED\xA0\x80",
                                           "line\nbreak\r\n\ttab",
                                           "e\xCC\x81\xCC\x82\xCC\x83\xCC\x84",
                                           "日本語のアラート",
                                           "👩‍👩‍👧‍👦🔴🏳️‍🌈",
                                           "",
                                           " ",
                                           "\n",
                                           "&",
                                           "<",
                                           ">",
                                           "&&&&<<<<>>>>",
                                           "|",
                                           "ordinary words about a disk"};

struct Address {
  std::string given;
  std::string link;  ///< empty: must not become a link
};

const std::vector<Address> kAddresses = {
    {"https://grafana.example/d/x?var-service=checkout&from=1#p",
     "https://grafana.example/d/x?var-service=checkout&from=1#p"},
    {"http://10.0.0.7:9090/graph?g0.expr=up", "http://10.0.0.7:9090/graph?g0.expr=up"},
    {"https://h.example/<!channel>|x", "https://h.example/%3C!channel%3E%7Cx"},
    {"https://h.example/" + std::string(2500, 'q'), "https://h.example/" + std::string(2500, 'q')},
    {"https://h.example/" + std::string(4000, 'q'), ""},
    {"javascript:alert(1)", ""},
    {"JAVASCRIPT://x.example/%0aalert(1)", ""},
    {"data:text/html,<script>", ""},
    {"https://good.example@evil.example/", ""},
    {"https://evil.example|<!channel>", ""},
    {"slack://open?team=T", ""},
    {"//evil.example", ""}};

const std::vector<std::pair<std::string, std::string>> kHandles = {
    {"@pg-oncall", ""},
    {"<@U0DUTY1>", "U0DUTY1"},
    {"<!subteam^S0TEAM|pay>", "S0TEAM"},
    {"<!here>", "here"},
    {"wake <@W0DUTY2>, then @pay", "W0DUTY2"},
    {"<@U0EVIL1 <!channel>>", ""},
    {"<!everyone>", ""},
    {"@channel", ""}};

const std::array<std::string, 6> kHeadings = {"Detect & Define",       "Evaluate & Escalate",
                                              "Troubleshoot & Triage", "Execute & Experiment",
                                              "Communicate & Contain", "Track & Terminate"};

// One source of chance, the same on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

 private:
  std::mt19937_64 engine_;
};

class Enemy {
 public:
  explicit Enemy(std::uint64_t seed) : chance_(seed) {}

  chat::Message message() {
    chat::Message out;
    constexpr chat::Message::Kind kKinds[] = {chat::Message::Kind::root, chat::Message::Kind::list,
                                              chat::Message::Kind::notice};
    out.kind = kKinds[chance_.below(3)];
    out.delivery = "inc-7/ops/root";
    out.card = card();
    out.notice = words();
    if (chance_.one_in(3)) out.mention = handle();
    out.recovered = chance_.one_in(5);
    return out;
  }

  const std::set<std::string>& mentions() const { return mentions_; }
  const std::set<std::string>& links() const { return links_; }

 private:
  std::string words() {
    std::string text;
    for (std::size_t n = chance_.below(6); n > 0; --n) text += chance_.pick(kHostile);
    if (!chance_.one_in(50)) return text;
    std::string many;
    for (std::size_t n = 50 + chance_.below(500); n > 0; --n) many += chance_.pick(kHostile);
    return many;
  }

  std::string handle() {
    const auto& [text, id] = chance_.pick(kHandles);
    if (!id.empty()) mentions_.insert(id);
    return text;
  }

  Span span() {
    Span out;
    out.text = words();
    out.style = static_cast<Span::Style>(chance_.below(3));
    switch (chance_.below(6)) {
      case 0: {
        const Address& address = chance_.pick(kAddresses);
        out.url = address.given;
        if (!address.link.empty()) links_.insert(address.link);
        break;
      }
      case 1:
        out.time = Timestamp{Duration{static_cast<std::int64_t>(chance_.below(4'000'000'000'000))}};
        break;
      case 2: out.mention = handle(); break;
      default: break;
    }
    return out;
  }

  Spans spans() {
    Spans out;
    for (std::size_t n = chance_.below(6); n > 0; --n) out.push_back(span());
    return out;
  }

  CardItem item() {
    CardItem out;
    out.step = words();
    out.text = spans();
    out.state = static_cast<StepState>(chance_.below(3));
    out.next = chance_.one_in(5);
    out.parallel = chance_.one_in(2);
    out.risky = chance_.one_in(3);
    out.command = words();
    out.done = words();
    out.detail = words();
    out.why = words();
    out.unless = words();
    out.mark = words();
    return out;
  }

  Card card() {
    Card out;
    out.incident = {7};
    out.version = chance_.below(1000);
    out.lock_screen = words();
    for (std::size_t n = chance_.below(chance_.one_in(20) ? 120 : 14); n > 0; --n) {
      out.lines.push_back({static_cast<LineKind>(chance_.below(12)), spans()});
    }
    for (std::size_t n = chance_.below(5); n > 0; --n)
      out.buttons.push_back({words(), words(), words()});
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      CardSection section{static_cast<Phase>(phase), kHeadings[phase], 1, 2, {}};
      for (std::size_t n = chance_.below(chance_.one_in(40) ? 90 : 6); n > 0; --n)
        section.items.push_back(item());
      out.sections.push_back(std::move(section));
    }
    for (std::size_t n = chance_.below(4); n > 0; --n)
      out.people.push_back({words(), words(), chance_.one_in(2)});
    for (std::size_t n = chance_.below(4); n > 0; --n) out.drafts.push_back({words(), words()});
    for (std::size_t n = chance_.below(4); n > 0; --n) out.hypotheses.push_back(words());
    for (std::size_t n = chance_.below(4); n > 0; --n) out.questions.push_back(words());
    return out;
  }

  Chance chance_;
  std::set<std::string> mentions_;
  std::set<std::string> links_;
};

bool within(const std::set<std::string>& part, const std::set<std::string>& whole) {
  return std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

// Where the six headings stand among the lines of a list.
std::vector<std::size_t> heading_places(const nlohmann::json& body) {
  std::vector<std::size_t> places;
  const auto& lines = body["blocks"][0]["elements"];
  for (std::size_t i = 0; i < lines.size() && places.size() < kHeadings.size(); ++i) {
    const auto& first = lines[i]["elements"][0];
    if (first.value("text", "").starts_with(kHeadings[places.size()] + " 1/2")) places.push_back(i);
  }
  return places;
}

void check_message(const std::string& request_body, const chat::Message& message,
                   const Enemy& enemy) {
  const auto body = nlohmann::json::parse(request_body);
  const auto findings = slack_limits::check(body);
  for (const std::string& error : findings.errors) FAIL_CHECK(error);
  auto links = enemy.links();
  links.insert("https://triaged.example/incidents/inc-7");
  CHECK(within(findings.mentions, enemy.mentions()));
  CHECK(within(findings.links, links));
  const bool list = message.kind == chat::Message::Kind::list;
  if (list) CHECK(heading_places(body).size() == kHeadings.size());
}

// Sanitizers are an order of magnitude slower; they see the first thousand.
#ifdef __SANITIZE_ADDRESS__
constexpr std::uint64_t kCards = 1'000;
#else
constexpr std::uint64_t kCards = 10'000;
#endif

TEST_CASE("of 10,000 hostile cards none breaks Slack's limits, mentions, links or reorders",
          "[M2]") {
  chat::ChatConfig config;
  config.page_url = "https://triaged.example/";
  for (std::uint64_t seed = 1; seed <= kCards; ++seed) {
    Enemy enemy(seed);
    const chat::Message message = enemy.message();
    const auto& slack = *chat::find_chat("slack");
    INFO("seed " << seed);
    check_message(slack.encode(chat::PostCall{"#ops", "", message}, config).body, message, enemy);
    if (seed % 10 == 0) {
      check_message(slack.encode(chat::EditCall{"C1", "1.2", message}, config).body, message,
                    enemy);
      const auto& hook = *chat::find_chat("slack-webhook");
      check_message(hook.encode(chat::PostCall{"", "", message}, config).body, message, enemy);
      const auto plain = nlohmann::json::parse(
          slack.encode_plain(chat::PostCall{"#ops", "", message}, config).body);
      CHECK(slack_limits::check(plain).errors.empty());
    }
  }
}

// Addresses stand below the box, one a line, and are never broken.
bool is_address(const std::string& line) {
  const std::size_t close = line.find("] http");
  return line.starts_with('[') && close != std::string::npos && close <= 4;
}

std::size_t widest(const std::string& text) {
  std::size_t most = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!is_address(line)) most = std::max(most, chat::columns(line));
  }
  return most;
}

TEST_CASE("of 1,000 hostile cards none moves the terminal's cursor or leaves its box") {
  for (std::uint64_t seed = 1; seed <= 1'000; ++seed) {
    Enemy enemy(seed);
    const chat::Message message = enemy.message();
    const std::string text =
        chat::find_chat("console")->encode(chat::PostCall{"", "", message}, {}).body;
    INFO("seed " << seed);
    CHECK(text.find('\x1B') == std::string::npos);
    CHECK(text.find('\x07') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    CHECK(text.find("\xE2\x80\xAE") == std::string::npos);
    CHECK(widest(text) <= 80);
  }
}

}  // namespace
}  // namespace triaged

#include <algorithm>

#include "app/demo_alerts.h"
#include "core/text.h"
#include "unit/engine/stage.h"

namespace triaged::engine {
namespace {

using namespace std::chrono_literals;

Alert auth_500() {
  return make_alert({{"alertname", "AuthHighErrorRate"},
                     {"service", "auth"},
                     {"severity", "critical"},
                     {"environment", "prod"},
                     {"region", "eu-west-1"},
                     {"route", "/login"}},
                    {{"summary", "auth: 100% of all requests to /login answer HTTP 500"},
                     {"runbook_url", "https://wiki.example/auth"}});
}

std::size_t line_of(const Card& card, LineKind kind) {
  for (std::size_t i = 0; i < card.lines.size(); ++i) {
    if (card.lines[i].kind == kind) return i;
  }
  return card.lines.size();
}

}  // namespace

TEST_CASE("the impact line and whom to tell stand above any log or root-cause step", "[S1-W]") {
  Stage stage;
  stage.fire(auth_500());
  const Card card = stage.card();
  CHECK(line_of(card, LineKind::hurt) < line_of(card, LineKind::next));
  bool notified = false;
  bool looked = false;
  for (const CardSection& section : card.sections) {
    if (section.items.empty()) continue;
    if (section.phase == Phase::evaluate) notified = true;
    if (section.phase == Phase::troubleshoot) {
      looked = true;
      CHECK(notified);
    }
  }
  CHECK(looked);
}

TEST_CASE("a card has exactly one next step, and the lines stand in one order", "[H3/next][M2]") {
  Stage stage;
  stage.fire(auth_500());
  const Card card = stage.card();
  int next = 0;
  for (const CardSection& section : card.sections) {
    next += static_cast<int>(std::count_if(section.items.begin(), section.items.end(),
                                           [](const CardItem& item) { return item.next; }));
  }
  CHECK(next == 1);
  const bool ordered = std::is_sorted(
      card.lines.begin(), card.lines.end(),
      [](const CardLine& a, const CardLine& b) { return a.kind < b.kind; });
  CHECK(ordered);
}

TEST_CASE("a full card has at most 12 lines, and its lock screen 110 characters", "[H2/lines]") {
  for (const app::DemoAlert& demo : app::demo_alerts("2026-11-24T02:00:00Z")) {
    HttpRequest request;
    request.body = demo.body;
    auto decoded = sources::find_source("alertmanager")
                       ->decode(request, {"alertmanager", "alertmanager", {}}, kNoTime);
    REQUIRE(decoded.has_value());
    Stage stage;
    stage.fire(decoded->alerts.at(0));
    const Card card = stage.card();
    CHECK(card.lines.size() <= 12);
    CHECK(count_characters(card.lock_screen) <= 110);
    for (const CardSection& section : card.sections) {
      for (const CardItem& item : section.items) {
        CHECK(count_characters(item.text.at(0).text) <= 90);
      }
    }
  }
}

TEST_CASE("the six phases stand in the order D-E-T-E-C-T with progress", "[P7]") {
  Stage stage;
  stage.fire(auth_500());
  const Card card = stage.card();
  REQUIRE(card.sections.size() == kPhases);
  for (std::size_t i = 0; i < kPhases; ++i) {
    CHECK(card.sections[i].phase == static_cast<Phase>(i));
    CHECK(card.sections[i].total > 0);
  }
  CHECK(card_text(card).find("D0/") != std::string::npos);
}

TEST_CASE("plain headings change the words and nothing else", "[PT]") {
  Stage stage;
  stage.fire(auth_500());
  Viewer viewer;
  viewer.now = stage.now();
  Card detect = render_card(stage.world(), stage.only(), viewer);
  viewer.headings = Headings::plain;
  Card plain = render_card(stage.world(), stage.only(), viewer);
  CHECK(plain.sections[0].heading == "What is wrong");
  CHECK(plain.sections[1].heading == "How bad, who to tell");
  for (std::size_t i = 0; i < kPhases; ++i) {
    detect.sections[i].heading.clear();
    plain.sections[i].heading.clear();
  }
  const bool same = detect == plain;
  CHECK(same);
}

TEST_CASE("links exist or are not there", "[P3b/links]") {
  Stage stage;
  stage.fire(auth_500());
  Viewer viewer;
  viewer.now = stage.now();
  viewer.tools = {{"dashboard", "https://grafana.example/d/x?var-service={{service}}"},
                  {"logs", "https://logs.example/?q={{no_such_fact}}"},
                  {"traces", "javascript:alert(1)"}};
  const std::string text = card_text(render_card(stage.world(), stage.only(), viewer));
  CHECK(text.find("https://grafana.example/d/x?var-service=auth") != std::string::npos);
  CHECK(text.find("https://wiki.example/auth") != std::string::npos);
  CHECK(text.find("logs.example") == std::string::npos);
  CHECK(text.find("javascript") == std::string::npos);
}

TEST_CASE("every step of a shipped scenario carries a done-criterion and a reason", "[Q1/steps]") {
  for (const Scenario* scenario : shipped_ruleset()->scenarios()) {
    if (scenario->steps.empty()) continue;
    for (const Step& step : scenario->steps) {
      INFO(scenario->id << " " << step.id);
      CHECK_FALSE(step.done.empty());
      CHECK_FALSE(step.why.empty());
      if (step.risky) CHECK_FALSE(step.backout.empty());
    }
  }
}

}  // namespace triaged::engine

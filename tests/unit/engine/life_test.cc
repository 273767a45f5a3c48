#include "unit/engine/stage.h"

namespace triaged::engine {
namespace {

using namespace std::chrono_literals;
using What = ActionIn::What;

Alert critical() {
  return make_alert({{"alertname", "HighErrorRate"}, {"service", "auth"}, {"severity", "critical"}},
                    {{"summary", "5xx ratio is 12% for requests"}});
}

Alert warning() {
  return make_alert({{"alertname", "Odd"}, {"service", "auth"}, {"severity", "warning"}});
}

}  // namespace

TEST_CASE("a grave incident declares itself when taken, or after five minutes of firing") {
  Stage stage;
  stage.fire(critical());
  SECTION("taken") {
    stage.act(What::take);
    CHECK(stage.only().taken_by == "user:ana");
  }
  SECTION("five minutes") {
    stage.wait(4min);
    CHECK(stage.only().status == IncidentStatus::triage);
    stage.wait(1min);
  }
  CHECK(stage.only().status == IncidentStatus::declared);
}

TEST_CASE("a mild incident never declares itself") {
  Stage stage;
  stage.fire(warning());
  stage.wait(1h);
  CHECK(stage.only().status == IncidentStatus::triage);
  stage.act(What::declare);
  CHECK(stage.only().status == IncidentStatus::declared);
}

TEST_CASE("nobody is called once somebody has it; nobody taking it is one call with a mention") {
  Stage stage;
  stage.fire(critical());
  SECTION("taken") {
    stage.act(What::take);
    stage.wait(10min);
    CHECK(stage.only().notices.empty());
  }
  SECTION("not taken") {
    stage.wait(5min);
    stage.wait(5min);
    REQUIRE(stage.only().notices.size() == 1);
    CHECK(stage.only().notices[0].kind == NoticeKind::escalation);
    CHECK(stage.only().notices[0].mention);
  }
}

TEST_CASE("two people taking it in the same second is one change") {
  Stage stage;
  stage.fire(critical());
  stage.act(What::take, "ana");
  const auto entries = stage.only().timeline_total;
  CHECK(stage.act(What::take, "bo").decisions.empty());
  CHECK(stage.only().taken_by == "user:ana");
  CHECK(stage.only().timeline_total == entries);
}

TEST_CASE("steps are ticked, skipped and undone, and the next step moves on") {
  Stage stage;
  stage.fire(critical());
  stage.act(What::take);
  const auto next = [&] {
    for (const CardSection& section : stage.card().sections) {
      for (const CardItem& item : section.items) {
        if (item.next) return item.step;
      }
    }
    return std::string();
  };
  const std::string first = next();
  stage.act(What::step_done, "ana", first);
  const std::string second = next();
  CHECK(second != first);
  stage.act(What::step_skipped, "ana", second);
  CHECK(next() != second);
  stage.act(What::step_open, "ana", first);
  CHECK(next() == first);
  CHECK(stage.act(What::step_done, "ana", "no-such-step").decisions.empty());
}

TEST_CASE("a grave incident goes from mitigated to resolved to closed, and then leaves the World") {
  Stage stage;
  const Alert alert = critical();
  stage.fire(alert);
  stage.act(What::take);
  stage.act(What::mitigated);
  CHECK(stage.only().status == IncidentStatus::mitigated);
  stage.resolve(alert);
  CHECK(stage.only().status == IncidentStatus::resolved);
  stage.wait(23h);
  CHECK(stage.only().status == IncidentStatus::resolved);
  stage.wait(1h);
  CHECK(stage.newest().status == IncidentStatus::closed);
  stage.wait(2h);
  CHECK(stage.world().incidents().empty());
  CHECK(stage.world().alerts().empty());
}

TEST_CASE("not a problem closes it and says who said so") {
  Stage stage;
  stage.fire(warning());
  stage.act(What::not_a_problem);
  CHECK(stage.newest().status == IncidentStatus::closed);
  CHECK(stage.newest().closing_reason.find("not a problem") == 0);
}

}  // namespace triaged::engine

#include <array>

#include "unit/engine/stage.h"

namespace triaged::engine {
namespace {

using namespace std::chrono_literals;

Alert alert_of(const char* service, const char* severity, const char* more = "1") {
  return make_alert({{"alertname", "HighErrorRate"},
                     {"service", service},
                     {"environment", "prod"},
                     {"severity", severity},
                     {"pod", more}},
                    {{"summary", "5xx ratio is 12% for requests"}});
}

}  // namespace

TEST_CASE("a second alert of the same service and scenario joins the incident") {
  Stage stage;
  stage.fire(alert_of("auth", "critical", "1"));
  stage.fire(alert_of("auth", "critical", "2"));
  CHECK(stage.only().alerts.size() == 2);
  CHECK(stage.only().firing == 2);
}

TEST_CASE("another service is another incident") {
  Stage stage;
  stage.fire(alert_of("auth", "critical"));
  stage.pass(3min);
  stage.fire(alert_of("cart", "critical"));
  CHECK(stage.open().size() == 2);
}

TEST_CASE("identity is source and labels, never text") {
  Stage stage;
  Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  stage.pass(11min);
  alert.annotations = {{"summary", "entirely different words"}};
  stage.fire(alert);
  CHECK(stage.only().alerts.size() == 1);
}

TEST_CASE("a re-send that changes nothing is not journaled") {
  Stage stage;
  Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  const auto seq = stage.world().last_seq();
  for (int i = 0; i < 60; ++i) {
    stage.pass(1min);
    alert.ends_at = stage.now() + 4min;
    CHECK(stage.fire(alert).decisions.empty());
  }
  CHECK(stage.world().last_seq() == seq);
}

TEST_CASE("changed annotations are journaled at most every ten minutes") {
  Stage stage;
  Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  int journaled = 0;
  for (int i = 0; i < 60; ++i) {
    stage.pass(1min);
    const std::string text = "value " + std::to_string(i);
    alert.annotations = {{"summary", text}};
    journaled += stage.fire(alert).decisions.empty() ? 0 : 1;
  }
  CHECK(journaled <= 6);
  CHECK(journaled >= 5);
}

TEST_CASE("an incident whose only alert resolves is resolved, and a re-fire reopens the same one") {
  Stage stage;
  const Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  stage.pass(4min);
  stage.resolve(alert);
  CHECK(stage.newest().status == IncidentStatus::resolved);
  CHECK(card_text(stage.card()).find("Gone by itself after 4 min") != std::string::npos);
  stage.pass(1min);
  stage.fire(alert);
  CHECK(stage.only().status == IncidentStatus::triage);
  CHECK(stage.world().incidents().size() == 1);
}

TEST_CASE("alerts never join a closed incident; the new one names the old") {
  Stage stage;
  const Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  stage.resolve(alert);
  stage.wait(31min);
  CHECK(stage.open().empty());
  stage.fire(alert);
  CHECK(stage.only().id == IncidentId{2});
  CHECK(stage.only().previous == IncidentId{1});
}

TEST_CASE("a lost resolve is unknown, not resolved") {
  Stage stage;
  const Alert alert = alert_of("auth", "critical");
  stage.fire(alert);
  stage.take(QuietIn{{key_of(alert)}}, "time");
  CHECK(stage.only().quiet == 1);
  CHECK(stage.only().status == IncidentStatus::triage);
  CHECK(stage.world().find(key_of(alert))->alert.status == AlertStatus::unknown);
  CHECK(card_text(stage.card()).find("1 gone quiet") != std::string::npos);
}

TEST_CASE("a burst of five targets is one incident with one card") {
  Stage stage;
  for (int i = 0; i < 40; ++i) {
    const std::string service = "svc-" + std::to_string(i);
    stage.fire(alert_of(service.c_str(), "critical"));
    stage.pass(100ms);
  }
  REQUIRE(stage.open().size() == 1);
  CHECK(stage.only().key.target == "*");
  CHECK(stage.only().targets.size() == 40);
  CHECK(stage.only().alerts.size() == 40);
  // Those that merged were held back, so that nothing but the first was ever posted.
  for (const auto& [id, incident] : stage.world().incidents()) {
    if (id != stage.only().id) CHECK(incident.post_after > incident.opened_at);
  }
}

TEST_CASE("four targets are four incidents") {
  Stage stage;
  for (const char* service : {"a", "b", "c", "d"}) stage.fire(alert_of(service, "critical"));
  CHECK(stage.open().size() == 4);
}

TEST_CASE("a burst never crosses environments or routes") {
  Stage stage;
  for (int i = 0; i < 10; ++i) {
    const std::string service = "svc-" + std::to_string(i);
    const std::string environment = "prod-" + std::to_string(i);
    stage.fire(make_alert({{"alertname", "HighErrorRate"},
                           {"service", service},
                           {"environment", environment},
                           {"severity", "critical"}}));
  }
  CHECK(stage.open().size() == 10);
}

TEST_CASE("a critical alert under an old warning is a notice with a mention") {
  Stage stage;
  stage.fire(alert_of("db", "warning", "old"));
  stage.wait(31min);
  stage.fire(alert_of("db", "critical", "new"));
  REQUIRE(stage.only().notices.size() == 2);  // the swallow rule, and the rise of severity
  const Notice& notice = stage.only().notices.front();
  CHECK(notice.kind == NoticeKind::swallow);
  CHECK(notice.mention);
  CHECK(render_notice(stage.world(), stage.only(), notice).find("HighErrorRate on db") !=
        std::string::npos);
}

TEST_CASE("what joins a young incident that nobody has taken is an edit only") {
  Stage stage;
  stage.fire(alert_of("db", "critical", "1"));
  stage.pass(1min);
  stage.fire(alert_of("db", "critical", "2"));
  CHECK(stage.only().notices.empty());
}

TEST_CASE("in shadow nobody is mentioned, and observed incidents have no destination") {
  Stage stage;
  SECTION("shadow") {
    stage.policy().otherwise.mode = Mode::shadow;
    stage.fire(alert_of("db", "warning", "old"));
    stage.wait(31min);
    stage.fire(alert_of("db", "critical", "new"));
    CHECK(stage.only().realm == Realm::shadow);
    for (const Notice& notice : stage.only().notices) CHECK_FALSE(notice.mention);
  }
  SECTION("observe") {
    stage.policy().otherwise.mode = Mode::observe;
    stage.fire(alert_of("db", "critical"));
    CHECK(stage.only().placements.empty());
  }
}

TEST_CASE("the exporter is never what an alert is about") {
  Stage stage;
  stage.fire(make_alert({{"alertname", "KubePodCrashLooping"}, {"job", "kube-state-metrics"},
                         {"severity", "warning"}, {"namespace", "shop"}}));
  CHECK(card_text(stage.card()).find("kube-state-metrics") == std::string::npos);
}

TEST_CASE("an informational heartbeat opens nothing, with one reason", "[H1/heartbeat]") {
  Stage stage;
  const Record& record = stage.fire(make_alert({{"alertname", "Watchdog"}, {"severity", "none"}}));
  CHECK(stage.open().empty());
  REQUIRE(record.decisions.size() == 1);
  CHECK_FALSE(std::get<AlertMuted>(record.decisions[0]).reason.empty());
}

TEST_CASE("severity comes from the source, unknown adds nothing, and staging is SEV4 at most",
          "[P2c/source]") {
  const std::array<std::array<const char*, 3>, 5> table{{{"critical", "prod", "SEV2"},
                                                         {"page", "prod", "SEV2"},
                                                         {"warning", "prod", "SEV3"},
                                                         {"info", "prod", "SEV5"},
                                                         {"critical", "staging", "SEV4"}}};
  for (const auto& [severity, environment, expected] : table) {
    Stage stage;
    stage.fire(make_alert({{"alertname", "Odd"}, {"service", "a"}, {"severity", severity},
                           {"environment", environment}}));
    CHECK(to_string(stage.only().severity.severity) == expected);
    CHECK_FALSE(stage.only().severity.inputs.empty());
  }
}

TEST_CASE("losing data never lowers an open incident") {
  Stage stage;
  stage.fire(alert_of("db", "critical", "1"));
  stage.fire(alert_of("db", "info", "2"));
  CHECK(stage.only().severity.severity == Severity::SEV2);
}

TEST_CASE("replay applies and never decides: the same records give the same World") {
  Stage stage;
  for (int i = 0; i < 30; ++i) {
    const std::string service = "svc-" + std::to_string(i % 7);
    const std::string pod = std::to_string(i);
    const Alert alert = alert_of(service.c_str(), i % 3 == 0 ? "critical" : "warning", pod.c_str());
    stage.fire(alert);
    stage.wait(3min);
    if (i % 4 == 0) stage.resolve(alert);
  }
  World replayed;
  for (const Record& record : stage.records()) apply(replayed, record);
  const bool same = replayed == stage.world();
  CHECK(same);
  CHECK(replayed.incidents().size() > 5);
}

TEST_CASE("a person's words open an incident, and two unrelated sentences two") {
  Stage stage;
  stage.take(ReportIn{"the coffee machine makes a strange noise", "ana"}, "user:ana");
  stage.take(ReportIn{"my badge does not open the door", "bo"}, "user:bo");
  CHECK(stage.open().size() == 2);
}

TEST_CASE("what was prepared beside the loop changes no decision") {
  const Policy policy = rehearsal_policy(shipped_ruleset());
  World plain;
  World helped;
  Preparer preparer;
  Timestamp at{std::chrono::milliseconds{1'780'000'000'000}};
  for (int i = 0; i < 400; ++i) {
    AlertsIn input{"alertmanager", {}};
    for (int k = 0; k < 3; ++k) {
      const std::string pod = std::to_string(i * 3 + k);
      Alert alert = alert_of(("svc-" + std::to_string(i % 40)).c_str(),
                             i % 7 == 0 ? "critical" : "warning", pod.c_str());
      if (i % 5 == 0) alert.labels = alert.labels.with("alertname", "PostgresSlowQueries");
      if (i % 11 == 0) alert.annotations = {{"summary", "login: 100% of requests fail on auth"}};
      if (i % 13 == 0) alert.labels = alert.labels.with("alertname", "Watchdog");
      alert.fingerprint = alert.labels.fingerprint();
      input.alerts.push_back(std::move(alert));
    }
    at += 700ms;
    Record record;
    record.envelope = {at, at, "source", Realm::live};
    record.input = input;
    Record other = record;
    Effects effects;
    step(plain, policy, record, effects);
    step(helped, policy, other, effects, preparer.prepare(policy, input));
    REQUIRE(record == other);
  }
  CHECK(plain == helped);
}

}  // namespace triaged::engine

#pragma once
// Histories as they happen: alerts, people, chats and time in random order, decided by the engine
// under the shipped packs and put into a journal as the loop does it. Equal seeds, equal histories.

#include <filesystem>
#include <functional>
#include <random>
#include <stdlib.h>

#include "journal/journal.h"
#include "unit/engine/stage.h"

namespace triaged::journal {

/// A directory in memory, where there is one, that goes with us.
class Scratch {
 public:
  Scratch() {
    const bool memory = std::filesystem::is_directory("/dev/shm");
    path_ = std::string(memory ? "/dev/shm" : "/tmp") + "/journal-test-XXXXXX";
    REQUIRE(::mkdtemp(path_.data()) != nullptr);
  }
  ~Scratch() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  World& world() { return stage_.world(); }
  Timestamp now() const { return stage_.now(); }
  const std::vector<Record>& records() const { return stage_.records(); }
  const std::map<IncidentId, World>& archived() const { return archived_; }
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  /// One thing happens; what is to be kept is appended.
  void event(Journal& journal) {
    const std::size_t before = stage_.records().size();
    happen(journal);
    for (std::size_t i = before; i < stage_.records().size(); ++i) {
      journal.append(stage_.records()[i]);
    }
  }

  void batch(Journal& journal) {
    for (std::uint64_t i = 1 + below(4); i > 0; --i) event(journal);
  }

 private:
  template <class T>
  const T& one_of(const std::vector<T>& all) { return all[below(all.size())]; }

  Alert some_alert() {
    static const std::vector<std::string> kNames{
        "HighErrorRate", "KubePodCrashLooping", "PostgresDown", "HighLatency", "DiskFull",
        "KafkaConsumerLag", "CertificateExpiry", "Watchdog", "Odd", "RedisDown", "TargetDown"};
    static const std::vector<std::string> kSeverities{"critical", "warning", "info"};
    Alert alert = engine::make_alert(
        {{"alertname", one_of(kNames)},
         {"service", "s" + std::to_string(below(8))},
         {"env", below(4) == 0 ? "staging" : "prod"},
         {"severity", one_of(kSeverities)}},
        {{"summary", "value is " + std::to_string(below(5))}});
    alert.starts_at = now() - std::chrono::minutes{below(10)};
    if (below(3) == 0) {
      alert.status = AlertStatus::resolved;
      alert.ends_at = now();
    }
    return alert;
  }

  IncidentId some_incident() {
    const auto& incidents = world().incidents();
    if (incidents.empty()) return {};
    return std::next(incidents.begin(), static_cast<std::ptrdiff_t>(below(incidents.size())))->first;
  }

  void deliver() {
    AlertsIn in{"alertmanager", {}};
    for (std::uint64_t i = 1 + below(5); i > 0; --i) in.alerts.push_back(some_alert());
    for (Alert& alert : in.alerts) alert.source = in.source;
    stage_.take(std::move(in), "source:alertmanager", below(12) == 0 ? Realm::drill : Realm::live);
  }

  void act() {
    const Incident* incident = world().find(some_incident());
    if (incident == nullptr) return;
    ActionIn action{incident->id, static_cast<ActionIn::What>(below(9)), "", "because"};
    const Scenario* scenario = world().scenario_of(*incident);
    if (scenario != nullptr && !scenario->steps.empty()) action.step = one_of(scenario->steps).id;
    stage_.take(std::move(action), "user:u" + std::to_string(below(3)));
  }

  void answer() {
    const Incident* incident = world().find(some_incident());
    if (incident == nullptr || incident->placements.empty()) return;
    OutcomeIn out;
    out.delivery.incident = incident->id;
    out.delivery.placement = static_cast<std::uint32_t>(below(incident->placements.size()));
    out.delivery.lane = static_cast<Lane>(below(3));
    if (out.delivery.lane == Lane::notice) {
      if (incident->notices.empty()) return;
      out.delivery.notice = one_of(incident->notices).id;
    }
    out.sent = below(8) != 0;
    if (out.sent) {
      out.version = incident->version;
      out.channel_id = "C1";
      out.message_id = "m" + std::to_string(below(1000));
    } else {
      out.error = "is_archived";
      if (below(2) == 0) out.fallback = {"rehearsal", "#other"};
    }
    stage_.take(std::move(out), "chat:rehearsal");
  }

  void go_quiet() {
    QuietIn quiet;
    for (const auto& [key, alert] : world().alerts()) {
      if (below(8) == 0) quiet.alerts.push_back(key);
    }
    stage_.take(std::move(quiet), "time");
  }

  /// As Loop::tick(): what the step will archive goes to the archive first.
  void tick(Journal& journal) {
    stage_.pass(std::chrono::seconds{1 + below(below(3) == 0 ? 7200 : 120)});
    for (const IncidentId id : engine::archivable(world(), stage_.policy(), now())) {
      World alone;
      const Incident& incident = *world().find(id);
      alone.restore(incident);
      for (const AlertKey key : incident.alerts) {
        const TrackedAlert* alert = world().find(key);
        if (alert != nullptr && alert->incident == id) alone.restore(key, *alert);
      }
      if (const Scenario* scenario = world().scenario_of(incident)) alone.restore(*scenario);
      archived_.insert_or_assign(id, std::move(alone));
      journal.archive(world(), id);
    }
    stage_.take(TimeIn{}, "time");
  }

  void happen(Journal& journal) {
    switch (below(12)) {
      case 0: case 1: case 2: case 3: return deliver();
      case 4: case 5: return act();
      case 6: case 7: return answer();
      case 8:
        stage_.take(ReportIn{"checkout is down since " + std::to_string(below(9)), "ana"},
                    "user:ana");
        return;
      case 9:
        if (below(3) == 0) return go_quiet();
        stage_.take(FaultIn{"source/" + std::to_string(below(3)), below(2) == 0 ? "" : "odd"},
                    "daemon");
        return;
      default: return tick(journal);
    }
  }

  std::mt19937_64 random_;
  engine::Stage stage_;
  std::map<IncidentId, World> archived_;
};

/// Replay from zero.
inline World folded(const std::vector<Record>& records) {
  World world;
  for (const Record& record : records) apply(world, record);
  return world;
}

}  // namespace triaged::journal

#pragma once
// A small language for tests of decisions: a World, the shipped packs, a clock that only the test
// moves, and verbs that read like the story. No thread, no port, no disk.

#include <catch2/catch.hpp>
#include <string>

#include "app/served.h"
#include "engine/decide.h"
#include "engine/rehearsal.h"
#include "engine/render.h"

namespace triaged::engine {

inline std::shared_ptr<const rules::Ruleset> shipped_ruleset() {
  static const auto kRuleset = rules::load_packs(app::shipped_packs()).ruleset;
  REQUIRE(kRuleset != nullptr);
  return kRuleset;
}

inline Alert make_alert(Labels labels, Labels annotations = {}) {
  Alert alert;
  alert.source = "alertmanager";
  alert.fingerprint = labels.fingerprint();
  alert.labels = std::move(labels);
  alert.annotations = std::move(annotations);
  return alert;
}

class Stage {
 public:
  Stage() : policy_(rehearsal_policy(shipped_ruleset())) {}

  Policy& policy() { return policy_; }
  const World& world() const { return world_; }
  Timestamp now() const { return now_; }
  const std::vector<Record>& records() const { return records_; }
  Effects& effects() { return effects_; }

  void pass(Duration length) { now_ += length; }

  /// Time passes second by second in the daemon; here it is told at the end only.
  void wait(Duration length) {
    now_ += length;
    take(TimeIn{}, "time");
  }

  const Record& take(Input input, const std::string& actor, Realm realm = Realm::live) {
    Record record = step(world_, policy_, {now_, now_, actor, realm}, std::move(input), effects_);
    if (!record.decisions.empty()) {
      records_.push_back(record);
    }
    last_ = std::move(record);
    return last_;
  }

  const Record& fire(Alert alert) {
    if (alert.starts_at == kNoTime) alert.starts_at = now_;
    return take(AlertsIn{"alertmanager", {std::move(alert)}}, "source:alertmanager");
  }

  const Record& resolve(Alert alert) {
    alert.status = AlertStatus::resolved;
    alert.ends_at = now_;
    return take(AlertsIn{"alertmanager", {std::move(alert)}}, "source:alertmanager");
  }

  const Record& act(ActionIn::What what, const std::string& who = "ana", std::string step_id = "") {
    return take(ActionIn{newest().id, what, std::move(step_id), ""}, "user:" + who);
  }

  std::vector<const Incident*> open() const {
    std::vector<const Incident*> incidents;
    for (const auto& [id, incident] : world_.incidents()) {
      if (is_open(incident)) incidents.push_back(&incident);
    }
    return incidents;
  }

  const Incident& newest() const {
    REQUIRE_FALSE(world_.incidents().empty());
    return world_.incidents().rbegin()->second;
  }

  const Incident& only() const {
    REQUIRE(open().size() == 1);
    return *open().front();
  }

  Card card() const {
    Viewer viewer;
    viewer.now = now_;
    return render_card(world_, newest(), viewer);
  }

 private:
  Policy policy_;
  World world_;
  Timestamp now_{Duration{1'790'000'000'000}};
  Effects effects_;
  std::vector<Record> records_;
  Record last_;
};

inline std::string card_text(const Card& card) {
  std::string text;
  for (const CardLine& line : card.lines) text += plain_text(line.spans) + "\n";
  return text;
}

}  // namespace triaged::engine

// Drives decide and apply through one input.

#include "engine/decide.h"

namespace triaged::engine {
namespace {

class Stepper {
 public:
  Stepper(World& world, const Policy& policy, Record& record, Effects& effects,
          const Prepared& prepared = {})
      : world_(world), policy_(policy), record_(record), effects_(effects) {
    if (prepared.by != policy.ruleset) return;
    for (const auto& verdict : prepared.verdicts) {
      verdicts_.push_back(verdict ? &*verdict : nullptr);
    }
  }

  // Alert by alert, because what the second means depends on what the first did.
  void operator()(AlertsIn& input) {
    drop_resends(input);
    for (std::uint32_t item = 0; item < input.alerts.size(); ++item) {
      const Recognition* verdict = item < verdicts_.size() ? verdicts_[item] : nullptr;
      take(decide_alert(world_, policy_, record_.envelope, input.alerts[item], item, verdict));
    }
  }

  void take_raw(AlertsIn& input, const std::string& why) {
    drop_resends(input);
    for (std::uint32_t item = 0; item < input.alerts.size(); ++item) {
      take(decide_raw(world_, policy_, record_.envelope, input.alerts[item], item, why));
    }
  }

  void operator()(ReportIn& input) {
    take(decide_report(world_, policy_, record_.envelope, input));
  }

  void operator()(ActionIn& input) {
    take(decide_action(world_, policy_, record_.envelope, input));
  }

  void operator()(TimeIn&) { take(decide_time(world_, policy_, record_.envelope)); }

  void operator()(QuietIn& input) {
    Decisions decisions;
    for (const AlertKey key : input.alerts) {
      const TrackedAlert* tracked = world_.find(key);
      const bool firing = tracked != nullptr && tracked->alert.status == AlertStatus::firing;
      if (firing) decisions.emplace_back(AlertQuiet{key});
    }
    take(std::move(decisions));
  }

  void operator()(OutcomeIn& input) { take(decide_outcome(world_, input)); }

  void operator()(FaultIn& input) {
    const auto found = world_.faults().find(input.id);
    const std::string now = found == world_.faults().end() ? "" : found->second.text;
    if (now != input.text) take({FaultChanged{}});
  }

 private:
  void drop_resends(AlertsIn& input) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < input.alerts.size(); ++i) {
      if (is_resend(world_, policy_, record_.envelope, input.alerts[i])) continue;
      if (kept != i) input.alerts[kept] = std::move(input.alerts[i]);
      if (i < verdicts_.size()) verdicts_[kept] = verdicts_[i];
      ++kept;
    }
    input.alerts.resize(kept);
  }

  void take(Decisions decisions) {
    for (Decision& decision : decisions) {
      apply(world_, record_.envelope, record_.input, decision, effects_);
      record_.decisions.push_back(std::move(decision));
    }
  }

  World& world_;
  const Policy& policy_;
  Record& record_;
  Effects& effects_;
  std::vector<const Recognition*> verdicts_;  // one per alert, or empty; null: not prepared
};

}  // namespace

void step(World& world, const Policy& policy, Record& record, Effects& effects,
          const Prepared& prepared) {
  record.seq = world.last_seq() + 1;
  std::visit(Stepper(world, policy, record, effects, prepared), record.input);
  if (!record.decisions.empty()) finish(world, record.seq, record.envelope);
}

Record step(World& world, const Policy& policy, const Envelope& envelope, Input input,
            Effects& effects) {
  Record record;
  record.envelope = envelope;
  record.input = std::move(input);
  step(world, policy, record, effects);
  return record;
}

void step_raw(World& world, const Policy& policy, Record& record, const std::string& why,
              Effects& effects) {
  record.seq = world.last_seq() + 1;
  record.decisions.clear();
  if (auto* input = std::get_if<AlertsIn>(&record.input)) {
    Stepper(world, policy, record, effects).take_raw(*input, why);
  }
  if (!record.decisions.empty()) finish(world, record.seq, record.envelope);
}

}  // namespace triaged::engine

// The fold: what each decision does to the World. No branch here decides anything that is not a plain
// consequence of the decision; whatever needed judgement stands in the decision already.

#include <algorithm>

#include "core/world.h"

namespace triaged {

/// Applies the decisions of one record. The only class that may change a World.
class Applier {
 public:
  Applier(World& world, const Envelope& envelope, const Input& input, Effects& effects)
      : world_(world), envelope_(envelope), input_(input), effects_(effects) {}

  void operator()(const ScenarioAdopted& decision) { world_.restore(decision.scenario); }

  void operator()(const IncidentOpened& decision) {
    Incident incident;
    incident.id = decision.id;
    incident.key = decision.key;
    incident.realm = decision.key.realm;
    incident.scenario = decision.scenario;
    incident.scenario_version = decision.scenario_version;
    incident.severity = decision.severity;
    incident.route = decision.route;
    incident.match = decision.match;
    incident.facts = decision.facts;
    incident.opened_at = envelope_.at;
    incident.onset = decision.onset;
    incident.post_after = decision.post_after;
    incident.previous = decision.previous;
    if (const auto* report = std::get_if<ReportIn>(&input_)) {
      incident.report = report->text;
      incident.reporter = report->reporter;
    }
    for (const Destination& destination : decision.route.destinations) {
      incident.placements.push_back({.destination = destination});
    }
    world_.open_[decision.key] = decision.id;
    world_.next_incident_ = std::max(world_.next_incident_, decision.id.value + 1);
    world_.incidents_.insert_or_assign(decision.id, std::move(incident));
    if (world_.observer_ != nullptr) world_.observer_->created(decision.id);
    note(touch(decision.id), "opened", decision.severity.reason);
  }

  void operator()(const AlertApplied& decision) {
    const Alert& alert = std::get<AlertsIn>(input_).alerts.at(decision.item);
    switch (decision.change) {
      case AlertChange::opened:
      case AlertChange::joined: return track(decision, alert);
      case AlertChange::refired:
      case AlertChange::updated:
      case AlertChange::resolved: return change_tracked(decision, alert);
    }
  }

  void operator()(const AlertMuted& decision) {
    const Alert& alert = std::get<AlertsIn>(input_).alerts.at(decision.item);
    const AlertKey key = key_of(alert);
    if (alert.status == AlertStatus::resolved) {
      if (world_.find(key) == nullptr) return;
      world_.change(key);
      world_.alerts_.erase(key);
      return;
    }
    TrackedAlert tracked = tracked_from(alert);
    tracked.muted_reason = decision.reason;
    store(key, std::move(tracked));
  }

  void operator()(const AlertQuiet& decision) {
    TrackedAlert& tracked = world_.change(decision.alert);
    if (tracked.alert.status != AlertStatus::firing) return;
    tracked.alert.status = AlertStatus::unknown;
    tracked.changed_at = envelope_.at;
    if (tracked.incident.value == 0) return;
    Incident& incident = touch(tracked.incident);
    --incident.firing;
    ++incident.quiet;
    note(incident, "quiet", name_of(tracked.alert) + " went quiet: not told again, not resolved");
  }

  void operator()(const SeverityChanged& decision) {
    Incident& incident = touch(decision.incident);
    incident.severity = decision.severity;
    note(incident, "severity",
         std::string(to_string(decision.severity.severity)) + ": " + decision.severity.reason);
  }

  void operator()(const StatusChanged& decision) {
    Incident& incident = touch(decision.incident);
    incident.status = decision.status;
    switch (decision.status) {
      case IncidentStatus::triage: break;
      case IncidentStatus::declared: set_once(incident.declared_at); break;
      case IncidentStatus::mitigated: set_once(incident.mitigated_at); break;
      case IncidentStatus::resolved: incident.resolved_at = envelope_.at; break;
      case IncidentStatus::closed: close(incident, decision.reason); break;
    }
    if (decision.status < IncidentStatus::resolved) incident.resolved_at = kNoTime;
    note(incident, std::string(to_string(decision.status)), decision.reason);
  }

  void operator()(const IncidentTaken& decision) {
    Incident& incident = touch(decision.incident);
    incident.taken_at = envelope_.at;
    incident.taken_by = envelope_.actor;
    note(incident, "taken", "taken by " + envelope_.actor);
  }

  void operator()(const StepChanged& decision) {
    Incident& incident = touch(decision.incident);
    if (decision.state == StepState::open) {
      incident.steps.erase(decision.step);
    } else {
      incident.steps[decision.step] = {decision.state, envelope_.actor, envelope_.at,
                                       decision.note};
    }
    note(incident, "step", decision.step + ": " + std::string(to_string(decision.state)));
  }

  void operator()(const FactsLearned& decision) {
    Incident& incident = touch(decision.incident);
    for (const auto& [name, value] : decision.facts) incident.facts[name] = value;
  }

  void operator()(const IncidentWidened& decision) {
    Incident& incident = touch(decision.incident);
    world_.open_.erase(incident.key);
    incident.key.target = "*";
    world_.open_[incident.key] = incident.id;
    note(incident, "widened", decision.reason);
  }

  void operator()(const IncidentMerged& decision) {
    Incident& from = touch(decision.from);
    Incident& into = touch(decision.into);
    for (const AlertKey key : from.alerts) {
      const TrackedAlert* tracked = world_.find(key);
      if (tracked == nullptr || tracked->incident != from.id) continue;
      world_.change(key).incident = into.id;
      into.alerts.push_back(key);
      add_target(into, tracked->target);
    }
    into.firing += from.firing;
    into.quiet += from.quiet;
    into.onset = std::min(into.onset, from.onset);
    into.critical_seen = into.critical_seen || from.critical_seen;
    from.firing = 0;
    from.quiet = 0;
    from.alerts.clear();
    from.notices.clear();
    from.merged_into = into.id;
    from.status = IncidentStatus::closed;
    close(from, decision.reason);
    note(from, "merged", "into " + to_string(into.id) + ": " + decision.reason);
    note(into, "merged", to_string(from.id) + " merged in: " + decision.reason);
  }

  void operator()(const NoticeQueued& decision) {
    Incident& incident = touch(decision.incident);
    Notice notice;
    notice.id = incident.next_notice++;
    notice.kind = decision.kind;
    notice.mention = decision.mention;
    notice.text = decision.text;
    notice.alerts = decision.alerts;
    notice.alerts_total = static_cast<std::uint32_t>(decision.alerts.size());
    notice.not_before = decision.not_before;
    notice.expires = decision.expires;
    notice.delivered.assign(incident.placements.size(), false);
    incident.last_notice_at = std::max(envelope_.at, decision.not_before);
    incident.notices.push_back(std::move(notice));
    note(incident, "notice", decision.text);
    effects_.notices.insert(incident.id);
  }

  void operator()(const NoticeGrown& decision) {
    Incident& incident = touch(decision.incident);
    for (Notice& notice : incident.notices) {
      if (notice.id != decision.notice) continue;
      ++notice.alerts_total;
      if (notice.alerts.size() < kNoticeAlerts) notice.alerts.push_back(decision.alert);
    }
    effects_.notices.insert(incident.id);
  }

  void operator()(const NoticeExpired& decision) {
    Incident& incident = touch(decision.incident);
    std::erase_if(incident.notices, [&](const Notice& n) { return n.id == decision.notice; });
    note(incident, "notice", "not sent: " + decision.reason);
  }

  void operator()(const Delivered&) {
    const auto& outcome = std::get<OutcomeIn>(input_);
    Incident& incident = world_.change(outcome.delivery.incident);
    if (outcome.delivery.placement >= incident.placements.size()) return;
    Placement& placement = incident.placements[outcome.delivery.placement];
    if (!outcome.channel_id.empty()) placement.channel_id = outcome.channel_id;
    switch (outcome.delivery.lane) {
      case Lane::root:
        if (!outcome.message_id.empty()) placement.root_id = outcome.message_id;
        placement.root_version = outcome.version;
        break;
      case Lane::list:
        if (!outcome.message_id.empty()) placement.list_id = outcome.message_id;
        placement.list_version = outcome.version;
        break;
      case Lane::notice: deliver_notice(incident, outcome.delivery); break;
    }
  }

  void operator()(const PlacementFailed& decision) {
    const auto& outcome = std::get<OutcomeIn>(input_);
    Incident& incident = touch(outcome.delivery.incident);
    if (outcome.delivery.placement >= incident.placements.size()) return;
    incident.placements[outcome.delivery.placement].fault = outcome.error;
    if (!decision.moved.chat.empty()) {
      incident.placements.push_back({.destination = decision.moved});
      for (Notice& notice : incident.notices) notice.delivered.push_back(false);
    }
    settle_notices(incident);
    note(incident, "fault", "not delivered: " + outcome.error);
  }

  void operator()(const FaultChanged&) {
    const auto& fault = std::get<FaultIn>(input_);
    if (fault.text.empty()) {
      world_.faults_.erase(fault.id);
      return;
    }
    Fault& entry = world_.faults_[fault.id];
    if (entry.text.empty()) entry.since = envelope_.at;
    entry.text = fault.text;
  }

  void operator()(const ReportJoined& decision) {
    const auto& report = std::get<ReportIn>(input_);
    note(touch(decision.incident), "report", report.text.substr(0, kReportNoted));
  }

  void operator()(const IncidentArchived& decision) { world_.forget(decision.incident); }

  void finish(std::uint64_t seq) {
    world_.last_seq_ = seq;
    world_.last_at_ = std::max(world_.last_at_, envelope_.at);
  }

 private:
  static constexpr std::size_t kNoticeAlerts = 20;
  static constexpr std::size_t kJoinsNoted = 20;
  static constexpr std::size_t kReportNoted = 300;

  static std::string name_of(const Alert& alert) {
    const std::string_view name = alert.labels.get("alertname");
    return std::string(name.empty() ? "alert" : name);
  }

  Incident& touch(IncidentId id) {
    Incident& incident = world_.change(id);
    ++incident.version;
    effects_.stale_cards.insert(id);
    return incident;
  }

  void set_once(Timestamp& field) const {
    if (field == kNoTime) field = envelope_.at;
  }

  void note(Incident& incident, std::string kind, std::string text) const {
    ++incident.timeline_total;
    if (incident.timeline.size() >= kTimelineKept) {
      // The beginning and the latest are what people read; the middle is in the journal.
      incident.timeline.erase(incident.timeline.begin() + kTimelineKept / 5);
    }
    incident.timeline.push_back(
        {envelope_.at, std::move(kind), std::move(text), envelope_.actor});
  }

  TrackedAlert tracked_from(const Alert& alert) const {
    TrackedAlert tracked;
    tracked.alert = alert;
    tracked.first_seen = envelope_.at;
    tracked.changed_at = envelope_.at;
    tracked.content = content_hash(alert);
    return tracked;
  }

  void store(AlertKey key, TrackedAlert tracked) {
    const auto found = world_.alerts_.find(key);
    if (found == world_.alerts_.end()) {
      world_.alerts_.emplace(key, std::move(tracked));
      if (world_.observer_ != nullptr) world_.observer_->created(key);
    } else {
      world_.change(key) = std::move(tracked);
    }
  }

  void track(const AlertApplied& decision, const Alert& alert) {
    const AlertKey key = key_of(alert);
    TrackedAlert tracked = tracked_from(alert);
    tracked.incident = decision.incident;
    tracked.severity = decision.severity;
    tracked.target = decision.target;
    store(key, std::move(tracked));

    Incident& incident = touch(decision.incident);
    incident.alerts.push_back(key);
    if (alert.status == AlertStatus::firing) ++incident.firing;
    if (alert.starts_at != kNoTime) incident.onset = std::min(incident.onset, alert.starts_at);
    if (!worse(Severity::SEV2, decision.severity)) incident.critical_seen = true;
    add_target(incident, decision.target);
    if (std::find(incident.sources.begin(), incident.sources.end(), alert.source) ==
        incident.sources.end()) {
      incident.sources.push_back(alert.source);
    }
    if (decision.change == AlertChange::joined && incident.alerts.size() <= kJoinsNoted) {
      note(incident, "joined", name_of(alert) + ": " + decision.reason);
    }
  }

  static void add_target(Incident& incident, const std::string& target) {
    if (target.empty()) return;
    const auto known = std::find(incident.targets.begin(), incident.targets.end(), target);
    if (known != incident.targets.end()) return;
    if (incident.targets.size() < kTargetsKept) {
      incident.targets.push_back(target);
      incident.targets_total = static_cast<std::uint32_t>(incident.targets.size());
    }
  }

  void change_tracked(const AlertApplied& decision, const Alert& alert) {
    const AlertKey key = key_of(alert);
    TrackedAlert& tracked = world_.change(key);
    const AlertStatus before = tracked.alert.status;
    Incident& incident = touch(decision.incident);
    if (before == AlertStatus::firing) --incident.firing;
    if (before == AlertStatus::unknown) --incident.quiet;
    if (alert.status == AlertStatus::firing) ++incident.firing;
    tracked.alert = alert;
    tracked.severity = decision.severity;
    tracked.content = content_hash(alert);
    tracked.changed_at = envelope_.at;
    if (!worse(Severity::SEV2, decision.severity)) incident.critical_seen = true;
    if (decision.change != AlertChange::updated) {
      note(incident, std::string(to_string(decision.change)), name_of(alert));
    }
  }

  void close(Incident& incident, const std::string& reason) {
    incident.closed_at = envelope_.at;
    incident.closing_reason = reason;
    const auto open = world_.open_.find(incident.key);
    if (open != world_.open_.end() && open->second == incident.id) world_.open_.erase(open);
    if (incident.merged_into.value == 0) world_.closed_[incident.key] = incident.id;
    effects_.closed.insert(incident.id);
  }

  static void deliver_notice(Incident& incident, const DeliveryRef& delivery) {
    for (Notice& notice : incident.notices) {
      if (notice.id == delivery.notice && delivery.placement < notice.delivered.size()) {
        notice.delivered[delivery.placement] = true;
      }
    }
    settle_notices(incident);
  }

  /// Drops the notices that every working placement has.
  static void settle_notices(Incident& incident) {
    std::erase_if(incident.notices, [&](const Notice& notice) {
      for (std::size_t i = 0; i < incident.placements.size(); ++i) {
        if (!notice.delivered.at(i) && incident.placements[i].fault.empty()) return false;
      }
      return true;
    });
  }

  World& world_;
  const Envelope& envelope_;
  const Input& input_;
  Effects& effects_;
};

void apply(World& world, const Envelope& envelope, const Input& input, const Decision& decision,
           Effects& effects) {
  Applier applier(world, envelope, input, effects);
  std::visit(applier, decision);
}

void finish(World& world, std::uint64_t seq, const Envelope& envelope) {
  Effects none;
  const Input input = TimeIn{};
  Applier(world, envelope, input, none).finish(seq);
}

Effects apply(World& world, const Record& record) {
  Effects effects;
  for (const Decision& decision : record.decisions) {
    apply(world, record.envelope, record.input, decision, effects);
  }
  finish(world, record.seq, record.envelope);
  return effects;
}

}  // namespace triaged

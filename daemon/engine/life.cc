// The life of an incident: what people do to it and what time does to it (desk rule 4).

#include <algorithm>

#include "engine/decide.h"

namespace triaged::engine {
namespace {

bool grave(const Incident& incident) { return !worse(Severity::SEV2, incident.severity.severity); }

Decisions status(const Incident& incident, IncidentStatus to, std::string reason) {
  if (!is_open(incident) || incident.status == to) return {};
  return {StatusChanged{incident.id, to, std::move(reason)}};
}

Decisions take(const Incident& incident) {
  if (!is_open(incident) || !incident.taken_by.empty()) return {};
  Decisions out{IncidentTaken{incident.id}};
  if (grave(incident) && incident.status == IncidentStatus::triage) {
    out.emplace_back(StatusChanged{incident.id, IncidentStatus::declared, "taken"});
  }
  return out;
}

Decisions mark(const World& world, const Incident& incident, const ActionIn& action,
               StepState state) {
  const Scenario* scenario = world.scenario_of(incident);
  const bool known = scenario != nullptr &&
                     std::any_of(scenario->steps.begin(), scenario->steps.end(),
                                 [&](const Step& s) { return s.id == action.step; });
  if (!known || !is_open(incident)) return {};
  const auto found = incident.steps.find(action.step);
  const StepState now = found == incident.steps.end() ? StepState::open : found->second.state;
  if (now == state) return {};
  return {StepChanged{incident.id, action.step, state, action.reason}};
}

std::string or_default(const std::string& reason, std::string_view otherwise) {
  return reason.empty() ? std::string(otherwise) : reason;
}

Decisions untouched_call(const Policy& policy, const Envelope& envelope,
                         const Incident& incident) {
  Decisions out{StatusChanged{incident.id, IncidentStatus::declared,
                              "firing for " + format_duration(policy.windows.declare_after)}};
  if (!incident.taken_by.empty()) return out;
  NoticeQueued call;
  call.incident = incident.id;
  call.kind = NoticeKind::escalation;
  call.mention = incident.realm == Realm::live && incident.route.mode == Mode::live;
  call.text = "Nobody has taken it for " + format_duration(policy.windows.declare_after);
  call.not_before = envelope.at;
  call.expires = envelope.at + policy.windows.notice_life;
  out.emplace_back(std::move(call));
  return out;
}

Decisions due_closing(const Policy& policy, const Envelope& envelope, const Incident& incident) {
  const Timestamp at = envelope.at;
  if (incident.status == IncidentStatus::resolved) {
    const bool declared = incident.declared_at != kNoTime;
    const Duration wait =
        declared ? policy.windows.close_declared : policy.windows.close_untouched;
    if (at - incident.resolved_at < wait) return {};
    return status(incident, IncidentStatus::closed, "quiet for " + format_duration(wait));
  }
  const bool all_quiet = incident.firing == 0 && incident.quiet > 0;
  if (!all_quiet || incident.timeline.empty()) return {};
  if (at - incident.timeline.back().at < policy.windows.close_quiet) return {};
  return status(incident, IncidentStatus::closed,
                "every alert went quiet; unknown whether it is resolved");
}

void add_due(const Policy& policy, const Envelope& envelope, const Incident& incident,
             Decisions& out) {
  const bool unseen = incident.status == IncidentStatus::triage && grave(incident) &&
                      (incident.firing > 0 || !incident.report.empty()) &&
                      envelope.at - incident.opened_at >= policy.windows.declare_after;
  Decisions due = unseen ? untouched_call(policy, envelope, incident)
                         : due_closing(policy, envelope, incident);
  std::move(due.begin(), due.end(), std::back_inserter(out));
  for (const Notice& notice : incident.notices) {
    if (notice.expires > envelope.at) continue;
    out.emplace_back(NoticeExpired{incident.id, notice.id, "it could not be delivered in time"});
  }
}

}  // namespace

Decisions decide_action(const World& world, const Policy&, const Envelope&,
                        const ActionIn& action) {
  const Incident* incident = world.find(action.incident);
  if (incident == nullptr) return {};
  using What = ActionIn::What;
  switch (action.what) {
    case What::take: return take(*incident);
    case What::declare:
      if (incident->status != IncidentStatus::triage) return {};
      return status(*incident, IncidentStatus::declared, or_default(action.reason, "by a person"));
    case What::mitigated:
      if (incident->status > IncidentStatus::mitigated) return {};
      return status(*incident, IncidentStatus::mitigated, or_default(action.reason, "by a person"));
    case What::resolve:
      if (incident->status > IncidentStatus::resolved) return {};
      return status(*incident, IncidentStatus::resolved, or_default(action.reason, "by a person"));
    case What::close:
      return status(*incident, IncidentStatus::closed, or_default(action.reason, "by a person"));
    case What::not_a_problem:
      return status(*incident, IncidentStatus::closed,
                    "not a problem: " + or_default(action.reason, "said a person"));
    case What::step_done: return mark(world, *incident, action, StepState::done);
    case What::step_skipped: return mark(world, *incident, action, StepState::skipped);
    case What::step_open: return mark(world, *incident, action, StepState::open);
  }
  return {};
}

std::vector<IncidentId> archivable(const World& world, const Policy& policy, Timestamp at) {
  std::vector<IncidentId> ids;
  for (const auto& [id, incident] : world.incidents()) {
    if (is_open(incident) || at - incident.closed_at < policy.windows.archive_after) continue;
    const bool told = std::all_of(
        incident.placements.begin(), incident.placements.end(), [&](const Placement& p) {
          return !p.fault.empty() || p.root_version == 0 || p.root_version >= incident.version;
        });
    if (told) ids.push_back(id);
  }
  return ids;
}

Decisions decide_time(const World& world, const Policy& policy, const Envelope& envelope) {
  Decisions out;
  for (const auto& [id, incident] : world.incidents()) {
    if (is_open(incident)) add_due(policy, envelope, incident, out);
  }
  for (const IncidentId id : archivable(world, policy, envelope.at)) {
    out.emplace_back(IncidentArchived{id});
  }
  return out;
}

}  // namespace triaged::engine

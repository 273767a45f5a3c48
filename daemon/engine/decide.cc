#include "engine/decide.h"

#include <algorithm>

#include "engine/burst.h"
#include "engine/opening.h"
#include "engine/severity.h"

namespace triaged::engine {
namespace {

std::string name_of(const Alert& alert) {
  const auto name = alert.labels.get("alertname");
  return std::string(name.empty() ? "an alert" : name);
}

// "ledger (db-primary)": the service, and the host where that says more.
std::string place_of(const About& about) {
  if (about.target().empty()) return "unknown";
  const bool more = !about.host.empty() && about.host != about.target();
  return about.target() + (more ? " (" + about.host + ")" : "");
}

bool mentions_allowed(const Incident& incident) {
  return incident.realm == Realm::live && incident.route.mode == Mode::live;
}

NoticeQueued notice(const Policy& policy, const Envelope& envelope, const Incident& incident,
                    NoticeKind kind, std::string text) {
  NoticeQueued queued;
  queued.incident = incident.id;
  queued.kind = kind;
  queued.mention = mentions_allowed(incident);
  queued.text = std::move(text);
  const Timestamp earliest = incident.last_notice_at == kNoTime
                                 ? envelope.at
                                 : incident.last_notice_at + policy.windows.notice_gap;
  queued.not_before = std::max(envelope.at, earliest);
  queued.expires = envelope.at + policy.windows.notice_life;
  return queued;
}

// Desk rule 3: what must never vanish into an edit of a card that nobody reads any more.
void add_swallow_notice(const Policy& policy, const Envelope& envelope, const Incident& incident,
                        const Alert& alert, const Glance& glance, Decisions& out) {
  const bool unread = !incident.taken_by.empty() ||
                      envelope.at - incident.opened_at > policy.windows.old_after;
  const std::string& target = glance.about.target();
  const bool fresh = !target.empty() && std::find(incident.targets.begin(), incident.targets.end(),
                                                  target) == incident.targets.end();
  const bool critical = !worse(Severity::SEV2, glance.severity);
  if (!unread || (!critical && !fresh)) return;
  for (const Notice& waiting : incident.notices) {
    if (waiting.kind != NoticeKind::swallow) continue;
    out.emplace_back(NoticeGrown{incident.id, waiting.id, key_of(alert)});
    return;
  }
  NoticeQueued queued =
      notice(policy, envelope, incident, NoticeKind::swallow,
             std::string(critical ? "Critical: " : "Also hit: ") + name_of(alert) + " on " +
                 place_of(glance.about));
  queued.alerts.push_back(key_of(alert));
  out.emplace_back(std::move(queued));
}

void add_learned_facts(const Incident& incident, const Facts& found, Decisions& out) {
  Facts learned;
  for (const auto& [name, value] : found) {
    if (!incident.facts.contains(name)) learned.emplace(name, value);
  }
  if (!learned.empty()) out.emplace_back(FactsLearned{incident.id, std::move(learned)});
}

void add_severity_rise(const Policy& policy, const Envelope& envelope, const Incident& incident,
                       const SeverityDecision& severity, Decisions& out) {
  out.emplace_back(SeverityChanged{incident.id, severity});
  const std::string text = std::string(to_string(incident.severity.severity)) + " is now " +
                           std::string(to_string(severity.severity)) + ": " + severity.reason;
  out.emplace_back(notice(policy, envelope, incident, NoticeKind::severity, text));
}

void add_reopening(const Policy& policy, const Envelope& envelope, const Incident& incident,
                   Decisions& out) {
  if (incident.status != IncidentStatus::resolved) return;
  const bool declared = incident.declared_at != kNoTime;
  out.emplace_back(StatusChanged{incident.id,
                                 declared ? IncidentStatus::declared : IncidentStatus::triage,
                                 "fires again"});
  if (declared || !incident.taken_by.empty()) {
    out.emplace_back(notice(policy, envelope, incident, NoticeKind::reopened,
                            "It fires again after it was resolved"));
  }
}

AlertApplied applied(std::uint32_t item, AlertChange change, IncidentId incident,
                     Severity severity, const About& about, std::string reason) {
  return {item, change, incident, severity, about.target(), std::move(reason)};
}

Decisions mute(const Policy& policy, const Envelope& envelope, const Alert& alert,
               std::uint32_t item) {
  const Reading whole = read_alert(policy, envelope.realm, alert);
  const auto& reasons = whole.match.reasons;
  const std::string why = reasons.empty() ? "nothing to act on" : reasons.front().signal;
  return {AlertMuted{item, "informational: " + why}};
}

Decisions join(const World& world, const Policy& policy, const Envelope& envelope,
               const Alert& alert, std::uint32_t item, const Glance& glance, IncidentId id,
               std::string reason) {
  const Incident& incident = *world.find(id);
  Decisions out;
  add_swallow_notice(policy, envelope, incident, alert, glance, out);
  out.emplace_back(applied(item, AlertChange::joined, id, glance.severity, glance.about,
                           std::move(reason)));
  add_learned_facts(incident, glance.facts, out);
  add_reopening(policy, envelope, incident, out);
  if (worse(glance.severity, incident.severity.severity)) {
    const Reading reading = read_alert(policy, envelope.realm, alert);
    add_severity_rise(policy, envelope, incident, reading.severity, out);
  }
  return out;
}

Decisions open_for(const World& world, const Envelope& envelope, const Alert& alert,
                   std::uint32_t item, const Reading& reading, Timestamp post_after) {
  Decisions out = open_incident(world, reading, envelope.at, alert.starts_at, post_after);
  out.emplace_back(applied(item, AlertChange::opened, world.next_incident(),
                           reading.severity.severity, reading.about, "opened by this alert"));
  return out;
}

Decisions decide_new(const World& world, const Policy& policy, const Envelope& envelope,
                     const Alert& alert, std::uint32_t item, const Recognition* prepared) {
  const Glance glance = glance_at(world, policy, envelope.realm, alert, prepared);
  if (glance.scenario == nullptr) return mute(policy, envelope, alert, item);
  if (glance.home != nullptr) {
    const bool same = glance.home->key == glance.key;
    return join(world, policy, envelope, alert, item, glance, glance.home->id,
                same ? "same scenario and target" : "same scenario in a burst");
  }
  Burst burst = judge_burst(world, policy, glance.key, glance.severity, envelope.at);
  if (burst.into.value != 0) {
    Decisions out = std::move(burst.decisions);
    Decisions joined = join(world, policy, envelope, alert, item, glance, burst.into,
                            "same scenario in a burst");
    std::move(joined.begin(), joined.end(), std::back_inserter(out));
    return out;
  }
  return open_for(world, envelope, alert, item, read_alert(policy, envelope.realm, alert),
                  burst.post_after);
}

Decisions decide_known(const World& world, const Policy& policy, const Envelope& envelope,
                       const Alert& alert, std::uint32_t item, const TrackedAlert& tracked) {
  const Incident& incident = *world.find(tracked.incident);
  Decisions out;
  const bool was_firing = tracked.alert.status == AlertStatus::firing;
  out.emplace_back(AlertApplied{item, was_firing ? AlertChange::updated : AlertChange::refired,
                                incident.id, tracked.severity, tracked.target,
                                was_firing ? "annotations changed" : "fires again"});
  if (!was_firing) add_reopening(policy, envelope, incident, out);
  const Reading reading = read_alert(policy, envelope.realm, alert);
  add_learned_facts(incident, reading.facts, out);
  return out;
}

std::string resolved_reason(const Incident& incident, Timestamp at) {
  const std::string after = format_duration(at - incident.opened_at);
  if (incident.taken_by.empty() && incident.declared_at == kNoTime) {
    return "gone by itself after " + after;
  }
  return "every alert resolved after " + after;
}

Decisions decide_resolved(const World& world, const Envelope& envelope, std::uint32_t item,
                          const TrackedAlert* tracked) {
  if (tracked == nullptr || tracked->alert.status == AlertStatus::resolved) return {};
  if (tracked->incident.value == 0) return {AlertMuted{item, "resolved"}};
  const Incident* incident = world.find(tracked->incident);
  if (incident == nullptr) return {};
  Decisions out;
  out.emplace_back(AlertApplied{item, AlertChange::resolved, incident->id, tracked->severity,
                                tracked->target, "the source says resolved"});
  const bool last = incident->firing + incident->quiet == 1;
  if (last && is_open(*incident) && incident->status != IncidentStatus::resolved) {
    out.emplace_back(StatusChanged{incident->id, IncidentStatus::resolved,
                                   resolved_reason(*incident, envelope.at)});
  }
  return out;
}

}  // namespace

bool is_resend(const World& world, const Policy& policy, const Envelope& envelope,
               const Alert& alert) {
  const TrackedAlert* tracked = world.find(key_of(alert));
  if (tracked == nullptr) return alert.status == AlertStatus::resolved;
  if (tracked->alert.status != alert.status) return false;
  if (alert.status == AlertStatus::resolved) return true;
  if (tracked->incident.value == 0) return true;
  const Incident* incident = world.find(tracked->incident);
  if (incident == nullptr || !is_open(*incident)) return false;
  return tracked->content == content_hash(alert) ||
         envelope.at - tracked->changed_at < policy.windows.annotation_gap;
}

Decisions decide_alert(const World& world, const Policy& policy, const Envelope& envelope,
                       const Alert& alert, std::uint32_t item, const Recognition* prepared) {
  if (is_resend(world, policy, envelope, alert)) return {};
  const TrackedAlert* tracked = world.find(key_of(alert));
  if (alert.status == AlertStatus::resolved) {
    return decide_resolved(world, envelope, item, tracked);
  }
  const Incident* incident = tracked == nullptr ? nullptr : world.find(tracked->incident);
  if (incident != nullptr && is_open(*incident)) {
    return decide_known(world, policy, envelope, alert, item, *tracked);
  }
  return decide_new(world, policy, envelope, alert, item, prepared);
}

Decisions decide_raw(const World& world, const Policy& policy, const Envelope& envelope,
                     const Alert& alert, std::uint32_t item, const std::string& why) {
  if (alert.status == AlertStatus::resolved) return decide_alert(world, policy, envelope, alert, item);
  if (is_resend(world, policy, envelope, alert)) return {};
  const Reading reading = read_raw(policy, envelope.realm, alert, why);
  if (const Incident* home = world.open_incident(reading.key)) {
    return {applied(item, AlertChange::joined, home->id, reading.severity.severity, reading.about,
                    why)};
  }
  return open_for(world, envelope, alert, item, reading, envelope.at);
}

Decisions decide_report(const World& world, const Policy& policy, const Envelope& envelope,
                        const ReportIn& report) {
  Reading reading = read_report(policy, envelope.realm, report.text);
  if (reading.scenario == nullptr) {
    // A person who reports something is never told that it is nothing.
    reading.match.scenario = std::string(kGenericScenario);
    reading.scenario = policy.ruleset->scenario(kGenericScenario);
    reading.severity = decide_severity(policy, *reading.scenario, {}, reading.facts);
    reading.key.realm = envelope.realm;
    reading.key.scenario = std::string(kGenericScenario) + "/report";
  }
  // Two sentences that nothing recognises have nothing in common.
  const bool recognised = reading.match.scenario != kGenericScenario;
  if (reading.key.target.empty()) {
    reading.key.target = recognised ? "report" : "report " + to_string(world.next_incident());
  }
  if (const Incident* open = world.open_incident(reading.key)) {
    return {ReportJoined{open->id}};
  }
  return open_incident(world, reading, envelope.at, envelope.at, envelope.at);
}

Decisions decide_outcome(const World& world, const OutcomeIn& outcome) {
  if (world.find(outcome.delivery.incident) == nullptr) return {};
  if (outcome.sent) return {Delivered{}};
  if (outcome.delivery.lane == Lane::notice && outcome.fallback.chat.empty()) {
    return {NoticeExpired{outcome.delivery.incident, outcome.delivery.notice, outcome.error}};
  }
  return {PlacementFailed{outcome.fallback}};
}

}  // namespace triaged::engine

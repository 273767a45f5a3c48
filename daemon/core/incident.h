#pragma once
// An incident: what a card is about. It is opened by an alert or a report, gathers alerts under one
// key, has a life, a checklist state and the places where its card stands. State only; what happens
// to it is decided in engine and applied in world.cc.

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/match.h"
#include "core/route.h"
#include "core/scenario.h"

namespace triaged {

struct IncidentId {
  std::uint64_t value = 0;
  friend auto operator<=>(const IncidentId&, const IncidentId&) = default;
};
std::string to_string(IncidentId id);  ///< "inc-7"
std::optional<IncidentId> parse_incident_id(std::string_view text);

/// triage -> declared -> mitigated -> resolved -> closed. What is never declared goes from triage to
/// resolved by itself. A re-fire leads from resolved back to where it came from.
enum class IncidentStatus : std::uint8_t { triage, declared, mitigated, resolved, closed };
std::string_view to_string(IncidentStatus status);

/// Whose world this happened in. Effects and metrics are gated by it.
enum class Realm : std::uint8_t { live, shadow, drill };
std::string_view to_string(Realm realm);

enum class StepState : std::uint8_t { open, done, skipped };
std::string_view to_string(StepState state);

struct StepMark {
  StepState state = StepState::open;
  std::string by;
  Timestamp at;
  std::string note;
  friend bool operator==(const StepMark&, const StepMark&) = default;
};

/// Two incidents with equal keys are one. `target` is the service, else the host; "*" once widened.
struct IncidentKey {
  Realm realm = Realm::live;
  std::string route;  ///< two teams never share a card
  std::string environment;
  std::string cluster;
  std::string scenario;  ///< "generic/<alertname>" where no scenario was recognised
  std::string target;
  friend auto operator<=>(const IncidentKey&, const IncidentKey&) = default;
};

struct TimelineEntry {
  Timestamp at;
  std::string kind;  ///< opened, joined, resolved, severity, status, step, posted, notice ...
  std::string text;
  std::string actor;
  friend bool operator==(const TimelineEntry&, const TimelineEntry&) = default;
};

/// What one destination shows of an incident. A version of 0 means never sent.
struct Placement {
  Destination destination;
  std::string channel_id;     ///< as the chat answered
  std::string root_id;        ///< the chat's name for the root message
  std::string list_id;        ///< ... and for the checklist in the thread
  std::uint64_t root_version = 0;
  std::uint64_t list_version = 0;
  std::string fault;          ///< why nothing more is sent here; empty while all is well
  friend bool operator==(const Placement&, const Placement&) = default;
};

enum class NoticeKind : std::uint8_t {
  swallow,     ///< a critical alert or a new service joined an incident that is no longer looked at
  severity,    ///< it got worse
  escalation,  ///< nobody has taken it
  resolved,
  reopened,
  recovered,
  fault,       ///< something about the incident itself could not be done
};
std::string_view to_string(NoticeKind kind);

/// A post in the thread that must arrive once at each placement, unless it expires first.
struct Notice {
  std::uint64_t id = 0;  ///< unique within the incident, from 1
  NoticeKind kind = NoticeKind::swallow;
  bool mention = false;
  std::string text;                ///< what happened, already free of markup
  std::vector<AlertKey> alerts;    ///< for swallow: those that joined, at most 20
  std::uint32_t alerts_total = 0;
  Timestamp not_before;
  Timestamp expires;
  std::vector<bool> delivered;     ///< one per placement
  friend bool operator==(const Notice&, const Notice&) = default;
};

struct Incident {
  IncidentId id;
  IncidentKey key;
  Realm realm = Realm::live;
  std::string scenario;
  std::string scenario_version;
  IncidentStatus status = IncidentStatus::triage;
  SeverityDecision severity;
  RouteChoice route;
  MatchResult match;
  Facts facts;
  std::string report;  ///< a person's words, when it was opened by a report
  std::string reporter;

  Timestamp opened_at;      ///< when we first heard
  Timestamp onset;          ///< earliest startsAt of its alerts
  Timestamp taken_at;
  std::string taken_by;
  Timestamp declared_at;
  Timestamp mitigated_at;
  Timestamp resolved_at;
  Timestamp closed_at;
  std::string closing_reason;
  Timestamp post_after;     ///< held back until then (burst window)
  IncidentId previous;      ///< the closed incident with the same key, if any
  IncidentId merged_into;

  std::vector<AlertKey> alerts;          ///< in order of joining
  std::uint32_t firing = 0;
  std::uint32_t quiet = 0;
  std::vector<std::string> targets;      ///< distinct services or hosts, in order of joining, at most 50
  std::uint32_t targets_total = 0;
  std::vector<std::string> sources;      ///< which sources have told of it, in order
  bool critical_seen = false;            ///< one of its alerts said SEV2 or worse

  std::map<std::string, StepMark> steps;
  std::vector<Placement> placements;
  std::vector<Notice> notices;           ///< not yet delivered everywhere
  std::uint64_t next_notice = 1;
  Timestamp last_notice_at;
  std::vector<TimelineEntry> timeline;   ///< at most kTimelineKept, oldest first
  std::uint32_t timeline_total = 0;
  /// Grows with every change a reader could see; a placement that lags is stale.
  std::uint64_t version = 0;

  friend bool operator==(const Incident&, const Incident&) = default;
};

inline constexpr std::size_t kTimelineKept = 100;
inline constexpr std::size_t kTargetsKept = 50;

inline bool is_open(const Incident& incident) { return incident.status != IncidentStatus::closed; }

/// An alert as the world remembers it.
struct TrackedAlert {
  Alert alert;
  IncidentId incident;       ///< 0: opened nothing (muted), see reason
  std::string muted_reason;  ///< why it opened nothing
  Timestamp first_seen;
  Timestamp changed_at;      ///< of the last change that was journaled
  std::uint64_t content = 0; ///< content_hash at that time
  Severity severity = Severity::SEV3;  ///< what its source says, by the configured map
  std::string target;                  ///< service, else host; empty if neither is known

  friend bool operator==(const TrackedAlert&, const TrackedAlert&) = default;
};

}  // namespace triaged

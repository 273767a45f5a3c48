#pragma once
// The journal's unit: one input, and what was decided about it. Replay applies the decisions and
// never decides again, so each decision carries all that apply needs beyond the input itself.
// Meanings of existing kinds never change; new kinds are added at the end of the variants.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/incident.h"

namespace triaged {

// --- inputs: what came in ---

/// The alerts of one delivery, decoded and redacted, in the sender's order.
struct AlertsIn {
  std::string source;
  std::vector<Alert> alerts;
  friend bool operator==(const AlertsIn&, const AlertsIn&) = default;
};

/// A person's words.
struct ReportIn {
  std::string text;
  std::string reporter;
  friend bool operator==(const ReportIn&, const ReportIn&) = default;
};

/// What a person did, on the page or in a chat.
struct ActionIn {
  enum class What : std::uint8_t {
    take, declare, mitigated, resolve, close, not_a_problem, step_done, step_skipped, step_open
  };
  IncidentId incident;
  What what = What::take;
  std::string step;
  std::string reason;
  friend bool operator==(const ActionIn&, const ActionIn&) = default;
};
std::string_view to_string(ActionIn::What what);

/// Time has passed. Journaled only where something follows from it.
struct TimeIn {
  friend bool operator==(const TimeIn&, const TimeIn&) = default;
};

/// These alerts' promised re-send did not come.
struct QuietIn {
  std::vector<AlertKey> alerts;
  friend bool operator==(const QuietIn&, const QuietIn&) = default;
};

enum class Lane : std::uint8_t { root, list, notice };
std::string_view to_string(Lane lane);

/// Names one send: which incident, which of its placements, which message. `notice` counts for Lane::notice.
struct DeliveryRef {
  IncidentId incident;
  std::uint32_t placement = 0;
  Lane lane = Lane::root;
  std::uint64_t notice = 0;
  friend auto operator<=>(const DeliveryRef&, const DeliveryRef&) = default;
};

/// How a send ended. Retries that will be tried again are not journaled.
struct OutcomeIn {
  DeliveryRef delivery;
  bool sent = false;
  std::uint64_t version = 0;   ///< of the incident, as rendered
  std::string channel_id;
  std::string message_id;
  std::string error;           ///< where not sent: the chat's own word
  Destination fallback;        ///< where not sent: try here instead; empty chat: nowhere
  bool recovered = false;      ///< found or re-posted after a crash
  friend bool operator==(const OutcomeIn&, const OutcomeIn&) = default;
};

/// Something about the daemon itself that people must see (an unreachable chat, a refused payload).
struct FaultIn {
  std::string id;      ///< stable name, e.g. "source/shop/shape"
  std::string text;    ///< empty: it is over
  friend bool operator==(const FaultIn&, const FaultIn&) = default;
};

using Input =
    std::variant<AlertsIn, ReportIn, ActionIn, TimeIn, QuietIn, OutcomeIn, FaultIn>;

// --- decisions: what follows ---

/// The first use of a scenario's content; later incidents refer to it by version.
struct ScenarioAdopted {
  Scenario scenario;
  friend bool operator==(const ScenarioAdopted&, const ScenarioAdopted&) = default;
};

struct IncidentOpened {
  IncidentId id;
  IncidentKey key;
  std::string scenario;
  std::string scenario_version;
  MatchResult match;
  RouteChoice route;
  SeverityDecision severity;
  Facts facts;
  Timestamp onset;
  Timestamp post_after;
  IncidentId previous;
  friend bool operator==(const IncidentOpened&, const IncidentOpened&) = default;
};

enum class AlertChange : std::uint8_t { opened, joined, refired, updated, resolved };
std::string_view to_string(AlertChange change);

/// Alert number `item` of the input belongs to `incident` and did this to it.
struct AlertApplied {
  std::uint32_t item = 0;
  AlertChange change = AlertChange::joined;
  IncidentId incident;
  Severity severity = Severity::SEV3;
  std::string target;
  std::string reason;
  friend bool operator==(const AlertApplied&, const AlertApplied&) = default;
};

/// Alert number `item` opened nothing, for this one reason.
struct AlertMuted {
  std::uint32_t item = 0;
  std::string reason;
  friend bool operator==(const AlertMuted&, const AlertMuted&) = default;
};

struct AlertQuiet {
  AlertKey alert;
  friend bool operator==(const AlertQuiet&, const AlertQuiet&) = default;
};

struct SeverityChanged {
  IncidentId incident;
  SeverityDecision severity;
  friend bool operator==(const SeverityChanged&, const SeverityChanged&) = default;
};

struct StatusChanged {
  IncidentId incident;
  IncidentStatus status = IncidentStatus::triage;
  std::string reason;
  friend bool operator==(const StatusChanged&, const StatusChanged&) = default;
};

struct IncidentTaken {
  IncidentId incident;
  friend bool operator==(const IncidentTaken&, const IncidentTaken&) = default;
};

struct StepChanged {
  IncidentId incident;
  std::string step;
  StepState state = StepState::done;
  std::string note;
  friend bool operator==(const StepChanged&, const StepChanged&) = default;
};

/// Facts that became known later; never takes one away.
struct FactsLearned {
  IncidentId incident;
  Facts facts;
  friend bool operator==(const FactsLearned&, const FactsLearned&) = default;
};

/// A burst: from now on the incident stands for every target of its environment and scenario.
struct IncidentWidened {
  IncidentId incident;
  std::string reason;
  friend bool operator==(const IncidentWidened&, const IncidentWidened&) = default;
};

struct IncidentMerged {
  IncidentId from;
  IncidentId into;
  std::string reason;
  friend bool operator==(const IncidentMerged&, const IncidentMerged&) = default;
};

struct NoticeQueued {
  IncidentId incident;
  NoticeKind kind = NoticeKind::swallow;
  bool mention = false;
  std::string text;
  std::vector<AlertKey> alerts;
  Timestamp not_before;
  Timestamp expires;
  friend bool operator==(const NoticeQueued&, const NoticeQueued&) = default;
};

/// One more alert for a notice that has not left yet.
struct NoticeGrown {
  IncidentId incident;
  std::uint64_t notice = 0;
  AlertKey alert;
  friend bool operator==(const NoticeGrown&, const NoticeGrown&) = default;
};

struct NoticeExpired {
  IncidentId incident;
  std::uint64_t notice = 0;
  std::string reason;
  friend bool operator==(const NoticeExpired&, const NoticeExpired&) = default;
};

/// The input's outcome holds: the placement shows that version now.
struct Delivered {
  friend bool operator==(const Delivered&, const Delivered&) = default;
};

/// The placement is given up; where `moved` has a chat, a new placement there replaces it.
struct PlacementFailed {
  Destination moved;
  friend bool operator==(const PlacementFailed&, const PlacementFailed&) = default;
};

struct FaultChanged {
  friend bool operator==(const FaultChanged&, const FaultChanged&) = default;
};

/// The input's report says more about an open incident.
struct ReportJoined {
  IncidentId incident;
  friend bool operator==(const ReportJoined&, const ReportJoined&) = default;
};

/// The incident and its alerts left the World; the archive has them.
struct IncidentArchived {
  IncidentId incident;
  friend bool operator==(const IncidentArchived&, const IncidentArchived&) = default;
};

using Decision =
    std::variant<ScenarioAdopted, IncidentOpened, AlertApplied, AlertMuted, AlertQuiet,
                 SeverityChanged, StatusChanged, IncidentTaken, StepChanged, FactsLearned,
                 IncidentWidened, IncidentMerged, NoticeQueued, NoticeGrown, NoticeExpired,
                 Delivered, PlacementFailed, FaultChanged, ReportJoined,
                 IncidentArchived>;
using Decisions = std::vector<Decision>;

/// What is known about every input besides its content.
struct Envelope {
  Timestamp at;      ///< journal time: never goes back
  Timestamp wall;    ///< what the wall clock said
  std::string actor; ///< who: "source:alertmanager", "user:U123", "time", "chat:ops"
  Realm realm = Realm::live;
  friend bool operator==(const Envelope&, const Envelope&) = default;
};

struct Record {
  std::uint64_t seq = 0;  ///< from 1, without gaps; given by the journal's owner before apply
  Envelope envelope;
  Input input;
  Decisions decisions;
  friend bool operator==(const Record&, const Record&) = default;
};

}  // namespace triaged

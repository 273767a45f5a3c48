#pragma once
// Opening an incident: what an alert or a report is about, which scenario serves it, how bad it is,
// where its card goes and under which key later alerts will find it. Pure.

#include "core/record.h"
#include "core/world.h"
#include "engine/about.h"
#include "engine/policy.h"
#include "engine/prepared.h"

namespace triaged::engine {

/// Everything decided about one alert or report before asking whether an incident is open for it.
struct Reading {
  About about;
  Facts facts;
  RouteChoice route;
  MatchResult match;
  const Scenario* scenario = nullptr;  ///< null only when match.scenario is `none`
  SeverityDecision severity;
  IncidentKey key;
};

Reading read_alert(const Policy& policy, Realm realm, const Alert& alert);
/// Asks no rule: the generic scenario, with `why` in place of reasons. For what could not be decided.
Reading read_raw(const Policy& policy, Realm realm, const Alert& alert, const std::string& why);

/// What an alert says, as far as an incident that may be open for it needs to know.
struct Glance {
  About about;
  const Scenario* scenario = nullptr;  ///< null: the alert opens nothing
  Severity severity = Severity::SEV5;
  IncidentKey key;
  const Incident* home = nullptr;  ///< the open incident that it joins, under its key or a wide one
  /// All where there is no home; else those that home lacks, while it still learns.
  Facts facts;
};

/// `prepared` may be null; else it is by this policy's packs.
Glance glance_at(const World& world, const Policy& policy, Realm realm, const Alert& alert,
                 const Recognition* prepared);
Reading read_report(const Policy& policy, Realm realm, const std::string& text);

/// ScenarioAdopted (where needed) and IncidentOpened. `post_after` holds the card back.
Decisions open_incident(const World& world, const Reading& reading, Timestamp at, Timestamp onset,
                        Timestamp post_after);

}  // namespace triaged::engine

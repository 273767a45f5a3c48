#pragma once
// Opening an incident: what an alert or a report is about, which scenario serves it, how bad it is,
// where its card goes and under which key later alerts will find it. Pure.

#include "core/record.h"
#include "core/world.h"
#include "engine/about.h"
#include "engine/policy.h"

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
/// The same without what only an incident that opens or rises needs: why it matched, why it is as
/// bad, and, where an incident is open for the alert, the facts that this one has already.
Reading glance_at(const World& world, const Policy& policy, Realm realm, const Alert& alert);
/// The open incident that an alert under this key joins; nullptr: there is none.
const Incident* home_of(const World& world, const IncidentKey& key);
Reading read_report(const Policy& policy, Realm realm, const std::string& text);

/// ScenarioAdopted (where needed) and IncidentOpened. `post_after` holds the card back.
Decisions open_incident(const World& world, const Reading& reading, Timestamp at, Timestamp onset,
                        Timestamp post_after);

}  // namespace triaged::engine

#pragma once
// How bad is it: from the source's own word by the configured map, raised by evidence the scenario
// names, capped outside production. Unknown adds nothing and is said. Pure.

#include "core/scenario.h"
#include "core/severity.h"
#include "engine/about.h"
#include "engine/policy.h"

namespace triaged::engine {

/// The level the source itself gave, if its word is in the map.
std::optional<Severity> source_severity(const SeverityMap& map, const Labels& labels);

/// `labels` may be empty (a report). Facts hold the environment.
Severity severity_level(const Policy& policy, const Scenario& scenario, const Labels& labels,
                        const Facts& facts);

/// The same level with its inputs and its reason.
SeverityDecision decide_severity(const Policy& policy, const Scenario& scenario,
                                 const Labels& labels, const Facts& facts);

}  // namespace triaged::engine

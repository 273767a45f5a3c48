#pragma once
// Desk rule 3: a key widens only in a burst. When enough targets of one environment and scenario
// begin within the window, the oldest incident stands for all of them and the others merge into it;
// until that is known, a sibling's card is held back for a few seconds so that one storm is one root.

#include "core/record.h"
#include "core/world.h"
#include "engine/policy.h"

namespace triaged::engine {

/// What the arrival of a new target under `key` means.
struct Burst {
  IncidentId into;       ///< set: the target joins this incident
  Decisions decisions;   ///< widening and merging that come first
  Timestamp post_after;  ///< else: when the new incident's card may appear
};

/// The wide incident that stands for the targets of this key's kind, if there is one.
const Incident* wide_incident(const World& world, const IncidentKey& key);

Burst judge_burst(const World& world, const Policy& policy, const IncidentKey& key,
                  Severity severity, Timestamp at);

}  // namespace triaged::engine

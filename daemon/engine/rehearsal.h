#pragma once
// Plays the tests that stand inside scenario files: the same decide, apply and render as the daemon,
// on a World of its own and a clock that only the test moves. Used by `rules test`, by the demo's
// check and by our own tests. Pure.

#include <string>
#include <vector>

#include "core/world.h"
#include "engine/policy.h"
#include "engine/render.h"
#include "rules/pack_test.h"

namespace triaged::engine {

struct Rehearsal {
  World world;
  IncidentId incident;  ///< the newest; 0 if there is none
  Card card;            ///< of that incident at the end
  std::vector<std::string> failures;  ///< sentences; empty: as expected
};

/// The policy a pack is rehearsed under: shipped defaults, everything to one chat, live.
Policy rehearsal_policy(std::shared_ptr<const rules::Ruleset> ruleset);

Rehearsal rehearse(const rules::PackTest& test, const Policy& policy);

}  // namespace triaged::engine

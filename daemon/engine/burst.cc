#include "engine/burst.h"

#include <algorithm>

namespace triaged::engine {
namespace {

// Siblings that began within the window and nobody works on yet, oldest first.
std::vector<const Incident*> young_siblings(const World& world, const Policy& policy,
                                            const IncidentKey& key, Timestamp at) {
  std::vector<const Incident*> young;
  for (const Incident* sibling : world.open_siblings(key)) {
    const bool recent = at - sibling->opened_at <= policy.windows.burst;
    if (recent && sibling->taken_by.empty() && sibling->status == IncidentStatus::triage) {
      young.push_back(sibling);
    }
  }
  std::sort(young.begin(), young.end(),
            [](const Incident* a, const Incident* b) { return a->id < b->id; });
  return young;
}

std::string burst_reason(const Policy& policy, std::size_t targets) {
  return "burst: " + std::to_string(targets) + " targets within " +
         format_duration(policy.windows.burst);
}

}  // namespace

const Incident* wide_incident(const World& world, const IncidentKey& key) {
  IncidentKey wide = key;
  wide.target = "*";
  return world.open_incident(wide);
}

Burst judge_burst(const World& world, const Policy& policy, const IncidentKey& key,
                  Severity severity, Timestamp at) {
  Burst burst;
  burst.post_after = at;
  if (const Incident* incident = wide_incident(world, key)) {
    burst.into = incident->id;
    return burst;
  }
  if (key.target.empty()) return burst;
  const auto young = young_siblings(world, policy, key, at);
  if (young.empty()) return burst;
  if (young.size() + 1 < policy.windows.burst_targets) {
    if (severity != Severity::SEV1) burst.post_after = at + policy.windows.burst_hold;
    return burst;
  }
  const std::string reason = burst_reason(policy, young.size() + 1);
  burst.into = young.front()->id;
  burst.decisions.emplace_back(IncidentWidened{burst.into, reason});
  for (std::size_t i = 1; i < young.size(); ++i) {
    burst.decisions.emplace_back(IncidentMerged{young[i]->id, burst.into, reason});
  }
  return burst;
}

}  // namespace triaged::engine

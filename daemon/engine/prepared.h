#pragma once
// What the packs say of alerts before the World is asked. It needs no World, so the thread that reads
// requests does it beside the loop. It changes no decision: where it is missing, or was made by
// other packs than the loop's, the loop asks them itself and finds the same.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/record.h"
#include "engine/policy.h"

namespace triaged::engine {

struct Recognition {
  std::string scenario;
  Facts decisive;  ///< those of the scenario's facts by which severity rises
};

struct Prepared {
  std::shared_ptr<const rules::Ruleset> by;     ///< null: nothing is prepared
  std::vector<std::optional<Recognition>> verdicts;  ///< one per alert, or empty
};

/// The names of the facts on which the severity of this scenario depends, whatever the alert.
std::vector<std::string_view> decisive_facts(const Scenario* scenario);

/// Belongs to one thread.
class Preparer {
 public:
  /// Leaves out alerts that look like re-sends, which need no verdict.
  Prepared prepare(const Policy& policy, const AlertsIn& input);

 private:
  bool came_before(std::uint64_t fingerprint);

  std::shared_ptr<const rules::Ruleset> ruleset_;
  std::shared_ptr<rules::TextMemo> memo_;
  std::vector<std::uint64_t> seen_;
};

}  // namespace triaged::engine

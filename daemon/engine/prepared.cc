#include "engine/prepared.h"

#include <algorithm>

#include "rules/text_memo.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kSeen = 1U << 16U;

class DecisiveFacts final : public rules::FactFilter {
 public:
  explicit DecisiveFacts(const rules::Ruleset& ruleset) : ruleset_(ruleset) {}

  bool wants(const std::string& scenario, const std::string& fact) override {
    if (scenario != scenario_) {
      scenario_ = scenario;
      names_ = decisive_facts(ruleset_.scenario(scenario));
    }
    return std::find(names_.begin(), names_.end(), fact) != names_.end();
  }

  bool is_narrow() const override { return true; }

 private:
  const rules::Ruleset& ruleset_;
  std::string scenario_;
  std::vector<std::string_view> names_;
};

}  // namespace

std::vector<std::string_view> decisive_facts(const Scenario* scenario) {
  std::vector<std::string_view> names{"environment"};
  if (scenario == nullptr) return names;
  for (const SeverityRaise& raise : scenario->raises) {
    for (const Condition& condition : raise.when) names.emplace_back(condition.fact);
  }
  return names;
}

bool Preparer::came_before(std::uint64_t fingerprint) {
  seen_.resize(kSeen, 0);
  std::uint64_t& seen = seen_[fingerprint % kSeen];
  if (seen == fingerprint) return true;
  seen = fingerprint;
  return false;
}

Prepared Preparer::prepare(const Policy& policy, const AlertsIn& input) {
  if (ruleset_ != policy.ruleset) {
    ruleset_ = policy.ruleset;
    memo_ = std::make_shared<rules::TextMemo>();
  }
  Prepared prepared{ruleset_, {}};
  prepared.verdicts.resize(input.alerts.size());
  for (std::size_t i = 0; i < input.alerts.size(); ++i) {
    const Alert& alert = input.alerts[i];
    if (alert.status != AlertStatus::firing || came_before(alert.fingerprint)) continue;
    DecisiveFacts decisive(*ruleset_);
    const std::string expression = expression_of(alert);
    MatchResult match =
        ruleset_->match({&alert.labels, &alert.annotations, expression, {}},
                        route_of(policy, alert.labels).packs,
                        {.reasons = false, .memo = memo_.get(), .facts = &decisive});
    prepared.verdicts[i] = Recognition{std::move(match.scenario), std::move(match.facts)};
  }
  return prepared;
}

}  // namespace triaged::engine

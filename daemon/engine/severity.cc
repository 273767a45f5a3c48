#include "engine/severity.h"

#include <algorithm>

namespace triaged::engine {
namespace {

constexpr std::int32_t kSourceWeight = 500;
constexpr std::int32_t kDefaultWeight = 200;
constexpr std::int32_t kCapWeight = 1000;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view source_word(const SeverityMap& map, const Labels& labels) {
  for (const std::string& name : map.labels) {
    if (const auto value = labels.get(name); !value.empty()) return value;
  }
  return {};
}

SeverityInput source_input(const SeverityMap& map, const Scenario& scenario,
                           const Labels& labels) {
  const std::string_view word = source_word(map, labels);
  if (const auto level = source_severity(map, labels)) {
    return {"source", "says " + std::string(word), level, kSourceWeight};
  }
  const std::string why = word.empty() ? "says nothing" : "says " + std::string(word) + ", unmapped";
  return {"source", why + "; scenario default", scenario.default_severity, kDefaultWeight};
}

// Outside production, as far as the alert says where it is.
bool is_capped(const Policy& policy, const Facts& facts) {
  const auto found = facts.find("environment");
  if (found == facts.end()) return false;
  const std::string word = lower(found->second);
  return std::none_of(policy.production.begin(), policy.production.end(),
                      [&](const std::string& p) { return word.starts_with(p); });
}

SeverityInput environment_input(const Policy& policy, const Facts& facts) {
  const auto found = facts.find("environment");
  if (found == facts.end()) return {"environment", "unknown", std::nullopt, 0};
  if (!is_capped(policy, facts)) return {"environment", found->second, std::nullopt, 0};
  return {"environment", found->second + " is not production: SEV4 at most", Severity::SEV4,
          kCapWeight};
}

// Who is hurt, as far as the alert tells; the last choice of a scenario has no condition and says
// that it is unknown.
SeverityInput impact_input(const Scenario& scenario, const Facts& facts) {
  for (const Choice& choice : scenario.impact) {
    if (!holds(choice.when, facts)) continue;
    if (choice.when.empty()) break;
    return {"impact", rules::fill(choice.text, facts), std::nullopt, 0};
  }
  return {"impact", "unknown", std::nullopt, 0};
}

// The input that made the level what it is.
const SeverityInput* decisive(const std::vector<SeverityInput>& inputs, Severity level) {
  const SeverityInput* best = nullptr;
  for (const SeverityInput& input : inputs) {
    if (input.supports != level) continue;
    if (best == nullptr || input.weight > best->weight) best = &input;
  }
  return best;
}

std::string reason_line(const std::vector<SeverityInput>& inputs, Severity level) {
  const SeverityInput* input = decisive(inputs, level);
  if (input == nullptr) return "no input";
  if (input->name == "source" || input->name == "environment") {
    return input->name + " " + input->value;
  }
  return input->value;
}

}  // namespace

std::optional<Severity> source_severity(const SeverityMap& map, const Labels& labels) {
  const auto found = map.levels.find(lower(source_word(map, labels)));
  return found == map.levels.end() ? std::nullopt : std::optional(found->second);
}

Severity severity_level(const Policy& policy, const Scenario& scenario, const Labels& labels,
                        const Facts& facts) {
  Severity level = source_severity(policy.severity, labels).value_or(scenario.default_severity);
  for (const SeverityRaise& raise : scenario.raises) {
    if (holds(raise.when, facts)) level = worst(level, raise.to);
  }
  const bool capped = is_capped(policy, facts);
  return capped && worse(level, Severity::SEV4) ? Severity::SEV4 : level;
}

SeverityDecision decide_severity(const Policy& policy, const Scenario& scenario,
                                 const Labels& labels, const Facts& facts) {
  SeverityDecision decision;
  decision.severity = severity_level(policy, scenario, labels, facts);
  decision.inputs.push_back(source_input(policy.severity, scenario, labels));
  for (const SeverityRaise& raise : scenario.raises) {
    if (!holds(raise.when, facts)) continue;
    decision.inputs.push_back(
        {"evidence", rules::fill(raise.reason, facts), raise.to, raise.weight});
  }
  decision.inputs.push_back(impact_input(scenario, facts));
  decision.inputs.push_back(environment_input(policy, facts));
  decision.reason = reason_line(decision.inputs, decision.severity);
  return decision;
}

}  // namespace triaged::engine

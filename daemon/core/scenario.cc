#include "core/scenario.h"

#include <algorithm>
#include <array>

namespace triaged {
namespace {

constexpr std::array<std::string_view, kPhases> kPhaseWords{
    "detect", "evaluate", "troubleshoot", "execute", "communicate", "track"};
constexpr std::array<std::string_view, kPhases> kDetectHeadings{
    "Detect & Define",      "Evaluate & Escalate",   "Troubleshoot & Triage",
    "Execute & Experiment", "Communicate & Contain", "Track & Terminate"};
constexpr std::array<std::string_view, kPhases> kPlainHeadings{
    "What is wrong",     "How bad, who to tell", "Where to look",
    "What to try first", "Who needs to hear",    "Is it over, what we learn"};
constexpr std::array<std::string_view, 8> kStepKinds{"confirm", "notify",  "investigate",
                                                     "mitigate", "contain", "update",
                                                     "verify",  "follow_up"};
constexpr std::array<std::string_view, 7> kEvidence{"none",   "metric", "log",    "trace",
                                                    "change", "queue",  "replica"};
constexpr std::array<std::string_view, 4> kMaturities{"sandbox", "incubating", "stable",
                                                      "deprecated"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool holds(const Condition& condition, const Facts& facts) {
  const auto found = facts.find(condition.fact);
  const bool known = found != facts.end() && !found->second.empty();
  const auto matches = [&] {
    return known && std::any_of(condition.values.begin(), condition.values.end(),
                                [&](const std::string& v) { return same(v, found->second); });
  };
  switch (condition.test) {
    case Condition::Test::known: return known;
    case Condition::Test::unknown: return !known;
    case Condition::Test::is: return matches();
    case Condition::Test::is_not: return !matches();
  }
  return false;
}

}  // namespace

const std::string& command_of(const Step& step, const Facts& facts) {
  const auto found = std::find_if(step.commands.begin(), step.commands.end(),
                                  [&](const Choice& c) { return holds(c.when, facts); });
  return found == step.commands.end() ? step.command : found->text;
}

std::string_view to_string(Phase phase) { return kPhaseWords.at(static_cast<std::size_t>(phase)); }

std::string_view heading(Phase phase, Headings style) {
  const auto& names = style == Headings::detect ? kDetectHeadings : kPlainHeadings;
  return names.at(static_cast<std::size_t>(phase));
}

std::string_view to_string(Maturity maturity) {
  return kMaturities.at(static_cast<std::size_t>(maturity));
}

std::string_view to_string(StepKind kind) { return kStepKinds.at(static_cast<std::size_t>(kind)); }

std::string_view to_string(Evidence evidence) {
  return kEvidence.at(static_cast<std::size_t>(evidence));
}

bool holds(const std::vector<Condition>& conditions, const Facts& facts) {
  return std::all_of(conditions.begin(), conditions.end(),
                     [&](const Condition& c) { return holds(c, facts); });
}

}  // namespace triaged

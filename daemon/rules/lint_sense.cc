#include "rules/lint_sense.h"

#include <algorithm>
#include <map>
#include <set>

#include "rules/known_facts.h"
#include "rules/lint_words.h"

namespace triaged::rules {
namespace {

/// Every `when` and `commands` of a scenario, with the place to complain at.
template <class Use>
void each_condition(const ScenarioFile& file, Use&& use) {
  const auto at = [&](const char* key) {
    const auto found = file.keys.find(key);
    return found == file.keys.end() ? file.id_place : found->second;
  };
  const auto all = [&](const std::vector<Condition>& when, Place place) {
    for (const Condition& condition : when) use(condition, place);
  };
  const Scenario& s = file.content;
  for (const SeverityRaise& raise : s.raises) all(raise.when, at("severity"));
  for (const Choice& choice : s.impact) all(choice.when, at("impact"));
  for (const Escalation& entry : s.escalations) all(entry.when, at("escalate"));
  for (const Hypothesis& idea : s.hypotheses) all(idea.when, at("hypotheses"));
  for (const FollowUp& entry : s.follow_ups) all(entry.when, at("follow_ups"));
  for (std::size_t i = 0; i < s.steps.size(); ++i) {
    all(s.steps[i].when, file.step_places[i]);
    for (const Choice& choice : s.steps[i].commands) all(choice.when, file.step_places[i]);
  }
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

/// The values that each fact of the file can have, where all of them are known: rules with a
/// constant, and a question's answers. A fact that may take its value from a text, or that is there for
/// every incident, has no entry.
std::map<std::string, std::vector<std::string>> closed_facts(const ScenarioFile& file) {
  std::map<std::string, std::vector<std::string>> values;
  std::set<std::string> open;
  for (const FactRule& rule : file.facts) {
    if (rule.value.empty()) open.insert(rule.name);
    values[rule.name].push_back(rule.value);
  }
  for (const Question& question : file.content.questions) {
    if (question.answers.empty()) open.insert(question.fact);
    auto& known = values[question.fact];
    known.insert(known.end(), question.answers.begin(), question.answers.end());
  }
  for (const std::string& name : open) values.erase(name);
  for (const std::string& name : facts_given(true)) values.erase(name);
  return values;
}

void lint_values(NodeReader& reader, const ScenarioFile& file) {
  const auto closed = closed_facts(file);
  each_condition(file, [&](const Condition& condition, Place place) {
    const auto fact = closed.find(condition.fact);
    if (fact == closed.end()) return;
    for (const std::string& value : condition.values) {
      const bool known =
          std::any_of(fact->second.begin(), fact->second.end(),
                      [&](const std::string& v) { return lower(v) == lower(value); });
      if (known) continue;
      reader.warning("unknown-value", place,
                     "the fact " + quoted(condition.fact) + " is never " + quoted(value) +
                         did_you_mean(value, fact->second));
    }
  });
}

/// Every text of the scenario in which a fact may be named.
std::set<std::string> facts_in_use(const ScenarioFile& file) {
  std::set<std::string> used;
  for (const FactUse& use : file.fact_uses) used.insert(use.name);
  return used;
}

void lint_questions(NodeReader& reader, const ScenarioFile& file) {
  const std::set<std::string> used = facts_in_use(file);
  const auto key = file.keys.find("questions");
  for (const Question& question : file.content.questions) {
    if (used.count(question.fact) > 0) continue;
    reader.warning("unused-answer", key == file.keys.end() ? file.id_place : key->second,
                   "the answer to " + quoted(question.id) + " changes nothing: no when and no text " +
                       "uses the fact " + quoted(question.fact));
  }
}

void lint_later(NodeReader& reader, const ScenarioFile& file) {
  for (std::size_t i = 0; i < file.content.steps.size(); ++i) {
    const Step& step = file.content.steps[i];
    const bool now = step.phase != Phase::track && step.phase != Phase::communicate;
    if (!now || step.kind == StepKind::follow_up || !is_long_term(step.text)) continue;
    reader.warning("long-term-fix", file.step_places[i],
                   "step " + quoted(step.id) +
                       " is a fix for later; put it under follow_ups, the incident need not wait");
  }
}

/// The heaviest weight that `file` gives this signal, 0 where it lacks it.
std::int32_t weight_in(const ScenarioFile& file, const Signal& signal) {
  std::int32_t weight = 0;
  for (const Signal& other : file.signals) {
    const bool same = other.pattern.regex && signal.pattern.regex &&
                      other.pattern.regex->pattern() == signal.pattern.regex->pattern() &&
                      other.fields == signal.fields;
    if (same) weight = std::max(weight, other.weight);
  }
  return weight;
}

bool beats_always(const ScenarioFile& strong, const ScenarioFile& weak) {
  if (strong.threshold > weak.threshold) return false;
  for (const Signal& signal : weak.signals) {
    if (signal.weight > 0 && weight_in(strong, signal) < signal.weight) return false;
  }
  // What speaks against the strong one must speak against the weak one at least as much.
  for (const Signal& signal : strong.signals) {
    if (signal.weight >= 0) continue;
    const bool shared = std::any_of(weak.signals.begin(), weak.signals.end(), [&](const Signal& s) {
      return s.weight <= signal.weight && s.fields == signal.fields && s.pattern.regex &&
             signal.pattern.regex && s.pattern.regex->pattern() == signal.pattern.regex->pattern();
    });
    if (!shared) return false;
  }
  return true;
}

}  // namespace

void lint_sense(NodeReader& reader, const ScenarioFile& file) {
  lint_values(reader, file);
  lint_questions(reader, file);
  lint_later(reader, file);
}

const ScenarioFile* shadow_of(const ScenarioFile& file, const std::vector<ScenarioFile>& others) {
  if (file.signals.empty() || file.content.id == kGenericScenario || opens_nothing(file))
    return nullptr;
  for (const ScenarioFile& other : others) {
    if (&other == &file || opens_nothing(other) || other.signals.empty()) continue;
    if (other.content.maturity == Maturity::deprecated || !beats_always(other, file)) continue;
    // Of two alike, the one that loses ties by its id is the shadowed one.
    if (beats_always(file, other) && file.content.id < other.content.id) continue;
    return &other;
  }
  return nullptr;
}

}  // namespace triaged::rules

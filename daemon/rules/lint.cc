#include "rules/lint.h"

#include <algorithm>
#include <set>

#include "rules/known_facts.h"
#include "rules/lint_sense.h"
#include "rules/lint_steps.h"
#include "rules/required_literals.h"
#include "rules/template_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kTitleCharacters = 46;
constexpr std::size_t kLeastHypotheses = 2;

/// The place of a key of the file, or of its id where the key is missing.
Place place_of_key(const ScenarioFile& file, const std::string& key) {
  const auto found = file.keys.find(key);
  return found == file.keys.end() ? file.id_place : found->second;
}

bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

void lint_head(NodeReader& reader, const ScenarioFile& file) {
  const Scenario& content = file.content;
  if (content.owner.empty())
    report_want(reader, file, "no-owner", file.id_place, "no owner: who keeps this scenario right?");
  if (file.reviewed.empty()) {
    report_want(reader, file, "no-review", file.id_place, "no reviewed: when did somebody last check this?");
  } else if (!is_date(file.reviewed)) {
    reader.error("bad-date", place_of_key(file, "reviewed"),
                 "reviewed must be a date such as 2026-11-20");
  }
  if (opens_nothing(file)) return;
  if (content.title.empty())
    report_gap(reader, file, "no-title", file.id_place, "no title: what is wrong?");
  if (shown_characters(content.title) > kTitleCharacters) {
    reader.warning("long-title", place_of_key(file, "title"),
                   "the title is longer than 46 characters");
  }
  if (content.symptom.empty()) reader.warning("no-symptom", file.id_place, "no symptom");
}

void lint_signal(NodeReader& reader, const Signal& signal) {
  if (signal.weight == 0) {
    reader.warning("weightless", signal.pattern.place,
                   "the signal " + quoted(signal.id) + " weighs nothing");
  }
  const bool narrow = std::all_of(signal.fields.begin(), signal.fields.end(), is_single);
  const std::string_view branch = branch_without_words(signal.pattern.regex->pattern());
  if (narrow || branch.empty()) return;
  reader.warning("slow-pattern", signal.pattern.place,
                 "the signal " + quoted(signal.id) + " is tried on every text: the branch " +
                     quoted(branch) + " holds no fixed word of two letters");
}

void lint_signals(NodeReader& reader, const ScenarioFile& file) {
  if (file.content.id == kGenericScenario) return;
  if (file.signals.empty()) {
    reader.warning("no-signals", file.id_place, "no signals: nothing is ever recognised as this");
    return;
  }
  std::int32_t most = 0;
  for (const Signal& signal : file.signals) most += std::max(signal.weight, 0);
  if (most < file.threshold) {
    reader.error("out-of-reach", place_of_key(file, "threshold"),
                 "all signals together weigh " + std::to_string(most) + ", the threshold " +
                     std::to_string(file.threshold) + " is out of reach");
  }
  for (const Signal& signal : file.signals) lint_signal(reader, signal);
}

void lint_judgement(NodeReader& reader, const ScenarioFile& file) {
  const Scenario& content = file.content;
  if (content.impact.empty())
    report_gap(reader, file, "no-impact", file.id_place,
               "no impact: who is hurt, or say that it is unknown");
  if (content.escalations.empty())
    reader.warning("no-escalation", file.id_place, "no escalate: who needs to know?");
  if (content.drafts.empty())
    reader.warning("no-draft", file.id_place, "no communicate: what do we tell others?");
  if (content.hypotheses.size() < kLeastHypotheses) {
    report_gap(reader, file, "few-hypotheses", place_of_key(file, "hypotheses"),
               "fewer than two hypotheses: one alone is tunnel vision");
  }
}

void lint_tests(NodeReader& reader, const ScenarioFile& file) {
  if (file.content.id == kGenericScenario) return;
  bool positive = false;
  bool near_miss = false;
  bool resolve = false;
  for (const PackTest& test : file.tests) {
    const Expectation& expect = test.expect;
    positive = positive || expect.scenario == file.content.id;
    near_miss = near_miss || expect.not_scenario == file.content.id ||
                (!expect.scenario.empty() && expect.scenario != file.content.id);
    for (const TestEvent& event : test.events)
      resolve = resolve || event.kind == TestEvent::Kind::resolve;
  }
  const Place place = place_of_key(file, "tests");
  if (!positive)
    report_want(reader, file, "no-positive-test", place,
                   "no test in which an alert or report must match this");
  if (!near_miss)
    report_want(reader, file, "no-near-miss-test", place,
                   "no test in which a similar alert must not match this");
  if (!resolve) report_want(reader, file, "no-resolve-test", place, "no test in which the alert resolves");
}

/// A fact that nothing can ever supply prints "unknown" for good: a typing error, nearly always.
void lint_fact_uses(NodeReader& reader, const ScenarioFile& file) {
  const std::vector<std::string> everywhere = facts_known_to(file, false);
  const std::vector<std::string> in_drafts = facts_known_to(file, true);
  std::set<std::pair<std::string, std::size_t>> said;
  for (const FactUse& use : file.fact_uses) {
    if (reader.is_full()) return;
    const auto& known = use.in_draft ? in_drafts : everywhere;
    if (std::find(known.begin(), known.end(), use.name) != known.end()) continue;
    if (!said.emplace(use.name, use.place.line).second) continue;
    reader.error("unknown-fact", use.place,
                 "nothing gives the fact " + quoted(use.name) + did_you_mean(use.name, known));
  }
}

}  // namespace

void report_gap(NodeReader& reader, const ScenarioFile& file, std::string code, Place place,
                std::string message) {
  const Maturity maturity = file.content.maturity;
  if (maturity == Maturity::sandbox || maturity == Maturity::deprecated) {
    reader.warning(std::move(code), place, std::move(message));
  } else {
    reader.error(std::move(code), place, std::move(message));
  }
}

void report_want(NodeReader& reader, const ScenarioFile& file, std::string code, Place place,
                 std::string message) {
  if (file.content.maturity == Maturity::stable) {
    reader.error(std::move(code), place, std::move(message));
  } else {
    reader.warning(std::move(code), place, std::move(message));
  }
}

void lint_review(NodeReader& reader, const ScenarioFile& file, std::string_view today) {
  if (!is_date(file.reviewed) || !is_date(today)) return;
  const Place place = place_of_key(file, "reviewed");
  std::string year_ago(today);
  year_ago.replace(0, 4, std::to_string(std::stoi(year_ago.substr(0, 4)) - 1));
  if (file.reviewed < year_ago) {
    reader.warning("stale-review", place,
                   "reviewed over a year ago: somebody should read it again and say so");
  } else if (file.reviewed > today) {
    reader.warning("future-review", place, "reviewed on a day that is yet to come");
  }
}

void lint(NodeReader& reader, const ScenarioFile& file) {
  if (file.content.id.empty()) return;
  lint_head(reader, file);
  lint_signals(reader, file);
  lint_fact_uses(reader, file);
  if (opens_nothing(file)) return;
  lint_judgement(reader, file);
  lint_steps(reader, file);
  lint_sense(reader, file);
  lint_tests(reader, file);
}

}  // namespace triaged::rules

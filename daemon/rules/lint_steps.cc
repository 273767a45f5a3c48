#include "rules/lint_steps.h"

#include <algorithm>
#include <array>
#include <set>

#include "rules/lint.h"
#include "rules/lint_words.h"
#include "rules/template_helpers.h"
#include "rules/template_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kFactCharacters = 10;
constexpr std::size_t kShortCharacters = 90;
constexpr std::size_t kLongCharacters = 140;
constexpr std::size_t kLeastEvidence = 3;
constexpr std::size_t kLeastFacts = 3;
constexpr std::size_t kFactPhases = 3;  // detect, evaluate, troubleshoot

/// One step with the place to complain at.
struct Placed {
  NodeReader& reader;
  const Step& step;
  Place place;

  void error(std::string code, std::string_view message) const {
    reader.error(std::move(code), place, "step " + quoted(step.id) + std::string(message));
  }
  void warning(std::string code, std::string_view message) const {
    reader.warning(std::move(code), place, "step " + quoted(step.id) + std::string(message));
  }
};

std::size_t count_facts(std::string_view text) {
  const TemplateScan scan = scan_template(text);
  return static_cast<std::size_t>(std::count_if(
      scan.tags.begin(), scan.tags.end(),
      [](const TemplateTag& tag) { return tag.kind == TemplateTag::Kind::variable; }));
}

void lint_length(const Placed& at) {
  const std::size_t shown = shown_characters(at.step.text);
  if (shown > kLongCharacters || shown_characters(at.step.long_text) > kLongCharacters) {
    at.error("step-too-long", " has more than 140 characters");
  } else if (shown > kShortCharacters) {
    at.warning("long-step", ": text has " + std::to_string(shown) +
                                " characters, chat shows 90; put the rest under long");
  }
}

bool lessens_harm(StepKind kind) { return kind == StepKind::mitigate || kind == StepKind::contain; }

void lint_action(const Placed& at) {
  const StepKind kind = at.step.kind;
  const bool acts = lessens_harm(kind) || kind == StepKind::notify || kind == StepKind::update;
  if (acts && !names_an_action(at.step.text)) {
    at.warning("no-verb", " does not begin with what to do");
  }
  if (at.step.done.empty()) at.error("no-done", " has no done: when may it be ticked?");
}

template <class Test>
bool any_command(const Step& step, Test test) {
  return test(step.command) ||
         std::any_of(step.commands.begin(), step.commands.end(),
                     [&](const Choice& choice) { return test(choice.text); });
}

/// The most facts that a reader of the step may see.
std::size_t most_facts(const Step& step) {
  std::size_t in_command = count_facts(step.command);
  for (const Choice& choice : step.commands) {
    in_command = std::max(in_command, count_facts(choice.text));
  }
  return std::max(count_facts(step.text), count_facts(step.long_text)) + in_command;
}

void lint_risk(const Placed& at) {
  if (at.step.risky && at.step.backout.empty())
    at.error("no-backout", " is risky and has no backout");
  if (lessens_harm(at.step.kind) && at.step.effect.empty()) {
    at.warning("no-effect", " has no effect: what should change, and how soon?");
  }
  if (!at.step.risky && any_command(at.step, changes_something)) {
    at.error("command-changes", " is not risky but its command changes something");
  }
}

void lint_links(const Placed& at) {
  for (const std::string* text : {&at.step.text, &at.step.long_text, &at.step.otherwise}) {
    switch (look_for_link(*text)) {
      case LinkFinding::none: break;
      case LinkFinding::dead: at.error("dead-link", " holds a link that leads nowhere"); break;
      case LinkFinding::fixed:
        at.warning("fixed-link", " holds a fixed link; name a tool instead, its URL is configured");
        break;
    }
  }
}

/// What belongs to later does not stand in the way of the mitigation.
void lint_order(NodeReader& reader, const ScenarioFile& file) {
  const Step* cause = nullptr;
  for (std::size_t i = 0; i < file.content.steps.size(); ++i) {
    const Step& step = file.content.steps[i];
    const Placed at{reader, step, file.step_places[i]};
    if (step.kind == StepKind::follow_up && step.phase != Phase::track) {
      at.error("follow-up-too-early", " is a follow_up, which belongs to track or follow_ups");
    }
    if (step.phase != Phase::execute) continue;
    if (step.kind == StepKind::investigate && cause == nullptr) cause = &step;
    if (lessens_harm(step.kind) && cause != nullptr) {
      at.error("mitigation-after-cause", " lessens harm but stands after " + quoted(cause->id) +
                                             ", which looks for the cause");
    }
  }
}

/// Sums over the steps of one phase.
struct PhaseCount {
  std::size_t steps = 0;
  std::size_t facts = 0;
};

void lint_phases(NodeReader& reader, const ScenarioFile& file, Place place) {
  std::array<PhaseCount, kPhases> counts{};
  for (const Step& step : file.content.steps) {
    PhaseCount& count = counts.at(static_cast<std::size_t>(step.phase));
    ++count.steps;
    count.facts += most_facts(step);
  }
  std::string empty;
  for (std::size_t i = 0; i < kPhases; ++i) {
    const std::string name(to_string(static_cast<Phase>(i)));
    if (counts[i].steps == 0) empty += (empty.empty() ? "" : ", ") + name;
    if (counts[i].steps > 0 && i < kFactPhases && counts[i].facts < kLeastFacts) {
      reader.warning("few-facts", place,
                     "the phase " + name + " names " + std::to_string(counts[i].facts) +
                         " facts of the alert, an expert would name three");
    }
  }
  if (!empty.empty()) {
    report_gap(reader, file, "empty-phase", place,
               "no step in " + empty + "; a checklist has all six phases");
  }
  if (!file.content.steps.empty() && counts[0].facts + counts[1].facts + counts[2].facts == 0) {
    report_gap(reader, file, "no-facts", place,
               "no step names any fact of the alert: this checklist fits everything");
  }
}

void lint_evidence(NodeReader& reader, const ScenarioFile& file, Place place) {
  std::set<Evidence> kinds;
  for (const Step& step : file.content.steps) {
    if (step.evidence != Evidence::none) kinds.insert(step.evidence);
  }
  if (kinds.size() >= kLeastEvidence) return;
  reader.warning("few-evidence", place,
                 "the steps look at " + std::to_string(kinds.size()) +
                     " kinds of evidence; three different ones protect from a wrong signal");
}

}  // namespace

std::size_t shown_characters(std::string_view text) {
  std::size_t hidden = 0;
  std::size_t facts = 0;
  for (const TemplateTag& tag : scan_template(text).tags) {
    hidden += count_characters(text.substr(tag.begin, tag.end - tag.begin));
    if (tag.kind == TemplateTag::Kind::variable)
      facts += std::min(kFactCharacters, longest_by(tag.helpers));
  }
  return count_characters(text) - hidden + facts;
}

void lint_steps(NodeReader& reader, const ScenarioFile& file) {
  for (std::size_t i = 0; i < file.content.steps.size(); ++i) {
    const Placed at{reader, file.content.steps[i], file.step_places[i]};
    lint_length(at);
    lint_action(at);
    lint_risk(at);
    lint_links(at);
  }
  const auto steps = file.keys.find("steps");
  const Place place = steps == file.keys.end() ? file.id_place : steps->second;
  lint_order(reader, file);
  lint_phases(reader, file, place);
  lint_evidence(reader, file, place);
}

}  // namespace triaged::rules

#include "engine/view.h"

#include <algorithm>

#include "core/text.h"
#include "rules/ruleset.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kTargetsNamed = 10;

Duration cadence(Severity severity) {
  switch (severity) {
    case Severity::SEV1: return std::chrono::minutes{20};
    case Severity::SEV2: return std::chrono::minutes{30};
    default: return std::chrono::minutes{60};
  }
}

std::string targets_text(const Incident& incident) {
  std::string text;
  const std::size_t named = std::min(incident.targets.size(), kTargetsNamed);
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) text += ", ";
    text += one_line(incident.targets[i]);
  }
  if (incident.targets.size() > named) {
    text += " and " + std::to_string(incident.targets.size() - named) + " more";
  }
  return text;
}

void add_incident_facts(const Incident& incident, const Viewer& viewer, Facts& facts) {
  facts["severity"] = std::string(to_string(incident.severity.severity));
  facts["status"] = std::string(to_string(incident.status));
  facts["incident"] = to_string(incident.id);
  facts["since"] = format_clock(incident.onset) + " UTC";
  facts["started_at"] = format_rfc3339(incident.onset);
  facts["now"] = format_rfc3339(viewer.now);
  facts["elapsed"] = format_duration(viewer.now - incident.onset);
  facts["window_start"] = format_rfc3339(incident.onset - std::chrono::minutes{15});
  facts["window_start_ms"] =
      std::to_string((incident.onset - std::chrono::minutes{15}).time_since_epoch().count());
  facts["alerts_count"] = std::to_string(std::max<std::size_t>(incident.alerts.size(), 1));
  facts["targets_count"] = std::to_string(incident.targets.size());
  facts["targets"] = targets_text(incident);
  facts["scenario"] = incident.scenario;
  const Timestamp due = next_update(incident);
  facts["next_update"] =
      (due == kNoTime ? format_clock(viewer.now + cadence(incident.severity.severity))
                      : format_clock(due)) +
      " UTC";
  if (incident.key.target == "*") {
    facts["target"] = std::to_string(incident.targets.size()) + " services";
    facts["service"] = facts["target"];
  } else if (!facts.contains("target")) {
    facts["target"] = "an unknown service";
  }
  if (!facts.contains("service") && facts.contains("host")) facts["service"] = facts["host"];
  if (!facts.contains("service")) facts["service"] = "an unknown service";
}

const Choice* first_that_holds(const std::vector<Choice>& choices, const Facts& facts) {
  const auto found = std::find_if(choices.begin(), choices.end(),
                                  [&](const Choice& c) { return holds(c.when, facts); });
  return found == choices.end() ? nullptr : &*found;
}

}  // namespace

std::string View::fill(std::string_view text, std::size_t limit) const {
  return cut(one_line(rules::fill(text, facts)), limit);
}

View make_view(const World& world, const Incident& incident, const Scenario& scenario,
               const Viewer& viewer) {
  View view{world, incident, scenario, viewer, incident.facts, !incident.match.unsure.empty()};
  add_incident_facts(incident, viewer, view.facts);
  view.facts["impact"] = impact_of(view);
  return view;
}

std::string impact_of(const View& view) {
  const Choice* choice = first_that_holds(view.scenario.impact, view.facts);
  return choice == nullptr ? "unknown" : view.fill(choice->text, 120);
}

Timestamp next_update(const Incident& incident) {
  if (incident.declared_at == kNoTime || incident.status >= IncidentStatus::resolved) {
    return kNoTime;
  }
  return incident.declared_at + std::chrono::minutes{5};
}

std::vector<const Step*> steps_of(const View& view) {
  std::vector<const Step*> steps;
  for (const Step& step : view.scenario.steps) {
    const bool later = step.kind == StepKind::follow_up && !view.over();
    if (!later && holds(step.when, view.facts)) steps.push_back(&step);
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const Step* a, const Step* b) { return a->phase < b->phase; });
  return steps;
}

const Step* next_step(const View& view) {
  if (view.over()) return nullptr;
  for (const Step* step : steps_of(view)) {
    if (!view.incident.steps.contains(step->id)) return step;
  }
  return nullptr;
}

const Step* first_mitigation(const View& view) {
  for (const Step* step : steps_of(view)) {
    if (step->kind != StepKind::mitigate || view.incident.steps.contains(step->id)) continue;
    if (view.careful() && step->risky) continue;
    return step;
  }
  return nullptr;
}

std::vector<CardPerson> people_of(const View& view) {
  std::vector<CardPerson> people;
  const Severity severity = view.incident.severity.severity;
  if (!view.incident.route.escalation.empty()) {
    people.push_back({view.incident.route.escalation,
                      "route " + view.incident.route.route + " says so",
                      !worse(Severity::SEV2, severity)});
  }
  for (const Escalation& entry : view.scenario.escalations) {
    if (worse(entry.from, severity) || !holds(entry.when, view.facts)) continue;
    people.push_back({view.fill(entry.role, 60), view.fill(entry.why, 120),
                      entry.urgency == Escalation::Urgency::wake});
  }
  return people;
}

}  // namespace triaged::engine

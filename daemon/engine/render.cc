#include "engine/render.h"

#include <algorithm>

#include "core/text.h"
#include "engine/view.h"

namespace triaged::engine {
namespace {

// Desk rule 6; the generic checklist is worth a full card only where it is grave.
CardForm form_of(const Incident& incident) {
  if (!worse(Severity::SEV2, incident.severity.severity)) return CardForm::full;
  if (incident.severity.severity == Severity::SEV3) return CardForm::compact;
  return CardForm::line;
}

std::vector<Button> buttons_of(const View& view, CardForm form) {
  if (view.over()) return {};
  const bool taken = !view.incident.taken_by.empty();
  if (form != CardForm::full && !taken) {
    return {{"take", "Take it", ""}, {"not_a_problem", "Not a problem", ""}, {"more", "More", ""}};
  }
  if (!taken) {
    return {{"take", "Take it", ""}, {"not_a_problem", "Not a problem", ""}, {"more", "More", ""}};
  }
  std::vector<Button> buttons;
  if (const Step* next = next_step(view)) buttons.push_back({"done", "Done", next->id});
  if (view.incident.status < IncidentStatus::mitigated) {
    buttons.push_back({"mitigated", "Mitigated", ""});
  }
  buttons.push_back({"more", "More", ""});
  return buttons;
}

void add_texts(const View& view, Card& card) {
  for (const Hypothesis& idea : view.scenario.hypotheses) {
    if (!holds(idea.when, view.facts)) continue;
    card.hypotheses.push_back(view.fill(idea.text, 90) + " — check: " + view.fill(idea.check, 140));
  }
  for (const Question& question : view.scenario.questions) {
    if (view.facts.contains(question.fact)) continue;
    card.questions.push_back(view.fill(question.text, 140));
  }
  for (const Draft& draft : view.scenario.drafts) {
    card.drafts.push_back({draft.audience, view.fill(draft.text, 600)});
  }
}

// What is left when the incident's scenario cannot be found: never no card.
const Scenario& bare_scenario() {
  static const Scenario kBare = [] {
    Scenario scenario;
    scenario.id = std::string(kGenericScenario);
    scenario.title = "{{alertname}} on {{target}}";
    return scenario;
  }();
  return kBare;
}

std::string more(std::uint32_t total, std::size_t shown) {
  if (total <= shown) return {};
  return " (+" + std::to_string(total - shown) + " more)";
}

}  // namespace

Card render_card(const World& world, const Incident& incident, const Viewer& viewer) {
  const Scenario* scenario = world.scenario_of(incident);
  const View view =
      make_view(world, incident, scenario == nullptr ? bare_scenario() : *scenario, viewer);
  Card card;
  card.incident = incident.id;
  card.version = incident.version;
  card.severity = incident.severity.severity;
  card.status = incident.status;
  card.realm = incident.realm;
  card.form = form_of(incident);
  card.lock_screen = lock_screen_of(view);
  card.lines = lines_of(view, card.form);
  card.buttons = buttons_of(view, card.form);
  card.sections = sections_of(view);
  card.people = people_of(view);
  add_texts(view, card);
  return card;
}

std::string render_title(const World& world, const Incident& incident, const Viewer& viewer) {
  const Scenario* scenario = world.scenario_of(incident);
  const Scenario& content = scenario == nullptr ? bare_scenario() : *scenario;
  return make_view(world, incident, content, viewer).fill(content.title, 46);
}

std::string render_notice(const World& world, const Incident& incident, const Notice& notice) {
  if (notice.kind == NoticeKind::swallow) {
    const bool firing = std::any_of(
        notice.alerts.begin(), notice.alerts.end(), [&](AlertKey key) {
          const TrackedAlert* tracked = world.find(key);
          return tracked != nullptr && tracked->alert.status == AlertStatus::firing;
        });
    if (!firing || !is_open(incident)) return {};
    return cut(one_line(notice.text), 200) + more(notice.alerts_total, 1) + ". It joined " +
           to_string(incident.id) + ".";
  }
  if (notice.kind == NoticeKind::escalation && !incident.taken_by.empty()) return {};
  if (notice.kind == NoticeKind::escalation && incident.status >= IncidentStatus::mitigated) return {};
  return cut(one_line(notice.text), 300);
}

}  // namespace triaged::engine

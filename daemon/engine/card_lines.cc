// The lines of a card in the order of desk rule 9, short enough for a phone.

#include <algorithm>
#include <array>

#include "core/text.h"
#include "engine/links.h"
#include "engine/view.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kTitle = 46;
constexpr std::size_t kLine = 96;

std::string_view light(const View& view) {
  constexpr std::array<std::string_view, 5> kLights{"🔴", "🟠", "🟡", "🔵", "⚪"};
  if (view.over()) return "✅";
  return kLights.at(static_cast<std::size_t>(view.incident.severity.severity) - 1);
}

std::string title_of(const View& view) { return view.fill(view.scenario.title, kTitle); }

void add(std::vector<CardLine>& lines, LineKind kind, Spans spans) {
  lines.push_back({kind, std::move(spans)});
}

void add_text(std::vector<CardLine>& lines, LineKind kind, std::string text) {
  if (!text.empty()) add(lines, kind, {{.text = std::move(text)}});
}

void add_title(const View& view, std::vector<CardLine>& lines) {
  std::string head(light(view));
  if (view.incident.realm == Realm::drill) head += " DRILL";
  if (view.incident.realm == Realm::shadow) head += " shadow";
  head += " " + std::string(to_string(view.incident.severity.severity));
  add(lines, LineKind::title,
      {{.text = head + " " + title_of(view), .style = Span::Style::bold}});
}

std::string place_of(const View& view) {
  std::string place = fact_or(view.facts, "environment", "environment unknown");
  for (const char* name : {"cluster", "region"}) {
    const std::string value = fact_or(view.facts, name, "");
    if (!value.empty() && place.find(value) == std::string::npos) place += " " + value;
  }
  return cut(one_line(place), 40);
}

std::string counts_of(const Incident& incident) {
  if (!incident.report.empty() && incident.alerts.empty()) {
    return "reported by " + cut(one_line(incident.reporter.empty() ? "a person" : incident.reporter), 30);
  }
  std::string text = std::to_string(incident.alerts.size()) +
                     (incident.alerts.size() == 1 ? " alert" : " alerts");
  if (incident.firing < incident.alerts.size()) {
    text += ", " + std::to_string(incident.firing) + " firing";
  }
  if (incident.quiet > 0) text += ", " + std::to_string(incident.quiet) + " gone quiet";
  return text;
}

void add_where(const View& view, std::vector<CardLine>& lines) {
  const Incident& incident = view.incident;
  Spans spans{{.text = place_of(view) + " · since "},
              {.text = format_clock(incident.onset) + " UTC", .time = incident.onset},
              {.text = " · " + counts_of(incident)}};
  if (incident.sources.size() > 1) {
    spans.push_back({.text = " · also seen by " + incident.sources[1]});
  }
  add(lines, LineKind::where, std::move(spans));
}

void add_state(const View& view, std::vector<CardLine>& lines) {
  const Incident& incident = view.incident;
  if (incident.merged_into.value != 0) {
    return add_text(lines, LineKind::note, "Merged into " + to_string(incident.merged_into));
  }
  if (incident.status == IncidentStatus::mitigated) {
    return add_text(lines, LineKind::note,
                    "Mitigated " + format_clock(incident.mitigated_at) + " UTC; watch until it ends");
  }
  if (!view.over()) return;
  for (auto entry = incident.timeline.rbegin(); entry != incident.timeline.rend(); ++entry) {
    if (entry->kind != "resolved" && entry->kind != "closed") continue;
    if (entry->text.empty()) continue;
    std::string text = entry->text;
    text[0] = static_cast<char>(text[0] >= 'a' && text[0] <= 'z' ? text[0] - 'a' + 'A' : text[0]);
    add_text(lines, LineKind::note, cut(one_line(text), kLine));
    return;
  }
}

// What nothing recognises speaks for itself.
void add_own_words(const View& view, std::vector<CardLine>& lines) {
  if (view.incident.scenario != kGenericScenario) return;
  const std::string words = one_line(fact_or(view.facts, "summary", ""));
  if (!words.empty()) add_text(lines, LineKind::where, "Says: " + cut(words, 120));
}

void add_severity(const View& view, std::vector<CardLine>& lines) {
  const SeverityDecision& severity = view.incident.severity;
  std::string text = std::string(to_string(severity.severity)) + ": " + severity.reason;
  const auto unknown = std::find_if(
      severity.inputs.begin(), severity.inputs.end(),
      [](const SeverityInput& input) { return input.name == "impact" && input.value == "unknown"; });
  if (unknown != severity.inputs.end()) text += "; users hurt unknown";
  add_text(lines, LineKind::severity, cut(one_line(text), kLine));
}

void add_origin(const View& view, std::vector<CardLine>& lines) {
  if (view.incident.targets.size() < 2) return;
  add_text(lines, LineKind::origin,
           cut("Hit: " + fact_or(view.facts, "targets", ""), kLine));
}

void add_ideas(const View& view, std::vector<CardLine>& lines) {
  std::vector<const Hypothesis*> live;
  for (const Hypothesis& idea : view.scenario.hypotheses) {
    if (holds(idea.when, view.facts)) live.push_back(&idea);
  }
  if (view.unsure) {
    const std::string check = live.empty() ? "compare both checklists" : live[0]->check;
    return add_text(lines, LineKind::ideas,
                    view.fill("Unsure: " + view.incident.scenario + " or " +
                                  view.incident.match.unsure + "; " + check,
                              140));
  }
  std::string text;
  for (std::size_t i = 0; i < live.size() && i < 2; ++i) {
    if (i > 0) text += " · ";
    text += std::to_string(i + 1) + " " + view.fill(live[i]->text, 44);
  }
  const bool trial = view.scenario.maturity == Maturity::sandbox;
  if (!text.empty()) add_text(lines, LineKind::ideas, (trial ? "On trial: " : "Ideas: ") + text);
}

void add_next(const View& view, std::vector<CardLine>& lines) {
  const Step* step = next_step(view);
  if (step == nullptr) return;
  const bool begun = !view.incident.steps.empty();
  add(lines, LineKind::next,
      {{.text = begun ? "▶ Next: " : "▶ Start: ", .style = Span::Style::bold},
       {.text = view.fill(step->text, 90)}});
}

void add_links(const View& view, std::vector<CardLine>& lines) {
  Spans spans;
  const auto link = [&](std::string label, const std::optional<std::string>& url) {
    if (!url) return;
    const bool twice = std::any_of(spans.begin(), spans.end(),
                                   [&](const Span& s) { return s.url == *url; });
    if (twice) return;
    if (!spans.empty()) spans.push_back({.text = " · "});
    spans.push_back({.text = std::move(label), .url = *url});
  };
  const auto& tools = view.viewer.tools;
  const Step* step = next_step(view);
  if (step != nullptr && !step->tool.empty()) {
    std::string label = step->tool;
    label[0] = static_cast<char>(label[0] >= 'a' && label[0] <= 'z' ? label[0] - 32 : label[0]);
    link(std::move(label), tool_url(step->tool, tools, view.facts));
  }
  link("Dashboard", tool_url("dashboard", tools, view.facts));
  link("Panel", tool_url("panel", tools, view.facts));
  link("Runbook", tool_url("runbook", tools, view.facts));
  const std::string generator = fact_or(view.facts, "generator_url", "");
  if (is_web_url(generator)) link("Query", generator);
  if (!view.viewer.page_url.empty()) {
    link("Page", view.viewer.page_url + "/incidents/" + to_string(view.incident.id));
  }
  if (!spans.empty()) add(lines, LineKind::links, std::move(spans));
}

void add_mitigation(const View& view, std::vector<CardLine>& lines) {
  const Step* step = view.over() ? nullptr : first_mitigation(view);
  if (step == nullptr) return;
  std::string text = "Way out: " + view.fill(step->text, 90);
  if (!step->backout.empty()) text += " · undo: " + view.fill(step->backout, 60);
  add_text(lines, LineKind::mitigation, std::move(text));
}

std::string roles(const std::vector<CardPerson>& people, bool wake) {
  std::string text;
  for (const CardPerson& person : people) {
    if (person.wake != wake) continue;
    if (!text.empty()) text += ", ";
    text += person.role;
  }
  return text;
}

void add_wake(const View& view, CardForm form, std::vector<CardLine>& lines) {
  if (view.over()) return;
  const auto people = people_of(view);
  const std::string now = roles(people, true);
  const std::string morning = roles(people, false);
  std::string text = now.empty() ? "Wake nobody" : "Wake now: " + now;
  if (!view.incident.taken_by.empty()) {
    text += " · lead " + cut(one_line(view.incident.taken_by), 30);
  } else if (form == CardForm::full) {
    text += " · no lead";
  }
  add_text(lines, LineKind::wake, cut(text, 140));
  if (!morning.empty()) add_text(lines, LineKind::wake, cut("Tell in the morning: " + morning, 120));
}

void add_progress(const View& view, std::vector<CardLine>& lines) {
  Spans spans;
  const Timestamp due = next_update(view.incident);
  if (due == kNoTime) {
    spans.push_back({.text = "No update due"});
  } else {
    spans.push_back({.text = "Update due "});
    spans.push_back({.text = format_clock(due) + " UTC", .time = due});
  }
  constexpr std::string_view kLetters = "DETECT";
  std::string text = " ·";
  for (const CardSection& section : sections_of(view)) {
    text += ' ';
    text += kLetters[static_cast<std::size_t>(section.phase)];
    text += std::to_string(section.done) + "/" + std::to_string(section.total);
  }
  spans.push_back({.text = text});
  add(lines, LineKind::progress, std::move(spans));
}

}  // namespace

std::vector<CardLine> lines_of(const View& view, CardForm form) {
  std::vector<CardLine> lines;
  add_title(view, lines);
  add_where(view, lines);
  if (form == CardForm::line) return lines;
  add_own_words(view, lines);
  add_state(view, lines);
  add_text(lines, LineKind::hurt, "Hurt: " + impact_of(view));
  add_severity(view, lines);
  add_origin(view, lines);
  if (form == CardForm::full && !view.over()) add_ideas(view, lines);
  add_next(view, lines);
  add_links(view, lines);
  add_mitigation(view, lines);
  add_wake(view, form, lines);
  if (form == CardForm::full) add_progress(view, lines);
  return lines;
}

std::string lock_screen_of(const View& view) {
  std::string text = std::string(to_string(view.incident.severity.severity)) + " " + title_of(view);
  if (view.incident.merged_into.value != 0) return cut(text + ", merged", 110);
  if (view.over()) return cut(text + ", " + std::string(to_string(view.incident.status)), 110);
  std::string hurt = impact_of(view);
  if (hurt.starts_with("unknown")) hurt = "users hurt unknown";
  return cut(text + ", " + hurt + ", " + format_duration(view.viewer.now - view.incident.onset), 110);
}

}  // namespace triaged::engine

// The checklist as a reader sees it: six sections in order, the steps that apply, one of them next.

#include "core/text.h"
#include "engine/links.h"
#include "engine/view.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kStepText = 90;

std::string detail_of(const View& view, const Step& step, bool linked) {
  std::string detail;
  const auto add = [&](std::string_view label, std::string_view text) {
    if (text.empty()) return;
    if (!detail.empty()) detail += " · ";
    detail += std::string(label) + view.fill(text, 140);
  };
  if (step.time_box > Duration{0}) add("", format_duration(step.time_box));
  add("cost: ", step.cost);
  add("effect: ", step.effect);
  add("undo: ", step.backout);
  if (!linked && !step.tool.empty()) add("", step.otherwise);
  return detail;
}

std::string mark_of(const StepMark& mark) {
  std::string text = mark.by + " " + format_clock(mark.at);
  if (!mark.note.empty()) text += ": " + cut(one_line(mark.note), 80);
  return text;
}

CardItem item_of(const View& view, const Step& step, const Step* next) {
  CardItem item;
  item.step = step.id;
  item.text.push_back({.text = view.fill(step.text, kStepText)});
  const auto url =
      step.tool.empty() ? std::nullopt : tool_url(step.tool, view.viewer.tools, view.facts);
  if (url) item.text.push_back({.text = step.tool, .url = *url});
  item.next = &step == next;
  item.parallel = step.parallel;
  item.risky = step.risky;
  item.command = view.fill(command_of(step, view.facts), 300);
  item.done = view.fill(step.done, 140);
  item.detail = detail_of(view, step, url.has_value());
  item.why = view.fill(step.why, 200);
  item.unless = view.fill(step.unless, 200);
  const auto mark = view.incident.steps.find(step.id);
  if (mark != view.incident.steps.end()) {
    item.state = mark->second.state;
    item.mark = mark_of(mark->second);
  }
  return item;
}

}  // namespace

std::vector<CardSection> sections_of(const View& view) {
  std::vector<CardSection> sections;
  for (std::size_t i = 0; i < kPhases; ++i) {
    const auto phase = static_cast<Phase>(i);
    sections.push_back(
        {.phase = phase, .heading = std::string(heading(phase, view.viewer.headings))});
  }
  const Step* next = next_step(view);
  for (const Step* step : steps_of(view)) {
    CardSection& section = sections.at(static_cast<std::size_t>(step->phase));
    ++section.total;
    section.items.push_back(item_of(view, *step, next));
    if (section.items.back().state != StepState::open) ++section.done;
  }
  return sections;
}

}  // namespace triaged::engine

#include "adapters/chat/message_text.h"

#include "adapters/chat/visible_text.h"

namespace triaged::chat {
namespace {

void add_card(std::vector<std::string>& lines, const Card& card) {
  for (const CardLine& line : card.lines) lines.push_back(visible_line(plain_text(line.spans)));
}

std::string item_line(const CardItem& item) {
  std::string line = std::string(item_mark(item)) + " " + plain_text(item.text);
  if (item.parallel) line += " ∥";
  if (const auto signature = item_signature(item); !signature.empty()) {
    line.append(" · ").append(signature);
  }
  return visible_line(line);
}

void add_list(std::vector<std::string>& lines, const Card& card) {
  for (const CardSection& section : card.sections) {
    lines.push_back(visible_line(phase_heading(section)));
    for (const CardItem& item : section.items) lines.push_back("  " + item_line(item));
    if (section.items.empty()) lines.push_back("  " + std::string(empty_phase(section, card)));
  }
}

}  // namespace

std::string_view item_mark(const CardItem& item) {
  switch (item.state) {
    case StepState::done: return "✓";
    case StepState::skipped: return "–";
    case StepState::open: return item.next ? "▶" : "☐";
  }
  return "☐";
}

std::string_view empty_phase(const CardSection& section, const Card& card) {
  const bool before = card.status == IncidentStatus::triage || card.status == IncidentStatus::declared;
  return section.phase == Phase::track && before ? "after mitigated" : "nothing here";
}

std::string phase_heading(const CardSection& section) {
  std::string text = section.heading.empty()
                         ? std::string(heading(section.phase, Headings::detect))
                         : section.heading;
  if (section.total == 0) return text;
  return text + " " + std::to_string(section.done) + "/" + std::to_string(section.total);
}

std::string_view item_signature(const CardItem& item) {
  std::string_view mark = item.mark;
  for (const std::string_view tick : {"✓ ", "– "}) {
    if (mark.starts_with(tick)) mark.remove_prefix(tick.size());
  }
  return mark;
}

std::string headline(const Message& message) {
  const Card& card = message.card;
  std::string text = card.lock_screen;
  if (message.kind == Message::Kind::notice) {
    const auto lines = visible_lines(message.notice);
    text = lines.empty() ? card.lock_screen : lines.front();
  }
  if (message.kind == Message::Kind::list) text = "Checklist of " + to_string(card.incident);
  if (text.empty() && !card.lines.empty()) text = plain_text(card.lines.front().spans);
  if (text.empty()) text = to_string(card.incident);
  return message.recovered ? "recovered: " + text : text;
}

std::vector<std::string> message_lines(const Message& message) {
  std::vector<std::string> lines;
  switch (message.kind) {
    case Message::Kind::root: add_card(lines, message.card); break;
    case Message::Kind::list: add_list(lines, message.card); break;
    case Message::Kind::notice: lines = visible_lines(message.notice); break;
  }
  std::erase_if(lines, [](const std::string& line) { return line.empty(); });
  if (lines.empty()) lines.push_back(visible_line(headline(message)));
  if (message.recovered) lines.emplace_back("(recovered: posted again after a restart or outage)");
  return lines;
}

}  // namespace triaged::chat

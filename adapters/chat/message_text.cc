#include "adapters/chat/message_text.h"

#include <algorithm>

#include "adapters/chat/mention.h"
#include "adapters/chat/visible_text.h"

namespace triaged::chat {
namespace {

// Links as "label <url>", handles as people write them.
std::string words(const Spans& spans) {
  Spans shown = spans;
  for (Span& span : shown) {
    if (!span.mention.empty()) span.mention = mention_words(span.mention);
  }
  return visible_line(plain_text(shown));
}

void add_card(std::vector<std::string>& lines, const Card& card) {
  for (const CardLine& line : card.lines) lines.push_back(words(line.spans));
}

void add_item(std::vector<std::string>& lines, const CardItem& item, bool next) {
  lines.push_back("  " + std::string(item_mark(item)) + " " + words(item.text) +
                  visible_line(item_tail(item)));
  for (const ItemDetail& detail : item_details(item, next)) {
    lines.push_back("      " + std::string(detail.label) + visible_line(detail.text));
  }
}

void add_texts(std::vector<std::string>& lines, std::string_view title,
               const std::vector<std::string>& texts) {
  if (!texts.empty()) lines.emplace_back(title);
  for (const std::string& text : texts) lines.push_back("  " + visible_line(text));
}

void add_list(std::vector<std::string>& lines, const Card& card) {
  bool next_seen = false;
  for (const CardSection& section : card.sections) {
    lines.push_back(visible_line(phase_heading(section)));
    for (const CardItem& item : section.items) {
      add_item(lines, item, item.next && !next_seen);
      next_seen = next_seen || item.next;
    }
    if (section.items.empty()) lines.push_back("  " + std::string(empty_phase(section, card)));
    for (const std::string& text : phase_texts(section.phase, card)) lines.push_back("  " + text);
  }
  add_texts(lines, "Ideas", card.hypotheses);
  add_texts(lines, "Questions", card.questions);
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
  const bool before =
      card.status == IncidentStatus::triage || card.status == IncidentStatus::declared;
  return section.phase == Phase::track && before ? "after mitigated" : "nothing here";
}

std::string phase_heading(const CardSection& section) {
  std::string text = section.heading.empty() ? std::string(heading(section.phase, Headings::detect))
                                             : section.heading;
  if (section.total == 0) return text;
  return text + " " + std::to_string(section.done) + "/" + std::to_string(section.total);
}

std::vector<ItemDetail> item_details(const CardItem& item, bool next) {
  std::vector<ItemDetail> details;
  if (item.state != StepState::open) return details;
  const auto add = [&details](std::string_view label, std::string_view text, bool code = false) {
    if (!text.empty()) details.push_back({label, text, code});
  };
  add("", item.command, true);
  if (next || item.risky) add("", item.detail);
  if (!next) return details;
  add("done when: ", item.done);
  add("why: ", item.why);
  add("unless: ", item.unless);
  return details;
}

std::string item_tail(const CardItem& item) {
  std::string tail;
  if (item.risky && item.state == StepState::open) tail += " ⚠";
  if (item.parallel) tail += " ∥";
  std::string_view who = item.mark;  // the mark in front says already that it is done
  for (const std::string_view tick : {"✓ ", "– "}) {
    if (who.starts_with(tick)) who.remove_prefix(tick.size());
  }
  if (!who.empty()) tail.append(" · ").append(who);
  return tail;
}

std::vector<std::string> phase_texts(Phase phase, const Card& card) {
  std::vector<std::string> texts;
  if (phase == Phase::evaluate) {
    for (const CardPerson& person : card.people) {
      const std::string why = person.why.empty() ? "" : " (" + person.why + ")";
      texts.push_back(
          visible_line((person.wake ? "Wake now: " : "Tell in the morning: ") + person.role + why));
    }
  }
  if (phase == Phase::communicate) {
    for (const CardDraft& draft : card.drafts) {
      texts.push_back(visible_line("Draft for " + draft.audience + ": “" + draft.text + "”"));
    }
  }
  return texts;
}

std::string headline(const Message& message) {
  const Card& card = message.card;
  const auto notice = visible_lines(message.notice);
  std::vector<std::string> candidates;
  if (message.kind == Message::Kind::list) {
    const std::string what = visible_line(card.lock_screen);
    candidates.push_back("Checklist: " + (is_blank(what) ? to_string(card.incident) : what));
  }
  if (message.kind == Message::Kind::notice && !notice.empty())
    candidates.push_back(notice.front());
  candidates.push_back(visible_line(card.lock_screen));
  if (!card.lines.empty()) candidates.push_back(visible_line(plain_text(card.lines.front().spans)));
  candidates.push_back(to_string(card.incident));
  const auto text = std::find_if_not(candidates.begin(), candidates.end(), is_blank);
  return message.recovered ? "recovered: " + *text : *text;
}

std::vector<std::string> message_lines(const Message& message) {
  std::vector<std::string> lines;
  switch (message.kind) {
    case Message::Kind::root: add_card(lines, message.card); break;
    case Message::Kind::list: add_list(lines, message.card); break;
    case Message::Kind::notice: lines = visible_lines(message.notice); break;
  }
  std::erase_if(lines, is_blank);
  if (lines.empty()) lines.push_back(headline(message));
  if (message.recovered) lines.emplace_back("(recovered: posted again after a restart or outage)");
  return lines;
}

}  // namespace triaged::chat

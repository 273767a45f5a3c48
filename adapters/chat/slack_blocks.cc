#include "adapters/chat/slack_blocks.h"

#include <set>

#include "adapters/chat/message_text.h"
#include "adapters/chat/mrkdwn.h"
#include "adapters/chat/rich_text.h"
#include "adapters/chat/visible_text.h"

namespace triaged::chat {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kButtons = 5;
constexpr std::size_t kButtonLabel = 75;
constexpr std::size_t kActionId = 255;
constexpr std::size_t kPlainText = 2'800;
constexpr std::size_t kItems = 60;  ///< of one phase; the others are on the page
constexpr std::string_view kIndent = "      ";

// Only the live world may wake anybody.
bool may_notify(const Message& message) { return message.card.realm == Realm::live; }

bool unstyled(const Spans& spans) {
  for (const Span& span : spans) {
    if (span.style != Span::Style::plain) return false;
  }
  return true;
}

Spans title_spans(Spans spans) {
  if (unstyled(spans)) {
    for (Span& span : spans) span.style = Span::Style::bold;
  }
  return spans;
}

bool mentions(const Card& card, const std::string& handle) {
  for (const CardLine& line : card.lines) {
    for (const Span& span : line.spans) {
      if (span.mention == handle) return true;
    }
  }
  return false;
}

std::vector<RichLine> card_lines(const Message& message) {
  const Card& card = message.card;
  std::vector<RichLine> lines;
  for (const CardLine& line : card.lines) {
    const bool title = line.kind == LineKind::title;
    lines.emplace_back(title ? Worth::kept : Worth::plain);
    lines.back().spans(title ? title_spans(line.spans) : line.spans, may_notify(message));
  }
  if (!message.mention.empty() && !mentions(card, message.mention)) {
    lines.emplace_back(Worth::kept).mention(message.mention, may_notify(message));
  }
  return lines;
}

void add_detail(std::vector<RichLine>& lines, const RichLine& item, std::string_view before,
                std::string_view text, Worth worth, Span::Style style = Span::Style::plain) {
  if (text.empty()) return;
  RichLine& line = lines.emplace_back(worth, item.group());
  line.text(std::string(kIndent) + std::string(before)).text(text, style);
}

// One item a line; how it is done stands below it for the next one, and for others only what a
// reader must not miss: the command, and the way back of a risky one.
void add_item(std::vector<RichLine>& lines, const CardItem& item, std::size_t group, bool notify) {
  RichLine line(item.next ? Worth::kept : Worth::plain, group);
  line.text(std::string(item_mark(item)) + " ").spans(item.text, notify);
  if (item.risky && item.state == StepState::open) line.text(" ⚠");
  if (item.parallel) line.text(" ∥");
  if (!item.mark.empty()) line.text(" · " + std::string(item_signature(item)));
  const RichLine place = line;
  lines.push_back(std::move(line));
  if (item.state != StepState::open) return;
  const Worth worth = item.next ? Worth::plain : Worth::detail;
  add_detail(lines, place, "", item.command, worth, Span::Style::code);
  if (item.next || item.risky) add_detail(lines, place, "", item.detail, worth);
  if (!item.next) return;
  add_detail(lines, place, "done when: ", item.done, worth);
  add_detail(lines, place, "why: ", item.why, worth);
  add_detail(lines, place, "unless: ", item.unless, worth);
}

void add_drafts(std::vector<RichLine>& lines, const Card& card, std::size_t group) {
  for (const CardDraft& draft : card.drafts) {
    RichLine& line = lines.emplace_back(Worth::detail, group);
    line.text("Draft for " + draft.audience + ": ", Span::Style::bold);
    line.text("“" + draft.text + "”");
  }
}

void add_texts(std::vector<RichLine>& lines, std::string_view heading,
               const std::vector<std::string>& texts, std::size_t group) {
  if (texts.empty()) return;
  lines.emplace_back(Worth::kept, group).text(heading, Span::Style::bold);
  for (const std::string& text : texts) lines.emplace_back(Worth::plain, group).text(text);
}

// "+ N more" within a phase that has more items than anybody reads in a chat.
void add_items(std::vector<RichLine>& lines, const CardSection& section, std::size_t group,
               bool notify) {
  for (std::size_t i = 0; i < section.items.size() && i < kItems; ++i) {
    add_item(lines, section.items[i], group, notify);
  }
  if (section.items.size() > kItems) {
    const std::string more = std::to_string(section.items.size() - kItems);
    lines.emplace_back(Worth::kept, group).text("+ " + more + " more on the page");
  }
}

std::vector<RichLine> list_lines(const Message& message) {
  const Card& card = message.card;
  std::vector<RichLine> lines;
  std::size_t group = 0;
  for (const CardSection& section : card.sections) {
    RichLine& heading = lines.emplace_back(Worth::kept, ++group);
    heading.text(phase_heading(section), Span::Style::bold);
    if (section.items.empty()) heading.text("  " + std::string(empty_phase(section, card)));
    add_items(lines, section, group, may_notify(message));
    if (section.phase == Phase::communicate) add_drafts(lines, card, group);
  }
  add_texts(lines, "Ideas", card.hypotheses, group + 1);
  add_texts(lines, "Questions", card.questions, group + 2);
  return lines;
}

std::vector<RichLine> notice_lines(const Message& message) {
  std::vector<RichLine> lines;
  for (const std::string& text : visible_lines(message.notice)) {
    lines.emplace_back(lines.empty() ? Worth::kept : Worth::plain);
    if (lines.size() == 1 && !message.mention.empty()) {
      lines.back().mention(message.mention, may_notify(message)).text(" ");
    }
    lines.back().text(text);
  }
  return lines;
}

std::vector<RichLine> lines_of(const Message& message) {
  switch (message.kind) {
    case Message::Kind::root: return card_lines(message);
    case Message::Kind::list: return list_lines(message);
    case Message::Kind::notice: return notice_lines(message);
  }
  return {};
}

Json button(const Button& button, const std::string& incident) {
  std::string id = button.step.empty() ? button.action : button.action + ":" + button.step;
  id = cut(visible_line(id), kActionId);
  const std::string label = cut(visible_line(button.label), kButtonLabel);
  Json json = {{"type", "button"},
               {"action_id", id},
               {"text", {{"type", "plain_text"}, {"text", label}, {"emoji", false}}},
               {"value", incident}};
  if (button.action == "take") json["style"] = "primary";
  return json;
}

Json button_row(const Card& card) {
  Json elements = Json::array();
  std::set<std::string> ids;
  const std::string incident = to_string(card.incident);
  for (const Button& each : card.buttons) {
    Json json = button(each, incident);
    const bool usable = !each.action.empty() && !json["text"]["text"].get<std::string>().empty();
    if (!usable || elements.size() == kButtons) continue;
    if (ids.insert(json["action_id"].get<std::string>()).second) elements.push_back(std::move(json));
  }
  return elements;
}

// A changed block wants a new id, or clients may keep what people had typed or chosen in the old one.
std::string block_id(std::string_view what, const Message& message) {
  return std::string(what) + ".v" + std::to_string(message.card.version);
}

// Whole lines while they fit, then how many did not.
std::string joined(const std::vector<std::string>& lines, std::size_t points) {
  std::string text;
  std::size_t left = points;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line = cut(lines[i], RichLine::kLinePoints);
    const std::size_t size = code_points(line) + 1;
    if (size > left) return text + "+ " + std::to_string(lines.size() - i) + " more on the page";
    left -= size;
    text += line + "\n";
  }
  text.pop_back();
  return text;
}

std::string_view kind_name(Message::Kind kind) {
  switch (kind) {
    case Message::Kind::root: return "root";
    case Message::Kind::list: return "list";
    case Message::Kind::notice: return "notice";
  }
  return "root";
}

}  // namespace

Json slack_blocks(const Message& message, const std::string& page_url, Buttons buttons) {
  std::vector<RichLine> lines = lines_of(message);
  std::erase_if(lines, [](const RichLine& line) { return line.empty(); });
  if (lines.empty()) lines.emplace_back(Worth::kept).text(headline(message));
  if (message.recovered) lines.emplace_back(Worth::kept).text("recovered: posted again");
  Json blocks = Json::array();
  blocks.push_back(
      rich_text_block(std::move(lines), block_id(kind_name(message.kind), message), page_url));
  if (message.kind != Message::Kind::root || buttons == Buttons::left_out) return blocks;
  Json row = button_row(message.card);
  if (!row.empty()) {
    blocks.push_back({{"type", "actions"},
                      {"block_id", block_id("buttons", message)},
                      {"elements", std::move(row)}});
  }
  return blocks;
}

std::string slack_text(const Message& message) { return lock_screen(headline(message)); }

Json slack_plain_blocks(const Message& message) {
  const std::string text = joined(message_lines(message), kPlainText);
  Json block = {{"type", "section"},
                {"text", {{"type", "plain_text"}, {"text", text}, {"emoji", false}}}};
  return Json::array({std::move(block)});
}

}  // namespace triaged::chat

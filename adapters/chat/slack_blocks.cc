#include "adapters/chat/slack_blocks.h"

#include <algorithm>
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
    lines.emplace_back(lines.empty() ? Worth::kept : Worth::plain);
    lines.back().spans(title ? title_spans(line.spans) : line.spans, may_notify(message));
  }
  if (!message.mention.empty() && !mentions(card, message.mention)) {
    lines.emplace_back(Worth::kept).mention(message.mention, may_notify(message));
  }
  return lines;
}

// The checklist, line by line: six groups for the phases, then the texts that belong to none.
class ListWriter {
 public:
  ListWriter(const Card& card, bool notify) : card_(card), notify_(notify) {}

  std::vector<RichLine> write() {
    for (const CardSection& section : card_.sections) {
      heading(phase_heading(section), section.items.empty() ? empty_phase(section, card_) : "");
      add_items(section);
      for (const auto& text : phase_texts(section.phase, card_)) add(Worth::plain).text(text);
    }
    add_texts("Ideas", card_.hypotheses);
    add_texts("Questions", card_.questions);
    return std::move(lines_);
  }

 private:
  RichLine& add(Worth worth) { return lines_.emplace_back(worth, group_); }

  void heading(std::string_view text, std::string_view after) {
    ++group_;
    RichLine& line = add(Worth::kept);
    line.text(text, Span::Style::bold);
    if (!after.empty()) line.text("  ").text(after);
  }

  // "+ N more" within a phase that has more items than anybody reads in a chat.
  void add_items(const CardSection& section) {
    const std::size_t shown = std::min(section.items.size(), kItems);
    for (std::size_t i = 0; i < shown; ++i) add_item(section.items[i]);
    const std::size_t more = section.items.size() - shown;
    if (more > 0) add(Worth::kept).text("+ " + std::to_string(more) + " more on the page");
  }

  void add_item(const CardItem& item) {
    const bool next = item.next && !next_seen_;
    next_seen_ = next_seen_ || item.next;
    RichLine& line = add(next ? Worth::kept : Worth::plain);
    line.text(item_mark(item)).text(" ").spans(item.text, notify_).text(item_tail(item));
    for (const ItemDetail& detail : item_details(item, next)) {
      const auto style = detail.code ? Span::Style::code : Span::Style::plain;
      RichLine& below = add(next ? Worth::plain : Worth::detail);
      below.text("      ").text(detail.label).text(detail.text, style);
    }
  }

  void add_texts(std::string_view title, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    heading(title, "");
    for (const std::string& text : texts) add(Worth::plain).text(text);
  }

  const Card& card_;
  bool notify_;
  bool next_seen_ = false;
  std::size_t group_ = 0;
  std::vector<RichLine> lines_;
};

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
    case Message::Kind::list: return ListWriter(message.card, may_notify(message)).write();
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
    const bool usable = !is_blank(visible_line(each.action)) && !is_blank(visible_line(each.label));
    if (!usable || elements.size() == kButtons) continue;
    if (ids.insert(json["action_id"].get<std::string>()).second)
      elements.push_back(std::move(json));
  }
  return elements;
}

// A changed block wants a new id, or clients may keep what people had typed or chosen in the old
// one.
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

// Where the whole incident can be seen; empty without a page.
std::string incident_url(std::string page_url, const Card& card) {
  if (page_url.empty()) return page_url;
  while (page_url.ends_with('/')) page_url.pop_back();
  return page_url + "/incidents/" + to_string(card.incident);
}

}  // namespace

Json slack_blocks(const Message& message, const std::string& page_url, Buttons buttons) {
  std::vector<RichLine> lines = lines_of(message);
  std::erase_if(lines, [](const RichLine& line) { return line.empty(); });
  if (lines.empty()) lines.emplace_back(Worth::kept).text(headline(message));
  if (message.recovered) lines.emplace_back(Worth::kept).text("recovered: posted again");
  const bool buttoned = message.kind == Message::Kind::root && buttons == Buttons::shown;
  Json row = buttoned ? button_row(message.card) : Json::array();
  Json blocks = Json::array();
  blocks.push_back(rich_text_block(std::move(lines), block_id(kind_name(message.kind), message),
                                   incident_url(page_url, message.card), dump(row).size()));
  if (row.empty()) return blocks;
  blocks.push_back({{"type", "actions"},
                    {"block_id", block_id("buttons", message)},
                    {"elements", std::move(row)}});
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

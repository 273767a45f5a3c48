// The terminal as a chat: the request body is the text to print, a card drawn in a box of at most
// 80 columns. Addresses stand below the box, whole, so that they can be followed.

#include <algorithm>

#include "adapters/chat/link.h"
#include "adapters/chat/mention.h"
#include "adapters/chat/message_text.h"
#include "adapters/chat/visible_text.h"
#include "adapters/utf8.h"

namespace triaged::chat {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kInner = kWidth - 4;

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (; count > 0; --count) out += text;
  return out;
}

// The longest beginning of `text` that fits, up to a space where there is one.
std::string_view fitting(std::string_view text, std::size_t width) {
  std::string_view rest = text;
  std::size_t used = 0;
  std::size_t end = 0;
  std::size_t last_space = 0;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const std::size_t wide = columns(adapters::take_code_point(rest));
    if (used + wide > width) break;
    if (before.front() == ' ') last_space = end;
    used += wide;
    end = text.size() - rest.size();
  }
  if (end == text.size() || last_space == 0) return text.substr(0, end);
  return text.substr(0, last_space);
}

// Breaks a line at spaces; what follows the first piece is indented.
std::vector<std::string> wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::vector<std::string> lines;
  std::string lead;
  while (!text.empty()) {
    const std::string_view piece = fitting(text, width - lead.size());
    lines.push_back(lead + std::string(piece));
    text.remove_prefix(piece.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
    lead = std::string(indent, ' ');
  }
  return lines;
}

// The label, numbered where it has an address; the address goes to `addresses`.
std::string span_text(const Span& span, std::vector<std::string>& addresses) {
  if (!span.mention.empty()) return visible_line(mention_words(span.mention));
  std::string text = visible_line(span.text);
  const auto link = safe_link(span.url);
  if (!link) return text.empty() && span.time != kNoTime ? format_clock(span.time) : text;
  addresses.push_back(link->url);
  return honest_label(text, *link) + " [" + std::to_string(addresses.size()) + "]";
}

std::string line_text(const Spans& spans, std::vector<std::string>& addresses) {
  std::string text;
  for (const Span& span : spans) text += span_text(span, addresses);
  return text;
}

std::string boxed(const std::vector<std::string>& lines) {
  std::string out = "╭" + repeat("─", kWidth - 2) + "╮\n";
  for (const std::string& line : lines) {
    out += "│ " + line + std::string(kInner - std::min(kInner, columns(line)), ' ') + " │\n";
  }
  return out + "╰" + repeat("─", kWidth - 2) + "╯\n";
}

std::string button_row(const Card& card) {
  constexpr std::size_t kLabel = 30;
  std::string row;
  for (const Button& button : card.buttons) {
    const std::string label = cut(visible_line(button.label, kLabel), kLabel);
    if (is_blank(label)) continue;
    if (!row.empty()) row += ' ';
    row += "[" + label + "]";
  }
  return row;
}

std::string draw_root(const Message& message) {
  std::vector<std::string> addresses;
  std::vector<std::string> lines;
  const auto add = [&lines](std::string_view text) {
    for (std::string& line : wrapped(text, kInner, 3)) lines.push_back(std::move(line));
  };
  for (const CardLine& line : message.card.lines) add(line_text(line.spans, addresses));
  if (lines.empty()) add(visible_line(headline(message)));
  if (message.recovered) add("recovered: printed again");
  add(button_row(message.card));
  std::string out = boxed(lines);
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    out += "[" + std::to_string(i + 1) + "] " + addresses[i] + "\n";
  }
  return out;
}

std::string draw_lines(const Message& message, std::string_view lead) {
  std::string out;
  for (const std::string& line : message_lines(message)) {
    for (const std::string& piece : wrapped(line, kWidth - columns(lead), 4)) {
      out += std::string(lead) + piece + "\n";
    }
  }
  return out;
}

std::string draw(const Message& message) {
  switch (message.kind) {
    case Message::Kind::root: return draw_root(message);
    case Message::Kind::list: return draw_lines(message, "  ");
    case Message::Kind::notice: break;
  }
  return to_string(message.card.incident) + "\n" + draw_lines(message, "» ");
}

HttpRequest print(std::string text) {
  HttpRequest request;
  request.method = "PRINT";
  request.body = std::move(text);
  return request;
}

class Console final : public ChatAdapter {
 public:
  std::string_view type() const override { return "console"; }
  Abilities abilities() const override { return {.remote = false}; }

  HttpRequest encode(const PostCall& post, const ChatConfig&) const override {
    return print(draw(post.message));
  }
  HttpRequest encode(const EditCall& edit, const ChatConfig&) const override {
    return print(draw(edit.message));
  }
  HttpRequest encode(const SearchCall&, const ChatConfig&) const override { return print({}); }
  HttpRequest encode_plain(const PostCall& post, const ChatConfig&) const override {
    return print(draw_lines(post.message, ""));
  }

  Verdict read_post(const HttpReply& reply) const override {
    Verdict verdict;
    verdict.channel_id = "console";
    verdict.message_id = "printed";
    if (reply.status >= 300) {
      verdict.kind = Verdict::Kind::retry;
      verdict.error = "the terminal took nothing";
    }
    return verdict;
  }
  Verdict read_edit(const HttpReply& reply) const override { return read_post(reply); }
  Result<Found> read_search(const HttpReply&) const override {
    return Error{"unsupported", "a terminal cannot be searched"};
  }
};

}  // namespace

const ChatAdapter& console() {
  static const Console chat;
  return chat;
}

}  // namespace triaged::chat

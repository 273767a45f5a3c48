#include "adapters/chat/mention.h"

#include <algorithm>

namespace triaged::chat {
namespace {

// The inside of "<@...>" or "<!...>"; empty if it is neither.
std::string_view inside(std::string_view text, std::string_view open) {
  if (!text.starts_with(open) || !text.ends_with('>')) return {};
  text.remove_prefix(open.size());
  text.remove_suffix(1);
  return text;
}

bool is_id(std::string_view text, std::string_view first) {
  constexpr std::size_t kLongest = 32;
  return text.size() > 1 && text.size() <= kLongest &&
         first.find(text.front()) != std::string_view::npos &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

Mention with_id(Mention::Kind kind, std::string_view content, std::string_view first) {
  const std::size_t bar = content.find('|');
  const std::string_view id = content.substr(0, bar);
  if (!is_id(id, first)) return {};
  const std::string_view label = bar == std::string_view::npos ? id : content.substr(bar + 1);
  return {kind, id, std::string(label.starts_with('@') ? "" : "@").append(label)};
}

Mention parse_handle(std::string_view handle) {
  Mention found = with_id(Mention::Kind::user, inside(handle, "<@"), "UW");
  if (found.kind == Mention::Kind::words) {
    found = with_id(Mention::Kind::group, inside(handle, "<!subteam^"), "S");
  }
  if (handle == "<!here>") found = {Mention::Kind::here, {}, "@here"};
  if (handle == "<!channel>") found = {Mention::Kind::channel, {}, "@channel"};
  if (found.kind == Mention::Kind::words) found.text = handle;
  return found;
}

}  // namespace

std::vector<Mention> parse_mentions(std::string_view text) {
  std::vector<Mention> parts;
  const auto add = [&parts](std::string_view part) {
    if (part.empty()) return;
    Mention mention = parse_handle(part);
    const bool words = mention.kind == Mention::Kind::words;
    if (words && !parts.empty() && parts.back().kind == Mention::Kind::words) {
      parts.back().text += mention.text;
    } else {
      parts.push_back(std::move(mention));
    }
  };
  while (!text.empty()) {
    const bool bracket = text.front() == '<';
    const std::size_t end = bracket ? text.find('>') : text.find('<') - 1;
    const std::size_t length = end < text.size() ? end + 1 : text.size();
    add(text.substr(0, length));
    text.remove_prefix(length);
  }
  return parts;
}

std::string mention_words(std::string_view text) {
  std::string out;
  for (const Mention& part : parse_mentions(text)) out += part.text;
  return out;
}

}  // namespace triaged::chat

#include "adapters/chat/rich_text.h"

#include <algorithm>
#include <optional>

#include "adapters/chat/link.h"
#include "adapters/chat/mention.h"
#include "adapters/chat/visible_text.h"

namespace triaged::chat {
namespace {

using Json = nlohmann::ordered_json;

// Slack refuses a message at about 13,200 characters over all blocks, and does not say what it
// counts: text and addresses stay under the first figure, the JSON of all blocks under the second.
// Room for buttons and the last line is already taken off.
constexpr std::size_t kCharacters = 7'300;
constexpr std::size_t kJson = 12'500;
// Addresses may be long; all of one line's together at most this, later ones lose their link.
constexpr std::size_t kLineAddresses = 3'000;

// UTF-16 units, with the three characters that Slack stores escaped at their stored length.
std::size_t slack_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) == 0x80) continue;
    count += c == '&' ? 5 : c == '<' || c == '>' ? 4 : byte >= 0xF0 ? 2 : 1;
  }
  return count;
}

// The element that notifies; none for words.
std::optional<Json> mention_element(const Mention& mention) {
  switch (mention.kind) {
    case Mention::Kind::user: return Json{{"type", "user"}, {"user_id", mention.id}};
    case Mention::Kind::group: return Json{{"type", "usergroup"}, {"usergroup_id", mention.id}};
    case Mention::Kind::here: return Json{{"type", "broadcast"}, {"range", "here"}};
    case Mention::Kind::channel: return Json{{"type", "broadcast"}, {"range", "channel"}};
    case Mention::Kind::words: break;
  }
  return std::nullopt;
}

// A clock alone for a moment written as a clock, the day with it for one written with its day.
std::string_view time_format(std::string_view fallback) {
  constexpr std::size_t kClock = 10;  // "03:07 UTC"
  return fallback.size() <= kClock ? "{time}" : "{date_short_pretty} {time}";
}

struct Size {
  std::size_t characters = 0;
  std::size_t json = 0;
  void add(const RichLine& line) {
    characters += line.characters();
    json += code_points(dump(line.section())) + 1;
  }
  bool fits() const { return characters <= kCharacters && json <= kJson; }
  void remove(const Size& other) {
    characters -= other.characters;
    json -= other.json;
  }
};

Size size_of(const std::vector<RichLine>& lines) {
  Size size;
  for (const RichLine& line : lines) size.add(line);
  return size;
}

// Lets every line of that worth go which stands in the largest group, one at a time from its end,
// until the rest fits; the number that went.
std::size_t shed(std::vector<RichLine>& lines, Worth worth, std::size_t beside) {
  std::size_t gone = 0;
  std::vector<Size> groups;
  Size all = size_of(lines);
  all.json += beside;
  for (const RichLine& line : lines) {
    if (groups.size() <= line.group()) groups.resize(line.group() + 1);
    if (line.worth() == worth) groups[line.group()].add(line);
  }
  while (!all.fits()) {
    const auto largest = std::max_element(groups.begin(), groups.end(),
                                          [](auto& a, auto& b) { return a.json < b.json; });
    if (largest == groups.end() || largest->json == 0) return gone;
    const auto group = static_cast<std::size_t>(largest - groups.begin());
    const auto last = std::find_if(lines.rbegin(), lines.rend(), [&](const RichLine& line) {
      return line.worth() == worth && line.group() == group;
    });
    Size its;
    its.add(*last);
    all.remove(its);
    largest->remove(its);
    lines.erase(std::next(last).base());
    ++gone;
  }
  return gone;
}

RichLine more_line(std::size_t gone, const std::string& page_url) {
  constexpr std::size_t kLongestPage = 200;
  const std::string text = "+ " + std::to_string(gone) + " more on the page";
  RichLine line(Worth::kept);
  line.link(text, page_url.size() > kLongestPage ? "" : page_url, Span::Style::plain);
  return line;
}

}  // namespace

std::string RichLine::fit(std::string_view text) {
  std::string shown = cut(visible_line(text, left_), left_);
  left_ -= code_points(shown);
  return shown;
}

void RichLine::push(Json element, Span::Style style, std::size_t characters) {
  if (style == Span::Style::bold) element["style"] = {{"bold", true}};
  if (style == Span::Style::code) element["style"] = {{"code", true}};
  elements_.push_back(std::move(element));
  characters_ += characters;
}

RichLine& RichLine::text(std::string_view text, Span::Style style) {
  const std::string shown = fit(text);
  if (shown.empty()) return *this;
  push({{"type", "text"}, {"text", shown}}, style, slack_characters(shown));
  return *this;
}

RichLine& RichLine::link(std::string_view label, std::string_view url, Span::Style style) {
  const auto link = safe_link(url);
  if (!link || characters_ + link->url.size() > kLineAddresses) return text(label, style);
  const std::string shown = fit(honest_label(visible_line(label, left_), *link));
  if (shown.empty()) return *this;
  push({{"type", "link"}, {"url", link->url}, {"text", shown}}, style,
       slack_characters(shown) + slack_characters(link->url));
  return *this;
}

RichLine& RichLine::time(Timestamp at, std::string_view fallback, Span::Style style) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  const std::string shown = fit(fallback.empty() ? format_clock(at) : fallback);
  constexpr long long kYear9999 = 253'402'300'799;
  if (shown.empty() || seconds < 0 || seconds > kYear9999) return text(shown, style);
  const std::string_view format = time_format(shown);
  push({{"type", "date"}, {"timestamp", seconds}, {"format", format}, {"fallback", shown}},
       style == Span::Style::code ? Span::Style::plain : style,
       slack_characters(shown) + format.size());
  return *this;
}

RichLine& RichLine::mention(std::string_view handle, bool notify) {
  for (const Mention& part : parse_mentions(handle)) {
    auto element = notify ? mention_element(part) : std::nullopt;
    if (!element) {
      text(part.text);
    } else if (left_ > 0) {
      push(std::move(*element), Span::Style::plain, part.text.size());
      --left_;
    }
  }
  return *this;
}

RichLine& RichLine::spans(const Spans& spans, bool notify) {
  for (const Span& span : spans) {
    if (!span.mention.empty()) {
      mention(span.mention, notify);
    } else if (span.time != kNoTime) {
      time(span.time, span.text, span.style);
    } else if (!span.url.empty()) {
      link(span.text, span.url, span.style);
    } else {
      text(span.text, span.style);
    }
  }
  return *this;
}

Json RichLine::section() const { return {{"type", "rich_text_section"}, {"elements", elements_}}; }

Json rich_text_block(std::vector<RichLine> lines, const std::string& block_id,
                     const std::string& page_url, std::size_t beside) {
  std::erase_if(lines, [](const RichLine& line) { return line.empty(); });
  std::size_t gone = shed(lines, Worth::detail, beside);
  gone += shed(lines, Worth::plain, beside);
  if (gone > 0) lines.push_back(more_line(gone, page_url));
  Json elements = Json::array();
  for (const RichLine& line : lines) elements.push_back(line.section());
  return {{"type", "rich_text"}, {"block_id", block_id}, {"elements", std::move(elements)}};
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace triaged::chat

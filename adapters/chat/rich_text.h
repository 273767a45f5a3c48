#pragma once
// Slack's rich_text, line by line: the carrier of everything that came from outside, because its
// text elements are literal. Knows how much Slack takes and lets lines go, least needed first,
// until a message fits. Private to the Slack adapters; pure.

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/card.h"

namespace triaged::chat {

/// What a line is worth when there is no room: details go first, then plain lines from the end of
/// the largest group; a kept line stays.
enum class Worth : std::uint8_t { kept, plain, detail };

/// One line under construction. Texts are made visible and cut, so that the line has at most
/// kLinePoints code points. `group` is the section of a list that it belongs to.
class RichLine {
 public:
  static constexpr std::size_t kLinePoints = 400;

  explicit RichLine(Worth worth = Worth::plain, std::size_t group = 0)
      : worth_(worth), group_(group) {}

  RichLine& text(std::string_view text, Span::Style style = Span::Style::plain);
  RichLine& link(std::string_view label, std::string_view url, Span::Style style);
  /// The moment in the reader's zone; the fallback is for readers that cannot.
  RichLine& time(Timestamp at, std::string_view fallback, Span::Style style);
  /// A text of the configuration: `<@U..>` and `<!subteam^S..>` in it notify, names are only text.
  RichLine& mention(std::string_view handle, bool notify);
  RichLine& spans(const Spans& spans, bool notify);

  bool empty() const { return elements_.empty(); }
  Worth worth() const { return worth_; }
  std::size_t group() const { return group_; }
  std::size_t characters() const { return characters_; }  ///< as Slack may count them at worst
  nlohmann::ordered_json section() const;

 private:
  void push(nlohmann::ordered_json element, Span::Style style, std::size_t characters);
  std::string fit(std::string_view text);

  nlohmann::ordered_json elements_ = nlohmann::ordered_json::array();
  Worth worth_;
  std::size_t group_;
  std::size_t characters_ = 0;
  std::size_t left_ = kLinePoints;
};

/// The rich_text block of these lines, of which the empty ones are left out. What does not fit is
/// counted in a last line, "+ N more on the page", which links to the page if there is one.
/// `beside`: characters of JSON that the other blocks of the message take.
nlohmann::ordered_json rich_text_block(std::vector<RichLine> lines, const std::string& block_id,
                                       const std::string& page_url, std::size_t beside);

/// JSON text in which nothing can be invalid UTF-8.
std::string dump(const nlohmann::ordered_json& json);

}  // namespace triaged::chat

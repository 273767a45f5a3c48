#include "rules/source_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kExcerptCharacters = 120;

/// One line for a terminal: tabs and control bytes become a space, so that the
/// caret stands right.
std::string excerpt_of(std::string_view line) {
  std::string out;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < line.size() && shown < kExcerptCharacters; ++shown) {
    const std::size_t length = utf8_character(line.substr(at));
    const bool plain = length > 1 || (length == 1 && static_cast<unsigned char>(line[at]) >= 0x20 &&
                                      line[at] != 0x7F);
    if (plain) {
      out.append(line.substr(at, length));
    } else {
      out.push_back(length == 0 ? '?' : ' ');
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

}  // namespace

SourceText::SourceText(std::string_view path, std::string_view text)
    : path_(path), text_(text), starts_{0} {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') starts_.push_back(at + 1);
  }
}

Place SourceText::place_of(std::size_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const std::size_t start = *std::prev(after);
  const auto number = static_cast<std::size_t>(after - starts_.begin());
  return {number, count_characters(text_.substr(start, offset - start)) + 1};
}

std::string_view SourceText::line(std::size_t number) const {
  if (number == 0 || number > starts_.size()) return {};
  const std::size_t start = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : text_.size();
  std::string_view rest = text_.substr(start, end - start);
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

Diagnostic SourceText::make(Diagnostic::Level level, std::string code, Place place,
                            std::string message) const {
  const std::string_view shown = place.line == 0 ? std::string_view() : line(place.line);
  return {level,
          std::move(code),
          path_,
          place.line,
          place.column,
          std::move(message),
          excerpt_of(shown)};
}

}  // namespace triaged::rules

#include "adapters/chat/visible_text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "adapters/utf8.h"

namespace triaged::chat {
namespace {

using adapters::append_code_point;
using adapters::take_code_point;

struct Range {
  char32_t first;
  char32_t last;
};

template <std::size_t kCount>
bool within(const std::array<Range, kCount>& ranges, char32_t point) {
  return std::any_of(ranges.begin(), ranges.end(), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

constexpr std::array<Range, 5> kBreaks{
    {{0x09, 0x0D}, {0x85, 0x85}, {0x2028, 0x2029}, {0xA0, 0xA0}, {0x3000, 0x3000}}};
constexpr std::array<Range, 2> kOverrides{{{0x202A, 0x202E}, {0x2066, 0x2069}}};
constexpr std::array<Range, 13> kUnseen{{{0x00, 0x1F},
                                         {0x7F, 0x9F},
                                         {0xAD, 0xAD},
                                         {0x034F, 0x034F},
                                         {0x061C, 0x061C},
                                         {0x115F, 0x1160},
                                         {0x17B4, 0x17B5},
                                         {0x180B, 0x180F},
                                         {0x200B, 0x200F},
                                         {0x2060, 0x206F},
                                         {0x3164, 0x3164},
                                         {0xFEFF, 0xFEFF},
                                         {0xFFF0, 0xFFFB}}};
constexpr std::array<Range, 2> kUnseenHigh{{{0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF}}};
constexpr std::array<Range, 9> kMarks{{{0x0300, 0x036F},
                                       {0x0483, 0x0489},
                                       {0x0591, 0x05BD},
                                       {0x064B, 0x065F},
                                       {0x1AB0, 0x1AFF},
                                       {0x1DC0, 0x1DFF},
                                       {0x20D0, 0x20FF},
                                       {0xFE00, 0xFE0F},
                                       {0xFE20, 0xFE2F}}};
constexpr std::array<Range, 12> kWide{{{0x1100, 0x115F},
                                       {0x231A, 0x231B},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0x4DBF},
                                       {0x4E00, 0x9FFF},
                                       {0xA000, 0xA4CF},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0x1F300, 0x1FAFF},
                                       {0x20000, 0x3FFFD}}};

bool combines(char32_t point) {
  return within(kMarks, point) || (point >= 0x1F3FB && point <= 0x1F3FF);
}

// The number of code points appended.
std::size_t append_visible(std::string& out, char32_t point) {
  if (point > 0x20 && point < 0x7F) {
    out.push_back(static_cast<char>(point));
    return 1;
  }
  if (within(kBreaks, point)) {
    if (out.ends_with(' ')) return 0;
    out.push_back(' ');
    return 1;
  }
  if (within(kOverrides, point)) {
    std::array<char, 16> shown{};
    std::snprintf(shown.data(), shown.size(), "\\u{%04X}", static_cast<unsigned>(point));
    const std::string_view text = shown.data();
    out += text;
    return text.size();
  }
  if (within(kUnseen, point) || within(kUnseenHigh, point)) return 0;
  append_code_point(out, point);
  return 1;
}

}  // namespace

std::string visible_line(std::string_view text, std::size_t points) {
  std::string out;
  out.reserve(std::min(text.size(), points));
  for (std::size_t count = 0; !text.empty() && count <= points;) {
    count += append_visible(out, take_code_point(text));
  }
  return out;
}

std::vector<std::string> visible_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string line = visible_line(text.substr(0, end));
    if (!is_blank(line)) lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(' ') == std::string_view::npos;
}

std::string cut(std::string_view text, std::size_t points) {
  if (points == 0) return {};
  std::string_view rest = text;
  std::size_t whole = 0;  // bytes up to the last place where a cut leaves room for the ellipsis
  for (std::size_t count = 0; !rest.empty(); ++count) {
    const std::size_t at = text.size() - rest.size();
    if (count == points) return std::string(text.substr(0, whole)) + "…";
    const char32_t point = take_code_point(rest);
    if (count < points && !combines(point)) whole = at;
  }
  return std::string(text);
}

std::size_t code_points(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) take_code_point(text);
  return count;
}

std::size_t columns(char32_t point) {
  if (combines(point)) return 0;
  return within(kWide, point) ? 2 : 1;
}

std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) count += columns(take_code_point(text));
  return count;
}

}  // namespace triaged::chat

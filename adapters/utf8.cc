#include "adapters/utf8.h"

namespace triaged::adapters {
namespace {

struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t least;  // smaller values are overlong
};

Lead lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return {2, static_cast<char32_t>(byte & 0x1F), 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return {3, static_cast<char32_t>(byte & 0x0F), 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return {4, static_cast<char32_t>(byte & 0x07), 0x10000};
  return {0, 0, 0};
}

bool scalar(char32_t point) { return point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF); }

}  // namespace

char32_t take_code_point(std::string_view& rest) {
  const Lead first = lead(static_cast<unsigned char>(rest.front()));
  if (first.length == 0 || rest.size() < first.length) {
    rest.remove_prefix(1);
    return kReplacement;
  }
  char32_t point = first.bits;
  for (std::size_t i = 1; i < first.length; ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    if ((byte & 0xC0) != 0x80) {
      rest.remove_prefix(1);
      return kReplacement;
    }
    point = (point << 6) | (byte & 0x3F);
  }
  const bool sound = point >= first.least && scalar(point);
  rest.remove_prefix(sound ? first.length : 1);
  return sound ? point : kReplacement;
}

void append_code_point(std::string& out, char32_t point) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | (point >> 6));
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

std::string clean_prefix(std::string_view text, std::size_t points) {
  std::string out;
  for (; points > 0 && !text.empty(); --points) append_code_point(out, take_code_point(text));
  return out;
}

}  // namespace triaged::adapters

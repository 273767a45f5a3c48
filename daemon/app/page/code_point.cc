#include "app/page/code_point.h"

#include <array>
#include <cstdint>

namespace triaged::app {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Lead {
  std::size_t size = 1;     ///< bytes of the sequence
  std::uint32_t bits = 0;   ///< payload of the first byte
  std::uint32_t least = 0;  ///< smaller values are overlong
};

Lead read_lead(unsigned char byte) {
  if (byte < 0x80) return {1, byte, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1FU, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0FU, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07U, 0x10000};
  return {0, 0, 0};
}

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array<Range, 11> kUnseen{{{0x00, 0x1F},
                                         {0x7F, 0x9F},
                                         {0xAD, 0xAD},
                                         {0x61C, 0x61C},
                                         {0x180E, 0x180E},
                                         {0x200B, 0x200F},
                                         {0x2028, 0x202E},
                                         {0x2060, 0x206F},
                                         {0xFEFF, 0xFEFF},
                                         {0xFFF9, 0xFFFB},
                                         {0xE0000, 0xE007F}}};

}  // namespace

char32_t take_code_point(std::string_view& rest) {
  const auto byte_at = [&rest](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  const Lead lead = read_lead(byte_at(0));
  std::uint32_t value = lead.bits;
  bool good = lead.size > 0 && lead.size <= rest.size();
  for (std::size_t i = 1; good && i < lead.size; ++i) {
    good = (byte_at(i) & 0xC0U) == 0x80U;
    value = (value << 6U) | (byte_at(i) & 0x3FU);
  }
  good = good && value >= lead.least && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
  rest.remove_prefix(good ? lead.size : 1);
  return good ? static_cast<char32_t>(value) : kReplacement;
}

void append_utf8(std::string& out, char32_t character) {
  const auto value = static_cast<std::uint32_t>(character);
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0U | (value >> 6U));
    put(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    put(0xE0U | (value >> 12U));
    put(0x80U | ((value >> 6U) & 0x3FU));
    put(0x80U | (value & 0x3FU));
  } else {
    put(0xF0U | (value >> 18U));
    put(0x80U | ((value >> 12U) & 0x3FU));
    put(0x80U | ((value >> 6U) & 0x3FU));
    put(0x80U | (value & 0x3FU));
  }
}

bool is_unseen(char32_t character) {
  for (const Range& range : kUnseen) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

}  // namespace triaged::app

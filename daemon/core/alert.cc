#include "core/alert.h"

#include "core/fnv.h"

namespace triaged {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string percent_decode(std::string_view in) {
  std::string out;
  for (std::size_t i = 0; i < in.size(); ++i) {
    const bool escape = in[i] == '%' && i + 2 < in.size() && hex_digit(in[i + 1]) >= 0 &&
                        hex_digit(in[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(hex_digit(in[i + 1]) * 16 + hex_digit(in[i + 2])));
      i += 2;
    } else {
      out.push_back(in[i] == '+' ? ' ' : in[i]);
    }
  }
  return out;
}

}  // namespace

std::string_view to_string(AlertStatus status) {
  switch (status) {
    case AlertStatus::firing: return "firing";
    case AlertStatus::resolved: return "resolved";
    case AlertStatus::unknown: return "unknown";
  }
  return "unknown";
}

AlertKey key_of(const Alert& alert) {
  Fnv hash;
  hash.add(alert.source).add_byte(0xFE);
  for (int shift = 0; shift < 64; shift += 8) {
    hash.add_byte(static_cast<std::uint8_t>(alert.fingerprint >> shift));
  }
  return AlertKey{hash.value()};
}

std::uint64_t content_hash(const Alert& alert) {
  Fnv hash;
  hash.add_byte(static_cast<std::uint8_t>(alert.status));
  hash.add(alert.annotations.packed()).add_byte(0xFE).add(alert.generator_url);
  return hash.value();
}

std::string expression_of(const Alert& alert) {
  if (const auto value = alert.annotations.get("expr"); !value.empty()) return std::string(value);
  if (const auto value = alert.labels.get("expr"); !value.empty()) return std::string(value);
  const std::string_view url = alert.generator_url;
  const std::size_t at = url.find("g0.expr=");
  if (at == std::string_view::npos) return {};
  const std::string_view value = url.substr(at + 8);
  return percent_decode(value.substr(0, value.find('&')));
}

}  // namespace triaged

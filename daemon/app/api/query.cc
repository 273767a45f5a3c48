#include "app/api/query.h"

#include <charconv>
#include <optional>

namespace triaged::app {
namespace {

constexpr std::size_t kParameters = 100;

std::optional<char> read_hex_byte(std::string_view two) {
  unsigned value = 0;
  if (two.size() != 2) return std::nullopt;
  const auto read = std::from_chars(two.data(), two.data() + 2, value, 16);
  if (read.ec != std::errc{} || read.ptr != two.data() + 2) return std::nullopt;
  return static_cast<char>(value);
}

std::string decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? read_hex_byte(text.substr(i + 1, 2)) : std::nullopt;
    if (byte) i += 2;
    out += byte ? *byte : (text[i] == '+' ? ' ' : text[i]);
  }
  return out;
}

}  // namespace

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

Parameters query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? Parameters{} : read_form(target.substr(mark + 1));
}

Parameters read_form(std::string_view body) {
  Parameters out;
  while (!body.empty() && out.size() < kParameters) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = pair.find('=');
    const bool has_value = equals != std::string_view::npos;
    out.emplace_back(decode(pair.substr(0, equals)),
                     has_value ? decode(pair.substr(equals + 1)) : std::string());
  }
  return out;
}

std::string_view parameter(const Parameters& parameters, std::string_view name) {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::uint64_t number(const Parameters& parameters, std::string_view name, std::uint64_t otherwise,
                     std::uint64_t most) {
  const std::string_view text = parameter(parameters, name);
  std::uint64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return !text.empty() && whole && value <= most ? value : otherwise;
}

}  // namespace triaged::app

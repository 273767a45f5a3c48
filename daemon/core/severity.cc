#include "core/severity.h"

#include <array>

namespace triaged {
namespace {
constexpr std::array<std::string_view, 5> kNames{"SEV1", "SEV2", "SEV3", "SEV4", "SEV5"};
}

std::string_view to_string(Severity severity) {
  return kNames.at(static_cast<std::size_t>(severity) - 1);
}

std::optional<Severity> parse_severity(std::string_view text) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (text == kNames[i]) return static_cast<Severity>(i + 1);
  }
  return std::nullopt;
}

}  // namespace triaged

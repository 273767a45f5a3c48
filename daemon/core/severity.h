#pragma once
// SEV1 (worst) to SEV5, and the evidence a severity was concluded from. Every input is kept with its
// weight so that a card can say why, also when it says that something is unknown.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace triaged {

enum class Severity : std::uint8_t { SEV1 = 1, SEV2, SEV3, SEV4, SEV5 };

std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

inline bool worse(Severity a, Severity b) { return a < b; }
inline Severity worst(Severity a, Severity b) { return worse(a, b) ? a : b; }

/// One input to the severity of an incident: what was looked at, what it said, which level that
/// supports (none: unknown, or it only explains), and how much it weighs in thousandths.
struct SeverityInput {
  std::string name;
  std::string value;
  std::optional<Severity> supports;
  std::int32_t weight = 0;

  friend bool operator==(const SeverityInput&, const SeverityInput&) = default;
};

struct SeverityDecision {
  Severity severity = Severity::SEV3;
  std::string reason;  ///< the line on the card, at most 46 columns where it can be
  std::vector<SeverityInput> inputs;

  friend bool operator==(const SeverityDecision&, const SeverityDecision&) = default;
};

}  // namespace triaged

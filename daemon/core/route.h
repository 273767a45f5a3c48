#pragma once
// Where an incident goes and how loudly. The first matching route of the configuration decides; the
// choice is recorded with the incident, so that a reload never moves a card that is out.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/severity.h"

namespace triaged {

/// live: the real thing. shadow: full cards, no mentions. observe: the page only.
enum class Mode : std::uint8_t { live, shadow, observe };
std::string_view to_string(Mode mode);

/// One place a card appears: a chat by its configured name, and a channel within it ("" = its own).
struct Destination {
  std::string chat;
  std::string channel;
  friend bool operator==(const Destination&, const Destination&) = default;
};

struct RouteChoice {
  std::string route;   ///< its name; "default" when none is configured
  std::string reason;  ///< which matchers said yes
  std::string team;
  Mode mode = Mode::live;
  Severity post_from = Severity::SEV4;  ///< chat hears of this severity and worse
  std::vector<Destination> destinations;
  std::string escalation;  ///< the route's own text about whom to wake
  friend bool operator==(const RouteChoice&, const RouteChoice&) = default;
};

}  // namespace triaged

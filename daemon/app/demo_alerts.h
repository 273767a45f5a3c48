#pragma once
// The three documented incidents as deliveries that a sender would make: what the demo shows and what
// its check expects of them. Constant; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "core/severity.h"

namespace triaged::app {

struct DemoAlert {
  std::string_view name;
  std::string_view path;      ///< where it is posted
  std::string body;
  std::string_view scenario;  ///< what it must be recognised as
  Severity severity;
  std::vector<std::string_view> card_has;
  std::vector<std::string_view> list_has;
};

/// `started` is put into the deliveries as RFC 3339.
std::vector<DemoAlert> demo_alerts(std::string_view started);

}  // namespace triaged::app

#pragma once
// The ways in which senders write a moment: RFC 3339 and its relatives with a space, a missing or a
// named zone; seconds, milli-, micro- or nanoseconds since the epoch, as number or as text. Used by
// the sources only; pure.

#include <optional>
#include <string_view>

#include "adapters/json_reader.h"
#include "core/time.h"

namespace triaged::sources {

/// kNoTime: not set (absent, null, empty, 0 or year 1). nullopt: something, but not a time.
std::optional<Timestamp> read_time(adapters::JsonView value);
std::optional<Timestamp> read_time(std::string_view text);

}  // namespace triaged::sources

#pragma once
// Walks the rows of segments in order and checks that nothing is missing: rows and records are
// numbered without gaps. Shared by restoring and by reading a journal that another process writes.

#include <cstdint>
#include <functional>

#include "core/record.h"
#include "core/result.h"
#include "journal/segment.h"

namespace triaged::journal {

struct Position {
  std::uint64_t row = 0;  ///< the last one seen
  std::uint64_t seq = 0;  ///< the last record seen
};

struct Visitor {
  /// False ends the walk.
  std::function<bool(Record&)> record;
};

/// Goes on after `position` and moves it. True: to the end of the segment; false: ended by visitor.
Result<bool> replay(Segment& segment, Position& position, const Visitor& visitor);

/// Journal time of a segment's first and last record, kNoTime when it has none.
Result<Timestamp> first_time(Segment& segment);
Result<Timestamp> last_time(Segment& segment);

}  // namespace triaged::journal

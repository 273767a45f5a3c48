#pragma once
// Where the shell gets its time. Decisions never see this; each input is stamped once, on arrival at
// the loop.

#include <algorithm>

#include "core/time.h"

namespace triaged::engine {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp wall() const = 0;
  /// Never goes back and does not jump; its zero means nothing.
  virtual Duration steady() const = 0;
};

/// Journal time: the wall clock at start plus steady time since, never before `floor` (the last
/// record of an earlier run).
class JournalTime {
 public:
  JournalTime(const Clock& clock, Timestamp floor)
      : clock_(clock), start_(std::max(clock.wall(), floor)), steady_start_(clock.steady()) {}

  Timestamp now() const { return start_ + (clock_.steady() - steady_start_); }

 private:
  const Clock& clock_;
  Timestamp start_;
  Duration steady_start_;
};

}  // namespace triaged::engine

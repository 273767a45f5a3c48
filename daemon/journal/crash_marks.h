#pragma once
// Remembers across crashes which input was being decided when the process died, so that one that
// kills it again and again is recognised the third time (law 6). A page of memory mapped from a
// small file: marking costs no system call, and the page outlives the process, though not the
// machine. Not part of the journal's truth: losing it costs nothing but one more crash. Loop thread.

#include <cstdint>
#include <memory>
#include <string>

#include "core/result.h"

namespace triaged::journal {

class CrashMarks {
 public:
  virtual ~CrashMarks() = default;

  /// The input with this hash is being decided; 0: none is.
  virtual void deciding(std::uint64_t input) = 0;

  /// The process has died over it at least twice.
  virtual bool killed_twice(std::uint64_t input) const = 0;
};

/// Opens or makes the file `crash-marks` in the journal's directory and counts the crash that it
/// shows, if any. A file of another size or format is begun anew. Error "io".
Result<std::unique_ptr<CrashMarks>> open_crash_marks(const std::string& directory);

}  // namespace triaged::journal

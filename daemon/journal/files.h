#pragma once
// The few things the journal asks of a disk besides SQLite: whole files, names, flushes. An
// interface, because the power-loss tests put a disk of their own under it. Errors carry the code
// "io" or "disk-full". Any thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace triaged::journal {

/// A file being written from its beginning. Closed when destroyed.
class OutFile {
 public:
  virtual ~OutFile() = default;
  virtual Result<void> append(std::string_view bytes) = 0;
  /// Asks the disk to begin with what was appended, without waiting for this; waits for what the
  /// call before asked, so that a writer cannot run ahead of the disk.
  virtual void start_flush() = 0;
  virtual Result<void> sync() = 0;
};

class InFile {
 public:
  virtual ~InFile() = default;
  /// Fills `out` up to `size` bytes; fewer only at the end of the file.
  virtual Result<std::size_t> read(char* out, std::size_t size) = 0;
};

/// Held for as long as the object lives.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class Files {
 public:
  virtual ~Files() = default;
  virtual Result<void> make_directory(const std::string& path) = 0;
  /// Names only, in no order.
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  virtual Result<std::unique_ptr<OutFile>> create(const std::string& path) = 0;
  virtual Result<std::unique_ptr<InFile>> open(const std::string& path) = 0;
  virtual Result<std::uint64_t> size(const std::string& path) = 0;
  virtual Result<void> rename(const std::string& from, const std::string& to) = 0;
  virtual Result<void> remove(const std::string& path) = 0;
  virtual Result<void> sync_directory(const std::string& path) = 0;
  /// Error "locked" when another holds it.
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
  virtual Result<std::uint64_t> free_bytes(const std::string& directory) = 0;
  /// Makes a file of that many bytes that are really set aside.
  virtual Result<void> reserve(const std::string& path, std::uint64_t bytes) = 0;
};

/// The machine's own disk.
std::shared_ptr<Files> posix_files();

}  // namespace triaged::journal

#pragma once
// A thin owner for one SQLite connection and its statements: errors as values, nothing hidden. Not
// a general wrapper; it can do what segments and the store of texts need. One thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace triaged::journal {

/// Owned by whoever prepared it; must die before its Database.
class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}

  /// Parameters count from 1. Bytes must live until the statement has run.
  Statement& bind(int index, std::int64_t value);
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind_text(int index, std::string_view text);

  /// True: a row is there. After false or an error the statement is ready to be bound again.
  Result<bool> step();
  /// For statements without rows.
  Result<void> run();
  void reset();

  /// Columns count from 0; views live until the next step.
  std::int64_t integer(int column) const;
  std::string_view blob(int column) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Database {
 public:
  enum class Access { create, write, read_closed };

  /// read_closed promises SQLite that nobody changes the file (immutable). Empty `vfs`: the default.
  static Result<Database> open(const std::string& path, Access access, const std::string& vfs);

  Result<void> run(const std::string& sql);
  Result<Statement> prepare(const std::string& sql);
  /// The first column of the first row, `otherwise` without one.
  Result<std::int64_t> number(const std::string& sql, std::int64_t otherwise = 0);

  /// Starts counting the frames of the write-ahead log. Takes the place of automatic checkpoints.
  void count_frames();
  /// Frames in the write-ahead log after the newest commit.
  int wal_frames() const { return *wal_frames_; }
  /// Copies what the write-ahead log holds into the database file; the log starts over.
  Result<void> checkpoint();
  /// No tidying up when this is closed.
  void abandon();

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<int> wal_frames_ = std::make_unique<int>(0);  // outlives moves; SQLite points here
  std::unique_ptr<sqlite3, Close> handle_;
};

/// True when the error means that a flush failed: what was written before may be lost, and trying
/// again would not bring it back.
bool is_failed_flush(const Error& error);

}  // namespace triaged::journal

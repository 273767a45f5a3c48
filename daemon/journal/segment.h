#pragma once
// One segment file, NNNN.db: rows of batches in order, and the archive of incidents that closed
// while it was the active one. The newest segment is active (write-ahead log, one connection); all
// others are closed and never change. Not a place of decisions: when to rotate or unlink is the
// journal's business. Loop thread, except that closed segments may be read by any.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/incident.h"
#include "core/result.h"
#include "journal/database.h"
#include "journal/files.h"

namespace triaged::journal {

inline constexpr std::uint64_t kPageSize = 4096;

/// What every segment is told when it is made. Batches and records both count from 1.
struct SegmentStart {
  std::uint64_t number = 1;
  std::uint64_t first_batch = 1;
  std::uint64_t first_seq = 1;
};

struct ArchivedIncident {
  IncidentId id;
  std::string scenario_version;
  std::string scenario;  ///< sealed; written once per segment
  std::string body;      ///< encode_archived()
};

/// What one commit adds: rows (each a run of length-prefixed blocks) and archived incidents.
struct Batch {
  std::vector<std::string_view> rows;
  const std::vector<ArchivedIncident>* archived = nullptr;
};

std::string segment_name(std::uint64_t number);                        ///< "0001.db"
std::optional<std::uint64_t> segment_number(const std::string& name);  ///< nullopt: not a segment

/// Where files are and through which VFS SQLite sees them.
struct Place {
  Files* files = nullptr;
  std::string directory;
  std::string vfs;

  std::string path(const std::string& name) const { return directory + "/" + name; }
};

class Segment {
 public:
  enum class Use { active, closed };

  /// Makes an empty segment that is whole on disk before it has its name.
  static Result<void> create(const Place& place, const SegmentStart& start);
  static Result<Segment> open(const Place& place, std::uint64_t number, Use use);
  /// Opens any database file as a closed segment, e.g. a copy.
  static Result<Segment> open_file(const std::string& path, const std::string& vfs, Use use);

  const SegmentStart& start() const { return start_; }
  std::uint8_t format() const { return format_; }

  /// One transaction. On an error nothing of it is visible on this connection.
  Result<void> write(std::uint64_t first_row, const Batch& batch);

  /// Rows from `from` on, in order, until `visit` says false or an error.
  using VisitRow = std::function<Result<bool>(std::uint64_t row, std::string_view body)>;
  Result<void> rows(std::uint64_t from, const VisitRow& visit);
  Result<std::uint64_t> last_row();

  /// The archived incident and its scenario, both sealed; nullopt: not in this segment.
  Result<std::optional<ArchivedIncident>> archived(IncidentId id);
  Result<std::vector<IncidentId>> archived_ids();

  /// Kept with the segment when it is closed; 0 when it never was.
  Result<std::int64_t> closed_at();
  /// Leaves write-ahead mode: one file, whole, that is only read from now on.
  Result<void> finish(Timestamp last_at);
  Result<void> checkpoint() { return database_.checkpoint(); }
  /// Leaves the files as they are when this object goes.
  void abandon() { database_.abandon(); }
  int wal_frames() const { return database_.wal_frames(); }
  /// Of the database file, without the log.
  Result<std::uint64_t> bytes();

 private:
  Result<void> prepare();
  Result<void> insert(std::uint64_t first_row, const Batch& batch);

  Database database_;
  SegmentStart start_;
  std::uint8_t format_ = 0;
  Statement begin_;
  Statement commit_;
  Statement rollback_;
  Statement insert_row_;
  Statement insert_archived_;
  Statement insert_scenario_;
};

}  // namespace triaged::journal

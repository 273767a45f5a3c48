#pragma once
// The journal: the one durable, totally ordered sequence of records, and what restores a World from
// it. Segments are SQLite files with one connection for the active one; a commit survives power loss
// when commit() returns. Not a database for reading: history queries open closed segments read-only.
// Owned and called by the loop thread only, except where a function says otherwise.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/record.h"
#include "core/result.h"
#include "core/world.h"

namespace triaged::journal {

struct Options {
  std::string directory;                       ///< made if missing; one process at a time (lock file)
  std::uint64_t segment_bytes = 256ULL << 20;  ///< rotate at this size ...
  Duration segment_age = std::chrono::hours{24};  ///< ... or this age (journal time)
  std::uint64_t snapshot_every = 150'000;      ///< records of tail that start a snapshot
  std::size_t snapshot_slice = 500;            ///< entities encoded per slice
  Duration retention = std::chrono::hours{24 * 90};  ///< whole segments older than this are unlinked
  std::uint64_t reserve_bytes = 64ULL << 20;   ///< disk kept back for clicks and outcomes
  std::string vfs;                             ///< SQLite VFS name, for tests; empty: the default
};

struct Stats {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;      ///< of all segments
  std::uint64_t segments = 0;
  std::uint64_t commits = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t tail = 0;       ///< records since the newest snapshot
  bool snapshot_running = false;
};

class Journal {
 public:
  virtual ~Journal() = default;

  /// Appends to the open batch. The record's seq must be last_seq + 1. Nothing is durable yet.
  virtual void append(const Record& record) = 0;

  /// Makes the open batch durable: one transaction. On an error nothing of the batch is kept and the
  /// caller must rebuild its World with restore(); the code is "disk-full" or "io".
  virtual Result<void> commit() = 0;

  /// Throws the open batch away.
  virtual void rollback() = 0;

  /// Newest good snapshot plus the tail. Also what open() did at start. `visit`, if set, sees each
  /// record of the tail after it was applied.
  virtual Result<World> restore() = 0;

  /// Lets a due snapshot advance by one slice; call between batches, when nothing is uncommitted.
  /// Registers itself as the World's observer while a snapshot runs.
  virtual void tend(World& world, Timestamp now) = 0;

  /// Writes the incident with its alerts to the archive, durable with the next commit(). The record
  /// that takes it out of the World (IncidentArchived) follows in the same batch.
  virtual void archive(const World& world, IncidentId id) = 0;

  /// An archived incident with its alerts, as a small World of its own; error "not-found".
  virtual Result<World> archived(IncidentId id) = 0;
  /// Ids of archived incidents, newest first.
  virtual std::vector<IncidentId> archived_ids(std::size_t limit) = 0;

  /// Keeps a text (pack file, configuration without secrets) by digest, once.
  virtual void keep_text(const std::string& digest, const std::string& name,
                         const std::string& text) = 0;

  /// True while the disk has less than the reserve: refuse alerts, keep accepting the rest.
  virtual bool low_on_disk() = 0;

  virtual Stats stats() const = 0;
};

/// Opens or makes a journal and restores its World into `world`.
/// Errors: "locked", "newer-format" (names the command that helps), "corrupt", "io".
Result<std::unique_ptr<Journal>> open(const Options& options, World& world);

/// Walks all records of a journal directory in order without locking it (closed segments and the
/// committed part of the active one, by a copy of the file). Any thread or process.
Result<void> read_all(const std::string& directory,
                      const std::function<bool(const Record&)>& visit);

/// Walks the texts that were kept, in the order of their digests. Any thread or process. A journal
/// without any is none the worse.
Result<void> read_texts(const std::string& directory,
                        const std::function<void(std::string_view digest, std::string_view name,
                                                 std::string_view text)>& visit);

/// Copies closed segments, a consistent copy of the active one, snapshots and texts to `target`.
Result<void> backup(const std::string& directory, const std::string& target);

// The codec, exposed for tests, dump and fuzzing.
std::string encode(const Record& record);
Result<Record> decode(std::string_view bytes);
/// The whole World in a canonical order: equal Worlds give equal bytes.
std::string encode_world(const World& world);
Result<World> decode_world(std::string_view bytes);
/// One line of JSON without secrets, for `triaged journal dump`.
std::string to_json(const Record& record);

}  // namespace triaged::journal

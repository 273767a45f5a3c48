#pragma once
// The one implementation of Journal, over segments. Internal: others go through journal.h; tests
// come here to put a disk of their own under it. Loop thread.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "journal/files.h"
#include "journal/journal.h"
#include "journal/replay.h"
#include "journal/segment.h"
#include "journal/snapshot.h"

namespace triaged::journal {

class SegmentedJournal final : public Journal {
 public:
  static Result<std::unique_ptr<SegmentedJournal>> open(const Options& options,
                                                        std::shared_ptr<Files> files,
                                                        World& world);

  void append(const Record& record) override;
  Result<void> commit() override;
  void rollback() override;
  Result<World> restore() override;
  void tend(World& world, Timestamp now) override;
  void archive(const World& world, IncidentId id) override;
  Result<World> archived(IncidentId id) override;
  std::vector<IncidentId> archived_ids(std::size_t limit) override;
  void keep_text(const std::string& digest, const std::string& name,
                 const std::string& text) override;
  bool low_on_disk() override;
  Stats stats() const override;

 private:
  struct Text {
    std::string digest;
    std::string name;
    std::string text;
  };

  SegmentedJournal(const Options& options, std::shared_ptr<Files> files);

  // Opening (journal_open.cc).
  Result<void> take_stock();
  Result<void> settle(std::uint64_t number, bool has_log);
  Result<void> open_active();
  Result<LoadedSnapshot> newest_snapshot();
  Result<std::size_t> segment_with(std::uint64_t row);
  Result<void> replay_tail(World& world, std::size_t from);

  // Writing (segmented.cc).
  void end_row();
  bool uncommitted() const { return !rows_.empty(); }
  Result<void> keep_texts();
  Result<void> write();
  void committed();
  Result<void> fail(Error error);

  // Tending (journal_tend.cc).
  bool begin_snapshot(World& world);
  bool advance_snapshot(World& world);
  void drop_snapshot(World* world);
  void snapshot_done();
  bool checkpoint_if_due(bool idle);
  bool rotate_if_due(Timestamp now);
  Result<void> rotate();
  Result<void> unlink_old(Timestamp now);
  void hold_reserve();

  Result<Segment> open_closed(std::uint64_t number) const;
  Result<void> index_archive();
  std::uint64_t file_size(const std::string& name) const;

  Options options_;
  std::shared_ptr<Files> files_;
  Place place_;
  std::unique_ptr<FileLock> lock_;

  std::vector<std::uint64_t> segments_;  ///< numbers, ascending; the last is active
  std::optional<Segment> active_;
  std::uint64_t active_bytes_ = 0;       ///< about
  Timestamp active_since_;               ///< journal time of its first record
  std::uint64_t closed_bytes_ = 0;
  std::set<std::uint64_t> snapshots_;    ///< batches after which good ones stand

  Position end_;           ///< of what is committed
  Timestamp last_at_;
  std::uint64_t snapshot_seq_ = 0;
  std::optional<Error> broken_;  ///< set once a flush has failed: nothing is committed any more

  // The open batch.
  std::string rows_;                  ///< reused
  std::vector<std::size_t> row_ends_;
  std::uint64_t pending_seq_ = 0;
  Timestamp pending_at_;
  std::vector<ArchivedIncident> archived_;
  std::vector<Text> texts_;

  std::set<std::string> known_texts_;
  std::optional<std::map<IncidentId, std::uint64_t>> archive_index_;  ///< id -> segment

  std::unique_ptr<Snapshot> snapshot_;
  std::uint64_t snapshot_not_before_ = 0;  ///< seq; after one that failed
  Timestamp now_;
  bool holds_reserve_ = false;
  std::uint64_t commits_ = 0;
  std::uint64_t commits_tended_ = 0;
  std::uint64_t snapshots_made_ = 0;
};

}  // namespace triaged::journal

// What the journal does between batches: snapshots, checkpoints, new segments, retention. At most
// one of them per call, so that no pause adds to another.

#include <algorithm>

#include "journal/archive.h"
#include "journal/segmented.h"

namespace triaged::journal {
namespace {

/// Frames worth a checkpoint when the queue is empty, and when it is not (4 and 16 MiB).
constexpr int kFramesIdle = 1024;
constexpr int kFramesBusy = 4096;
constexpr std::size_t kSnapshotsKept = 2;
/// After a snapshot that failed, the next is tried this many records later.
constexpr std::uint64_t kSnapshotPause = 5'000;
constexpr const char* kReserveName = "reserve";

}  // namespace

void SegmentedJournal::tend(World& world, Timestamp now) {
  if (uncommitted() || broken_) return;
  now_ = now;
  const bool idle = commits_ == commits_tended_;
  commits_tended_ = commits_;
  if (!snapshot_) world.observe(nullptr);
  if (snapshot_ && advance_snapshot(world)) return;
  // Before the next snapshot: where one follows the other, nothing else would ever have its turn.
  if (rotate_if_due(now)) return;
  if (checkpoint_if_due(idle)) return;
  if (begin_snapshot(world)) return;
  if (!holds_reserve_ && idle) hold_reserve();
}

bool SegmentedJournal::begin_snapshot(World& world) {
  const bool long_tail = end_.seq - snapshot_seq_ >= options_.snapshot_every;
  const std::uint64_t newest = snapshots_.empty() ? 0 : *snapshots_.rbegin();
  const bool rotated = newest + 1 < active_->start().first_batch;
  if (end_.row <= newest || !(long_tail || rotated) || end_.seq < snapshot_not_before_) {
    return false;
  }
  if (low_on_disk() || world.last_seq() != end_.seq) return false;
  const SnapshotHead head{end_.row, end_.seq, world.next_incident().value, world.last_at()};
  auto begun = Snapshot::begin(place_, world, head, options_.snapshot_slice);
  if (!begun) {
    snapshot_not_before_ = end_.seq + kSnapshotPause;
    return false;
  }
  snapshot_ = std::move(*begun);
  world.observe(snapshot_.get());
  return true;
}

bool SegmentedJournal::advance_snapshot(World& world) {
  auto complete = snapshot_->advance(world);
  if (!complete) {
    snapshot_not_before_ = end_.seq + kSnapshotPause;
    drop_snapshot(&world);
  } else if (*complete) {
    snapshot_done();
    drop_snapshot(&world);
  }
  return true;
}

void SegmentedJournal::drop_snapshot(World* world) {
  if (world != nullptr) world->observe(nullptr);
  snapshot_.reset();
}

void SegmentedJournal::snapshot_done() {
  snapshots_.insert(snapshot_->head().batch);
  snapshot_seq_ = snapshot_->head().seq;
  ++snapshots_made_;
  while (snapshots_.size() > kSnapshotsKept) {
    (void)files_->remove(place_.path(snapshot_name(*snapshots_.begin())));
    snapshots_.erase(snapshots_.begin());
  }
  (void)unlink_old(now_);
}

bool SegmentedJournal::checkpoint_if_due(bool idle) {
  if (active_->wal_frames() < (idle ? kFramesIdle : kFramesBusy)) return false;
  auto done = active_->checkpoint();
  if (done) return true;
  if (is_failed_flush(done.error())) (void)fail(std::move(done).error());
  return broken_.has_value();
}

bool SegmentedJournal::rotate_if_due(Timestamp now) {
  if (active_since_ == kNoTime) return false;
  const bool old = now - active_since_ >= options_.segment_age;
  const bool outdated = active_->format() < kFormat;
  if (active_bytes_ < options_.segment_bytes && !old && !outdated) return false;
  auto rotated = rotate();
  if (rotated) return true;
  if (is_failed_flush(rotated.error())) (void)fail(std::move(rotated).error());
  return broken_.has_value();
}

Result<void> SegmentedJournal::rotate() {
  const std::uint64_t number = segments_.back() + 1;
  auto made = Segment::create(place_, {number, end_.row + 1, end_.seq + 1});
  if (!made) return made;
  auto opened = Segment::open(place_, number, Segment::Use::active);
  if (!opened) return std::move(opened).error();
  std::swap(*active_, *opened);
  const std::string closed = segment_name(segments_.back());
  segments_.push_back(number);
  active_bytes_ = 0;
  active_since_ = kNoTime;
  // From here on all is well; a closed segment that could not be finished is finished by open().
  auto finished = opened->finish(last_at_);
  closed_bytes_ += file_size(closed);
  if (!finished) return finished;
  return files_->sync_directory(place_.directory);
}

Result<void> SegmentedJournal::unlink_old(Timestamp now) {
  if (snapshots_.size() < kSnapshotsKept) return {};
  while (segments_.size() > 1) {
    auto oldest = open_closed(segments_[0]);
    if (!oldest) return std::move(oldest).error();
    auto closed_at = oldest->closed_at();
    if (!closed_at) return std::move(closed_at).error();
    auto last = oldest->last_row();
    if (!last) return std::move(last).error();
    const bool covered = *last <= *snapshots_.begin();
    if (!covered || Timestamp{Duration{*closed_at}} >= now - options_.retention) return {};
    const std::string name = segment_name(segments_[0]);
    const std::uint64_t bytes = file_size(name);
    if (auto removed = files_->remove(place_.path(name)); !removed) return removed;
    closed_bytes_ -= std::min(bytes, closed_bytes_);
    const std::uint64_t number = segments_[0];
    segments_.erase(segments_.begin());
    if (archive_index_) {
      std::erase_if(*archive_index_, [&](const auto& entry) { return entry.second == number; });
    }
  }
  return files_->sync_directory(place_.directory);
}

void SegmentedJournal::hold_reserve() {
  if (options_.reserve_bytes == 0) return;
  const std::string path = place_.path(kReserveName);
  auto size = files_->size(path);
  holds_reserve_ = size && *size >= options_.reserve_bytes;
  if (holds_reserve_) return;
  auto free = files_->free_bytes(place_.directory);
  if (!free || *free < options_.reserve_bytes + options_.reserve_bytes / 2) return;
  holds_reserve_ = static_cast<bool>(files_->reserve(path, options_.reserve_bytes));
}

bool SegmentedJournal::low_on_disk() {
  if (options_.reserve_bytes == 0) return false;
  if (!holds_reserve_) return true;
  auto free = files_->free_bytes(place_.directory);
  return free && *free < options_.reserve_bytes / 4;
}

}  // namespace triaged::journal

#include "journal/segmented.h"

#include <algorithm>
#include <stdexcept>

#include "journal/blocks.h"
#include "journal/codec.h"
#include "journal/texts.h"

namespace triaged::journal {
namespace {

/// A row is ended at this size; a bigger record is a row of its own.
constexpr std::size_t kRowBytes = 256 << 10;
/// Beyond this many frames (64 MiB) a commit checkpoints by itself, should nobody call tend().
constexpr int kFramesCap = 16 * 1024;
constexpr const char* kReserveName = "reserve";

}  // namespace

Result<std::unique_ptr<Journal>> open(const Options& options, World& world) {
  auto journal = SegmentedJournal::open(options, posix_files(), world);
  if (!journal) return std::move(journal).error();
  return std::unique_ptr<Journal>(std::move(*journal));
}

void SegmentedJournal::append(const Record& record) {
  if (record.seq != pending_seq_ + 1) {
    throw std::logic_error("journal: record " + std::to_string(record.seq) + " after " +
                           std::to_string(pending_seq_));
  }
  const std::size_t start = rows_.size();
  try {
    put_block(rows_, [&](std::string& out) { encode_to(out, record); });
  } catch (...) {
    rows_.resize(start);
    throw;
  }
  pending_seq_ = record.seq;
  pending_at_ = std::max(pending_at_, record.envelope.at);
  end_row();
}

void SegmentedJournal::end_row() {
  const std::size_t start = row_ends_.empty() ? 0 : row_ends_.back();
  if (rows_.size() - start >= kRowBytes) row_ends_.push_back(rows_.size());
}

void SegmentedJournal::archive(const World& world, IncidentId id) {
  const Incident* incident = world.find(id);
  if (incident == nullptr) return;
  ArchivedIncident one;
  one.id = id;
  one.scenario_version = incident->scenario_version;
  if (const Scenario* scenario = world.scenario_of(*incident)) {
    one.scenario = encode_scenario(*scenario);
  }
  one.body = encode_archived(world, *incident);
  archived_.push_back(std::move(one));
}

void SegmentedJournal::keep_text(const std::string& digest, const std::string& name,
                                 const std::string& text) {
  if (known_texts_.insert(digest).second) texts_.push_back({digest, name, text});
}

Result<void> SegmentedJournal::keep_texts() {
  if (texts_.empty()) return {};
  auto store = TextStore::open(place_);
  if (!store) return std::move(store).error();
  for (const Text& one : texts_) {
    if (auto kept = store->keep(one.digest, one.name, one.text); !kept) return kept;
  }
  if (auto done = store->commit(); !done) return done;
  if (auto done = files_->sync_directory(place_.directory); !done) return done;
  texts_.clear();
  return {};
}

Result<void> SegmentedJournal::write() {
  if (auto kept = keep_texts(); !kept) return kept;
  if (rows_.empty()) return {};
  Batch batch;
  batch.archived = &archived_;
  std::size_t start = 0;
  for (const std::size_t end : row_ends_) {
    batch.rows.push_back(std::string_view(rows_).substr(start, end - start));
    start = end;
  }
  return active_->write(end_.row + 1, batch);
}

Result<void> SegmentedJournal::commit() {
  if (broken_) {
    rollback();
    return *broken_;
  }
  if (!uncommitted() && texts_.empty()) return {};
  if (!rows_.empty() && (row_ends_.empty() || row_ends_.back() != rows_.size())) {
    row_ends_.push_back(rows_.size());
  }
  auto done = write();
  if (!done && done.error().code == "disk-full" && holds_reserve_) {
    // What was set aside is for this moment: low_on_disk() keeps the alerts out from here on.
    holds_reserve_ = false;
    (void)files_->remove(place_.path(kReserveName));
    done = write();
  }
  if (!done) return fail(std::move(done).error());
  committed();
  if (active_->wal_frames() > kFramesCap) (void)checkpoint_if_due(true);
  return {};
}

void SegmentedJournal::committed() {
  end_.row += row_ends_.size();
  end_.seq = pending_seq_;
  last_at_ = pending_at_;
  if (active_since_ == kNoTime) active_since_ = last_at_;
  active_bytes_ += rows_.size();
  for (const ArchivedIncident& one : archived_) {
    active_bytes_ += one.body.size();
    if (archive_index_) (*archive_index_)[one.id] = segments_.back();
  }
  ++commits_;
  rollback();
}

Result<void> SegmentedJournal::fail(Error error) {
  if (is_failed_flush(error)) {
    // The kernel reports a lost page once and then forgets it. Only reading everything again from
    // the disk, after a restart, tells what is there.
    error = {"io", "a flush to disk has failed; the journal takes nothing more until it is opened "
                   "again (" + error.reason + ")"};
    broken_ = error;
    active_->abandon();
  }
  rollback();
  return error;
}

void SegmentedJournal::rollback() {
  // Texts stay: they are true whatever became of the batch.
  archived_.clear();
  rows_.clear();
  row_ends_.clear();
  pending_seq_ = end_.seq;
  pending_at_ = last_at_;
}

Result<Segment> SegmentedJournal::open_closed(std::uint64_t number) const {
  return Segment::open(place_, number, Segment::Use::closed);
}

Result<void> SegmentedJournal::index_archive() {
  if (archive_index_) return {};
  std::map<IncidentId, std::uint64_t> index;
  const auto note = [&](Result<std::vector<IncidentId>> ids, std::uint64_t number) -> Result<void> {
    if (!ids) return std::move(ids).error();
    for (const IncidentId id : *ids) index[id] = number;
    return {};
  };
  for (const std::uint64_t number : segments_) {
    if (number == segments_.back()) {
      if (auto noted = note(active_->archived_ids(), number); !noted) return noted;
      break;
    }
    auto segment = open_closed(number);
    if (!segment) return std::move(segment).error();
    if (auto noted = note(segment->archived_ids(), number); !noted) return noted;
  }
  archive_index_ = std::move(index);
  return {};
}

namespace {

Result<World> world_of(const ArchivedIncident& one) {
  auto world = decode_world(one.body);
  if (!world || one.scenario.empty()) return world;
  auto scenario = decode_scenario(one.scenario);
  if (!scenario) return std::move(scenario).error();
  world->restore(std::move(*scenario));
  return world;
}

Error not_found(IncidentId id) {
  return {"not-found", to_string(id) + " is not in the archive"};
}

}  // namespace

Result<World> SegmentedJournal::archived(IncidentId id) {
  for (const ArchivedIncident& one : archived_) {
    if (one.id == id) return world_of(one);
  }
  if (auto indexed = index_archive(); !indexed) return std::move(indexed).error();
  const auto place = archive_index_->find(id);
  if (place == archive_index_->end()) return not_found(id);

  std::optional<Segment> closed;
  if (place->second != segments_.back()) {
    auto opened = open_closed(place->second);
    if (!opened) return std::move(opened).error();
    closed = std::move(*opened);
  }
  auto found = (closed ? *closed : *active_).archived(id);
  if (!found) return std::move(found).error();
  return *found ? world_of(**found) : Result<World>(not_found(id));
}

std::vector<IncidentId> SegmentedJournal::archived_ids(std::size_t limit) {
  std::vector<IncidentId> ids;
  if (!index_archive()) return ids;
  for (auto it = archive_index_->rbegin(); it != archive_index_->rend() && ids.size() < limit;
       ++it) {
    ids.push_back(it->first);
  }
  return ids;
}

std::uint64_t SegmentedJournal::file_size(const std::string& name) const {
  auto size = files_->size(place_.path(name));
  return size ? *size : 0;
}

Stats SegmentedJournal::stats() const {
  Stats stats;
  const std::string active = segment_name(segments_.back());
  stats.records = end_.seq;
  stats.bytes = closed_bytes_ + file_size(active) + file_size(active + "-wal");
  stats.segments = segments_.size();
  stats.commits = commits_;
  stats.snapshots = snapshots_made_;
  stats.tail = end_.seq - snapshot_seq_;
  stats.snapshot_running = snapshot_ != nullptr;
  return stats;
}

}  // namespace triaged::journal

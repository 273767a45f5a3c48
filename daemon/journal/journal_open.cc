// Opening a journal: taking stock of the files, and restoring the World.

#include <algorithm>

#include "journal/segmented.h"

namespace triaged::journal {
namespace {

constexpr std::string_view kLogSuffix = "-wal";
constexpr std::size_t kModeAt = 18;  ///< SQLite's file header: 2 while in write-ahead mode
constexpr const char* kLockName = "lock";

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<bool> in_log_mode(Files& files, const std::string& path) {
  auto file = files.open(path);
  if (!file) return std::move(file).error();
  char header[kModeAt + 1] = {};
  auto read = (*file)->read(header, sizeof header);
  if (!read) return std::move(read).error();
  return header[kModeAt] == 2;
}

}  // namespace

SegmentedJournal::SegmentedJournal(const Options& options, std::shared_ptr<Files> files)
    : options_(options), files_(std::move(files)), place_{files_.get(), options.directory,
                                                          options.vfs} {
  while (place_.directory.size() > 1 && place_.directory.ends_with('/')) {
    place_.directory.pop_back();
  }
}

Result<std::unique_ptr<SegmentedJournal>> SegmentedJournal::open(const Options& options,
                                                                 std::shared_ptr<Files> files,
                                                                 World& world) {
  std::unique_ptr<SegmentedJournal> journal(new SegmentedJournal(options, std::move(files)));
  const Place& place = journal->place_;
  if (auto made = place.files->make_directory(place.directory); !made) {
    return std::move(made).error();
  }
  auto lock = place.files->lock(place.path(kLockName));
  if (!lock) return std::move(lock).error();
  journal->lock_ = std::move(*lock);
  if (auto taken = journal->take_stock(); !taken) return std::move(taken).error();
  if (auto opened = journal->open_active(); !opened) return std::move(opened).error();
  auto restored = journal->restore();
  if (!restored) return std::move(restored).error();
  world = std::move(*restored);
  journal->hold_reserve();
  return journal;
}

Result<void> SegmentedJournal::take_stock() {
  auto names = files_->list(place_.directory);
  if (!names) return std::move(names).error();
  std::set<std::string> logs;
  for (const std::string& name : *names) {
    if (name.find(".new") != std::string::npos) {
      if (auto removed = files_->remove(place_.path(name)); !removed) return removed;
    } else if (name.ends_with(kLogSuffix)) {
      logs.insert(name.substr(0, name.size() - kLogSuffix.size()));
    } else if (const auto number = segment_number(name)) {
      segments_.push_back(*number);
    } else if (const auto batch = snapshot_batch(name)) {
      snapshots_.insert(*batch);
    }
  }
  std::sort(segments_.begin(), segments_.end());
  for (const std::uint64_t number : segments_) {
    if (number == segments_.back()) break;
    auto settled = settle(number, logs.contains(segment_name(number)));
    if (!settled) return settled;
    closed_bytes_ += file_size(segment_name(number));
  }
  return {};
}

/// A segment that was about to be closed when the process ended is closed now.
Result<void> SegmentedJournal::settle(std::uint64_t number, bool has_log) {
  if (!has_log) {
    auto log_mode = in_log_mode(*files_, place_.path(segment_name(number)));
    if (!log_mode) return std::move(log_mode).error();
    if (!*log_mode) return {};
  }
  auto segment = Segment::open(place_, number, Segment::Use::active);
  if (!segment) return std::move(segment).error();
  auto last = last_time(*segment);
  if (!last) return std::move(last).error();
  if (auto finished = segment->finish(*last); !finished) return finished;
  return files_->sync_directory(place_.directory);
}

Result<void> SegmentedJournal::open_active() {
  if (segments_.empty()) {
    if (!snapshots_.empty()) {
      return Error{"corrupt", place_.directory + " has snapshots but no segments"};
    }
    if (auto made = Segment::create(place_, {}); !made) return made;
    if (auto kept = files_->sync_directory(parent_of(place_.directory)); !kept) return kept;
    segments_.push_back(1);
  }
  auto opened = Segment::open(place_, segments_.back(), Segment::Use::active);
  if (!opened) return std::move(opened).error();
  active_ = std::move(*opened);
  auto bytes = active_->bytes();
  if (!bytes) return std::move(bytes).error();
  active_bytes_ = *bytes;
  auto since = first_time(*active_);
  if (!since) return std::move(since).error();
  active_since_ = *since;
  return {};
}

Result<LoadedSnapshot> SegmentedJournal::newest_snapshot() {
  while (!snapshots_.empty()) {
    const std::uint64_t batch = *snapshots_.rbegin();
    const std::string path = place_.path(snapshot_name(batch));
    auto loaded = load_snapshot(*files_, path);
    if (loaded && loaded->head.batch == batch) return loaded;
    if (!loaded && loaded.error().code != "corrupt") return loaded;
    // Set aside for whoever wants to know why; the older one and a longer tail give the same World.
    (void)files_->rename(path, path + ".bad");
    snapshots_.erase(batch);
  }
  return LoadedSnapshot{};
}

/// The place in segments_ of the one that holds `row`, or that would.
Result<std::size_t> SegmentedJournal::segment_with(std::uint64_t row) {
  for (std::size_t i = segments_.size(); i-- > 0;) {
    if (i + 1 == segments_.size()) {
      if (active_->start().first_batch <= row) return i;
      continue;
    }
    auto segment = open_closed(segments_[i]);
    if (!segment) return std::move(segment).error();
    if (segment->start().first_batch <= row) return i;
  }
  return Error{"corrupt", "the journal begins after batch " + std::to_string(row) +
                              " and no good snapshot reaches so far"};
}

Result<void> SegmentedJournal::replay_tail(World& world, std::size_t from) {
  Visitor visitor;
  visitor.record = [&](Record& record) {
    apply(world, record);
    return true;
  };
  for (std::size_t i = from; i < segments_.size(); ++i) {
    std::optional<Segment> closed;
    if (i + 1 < segments_.size()) {
      auto opened = open_closed(segments_[i]);
      if (!opened) return std::move(opened).error();
      closed = std::move(*opened);
    }
    auto walked = replay(closed ? *closed : *active_, end_, visitor);
    if (!walked) return std::move(walked).error();
  }
  return {};
}

Result<World> SegmentedJournal::restore() {
  drop_snapshot(nullptr);
  auto base = newest_snapshot();
  if (!base) return std::move(base).error();
  end_ = {base->head.batch, base->head.seq};
  snapshot_seq_ = base->head.seq;
  auto from = segment_with(end_.row + 1);
  if (!from) return std::move(from).error();
  if (auto replayed = replay_tail(base->world, *from); !replayed) {
    return std::move(replayed).error();
  }
  auto last = active_->last_row();
  if (!last) return std::move(last).error();
  if (*last != end_.row || base->world.last_seq() != end_.seq) {
    return Error{"corrupt", "the journal ends at batch " + std::to_string(*last) +
                                ", its newest snapshot says " + std::to_string(end_.row)};
  }
  last_at_ = base->world.last_at();
  rollback();
  return std::move(base->world);
}

}  // namespace triaged::journal

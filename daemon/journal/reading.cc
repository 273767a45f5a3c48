// Reading a journal that another process may be writing: closed segments as they are, the active
// one by a copy that is taken again until it is consistent.

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>

#include "journal/journal.h"
#include "journal/replay.h"
#include "journal/segment.h"
#include "journal/snapshot.h"
#include "journal/texts.h"

namespace triaged::journal {
namespace {

constexpr std::string_view kLogSuffix = "-wal";
constexpr std::size_t kLogHeader = 32;  ///< holds the salts, which change when the log starts over
constexpr int kTries = 50;

/// A directory of our own that goes with us.
class Scratch {
 public:
  Scratch() {
    std::error_code error;
    std::string name = std::filesystem::temp_directory_path(error).string() + "/triaged-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Scratch() {
    std::error_code error;
    if (!path_.empty()) std::filesystem::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Result<void> copy(Files& files, const std::string& from, const std::string& to) {
  auto in = files.open(from);
  if (!in) return std::move(in).error();
  auto out = files.create(to);
  if (!out) return std::move(out).error();
  std::string buffer(1 << 20, '\0');
  while (true) {
    auto got = (*in)->read(buffer.data(), buffer.size());
    if (!got) return std::move(got).error();
    if (*got == 0) return (*out)->sync();
    auto put = (*out)->append(std::string_view(buffer).substr(0, *got));
    if (!put) return put;
  }
}

/// What identifies one life of a write-ahead log; empty when there is none.
std::string log_identity(Files& files, const std::string& path) {
  auto file = files.open(path);
  if (!file) return {};
  std::string header(kLogHeader, '\0');
  auto read = (*file)->read(header.data(), header.size());
  header.resize(read ? *read : 0);
  return header;
}

/// Copies a segment that may be in use. While the log does not start over it only grows, and holds
/// all that a checkpoint may be moving into the file meanwhile: file first, then log, is consistent.
Result<void> copy_live(Files& files, const std::string& from, const std::string& to) {
  const std::string log = from + std::string(kLogSuffix);
  const std::string log_copy = to + std::string(kLogSuffix);
  Error last{"io", from + " was in motion all the time"};
  for (int i = 0; i < kTries; ++i) {
    const std::string before = log_identity(files, log);
    if (auto copied = copy(files, from, to); !copied) return copied;
    (void)files.remove(log_copy);
    if (!before.empty()) {
      if (auto copied = copy(files, log, log_copy); !copied) {
        last = copied.error();
        continue;
      }
    }
    if (log_identity(files, log) == before && log_identity(files, log_copy) == before) return {};
  }
  return last;
}

struct Listing {
  std::vector<std::uint64_t> segments;
  std::vector<std::string> others;  ///< snapshots and texts
  std::set<std::string> logs;
};

Result<Listing> look(Files& files, const std::string& directory) {
  auto names = files.list(directory);
  if (!names) return std::move(names).error();
  Listing listing;
  for (const std::string& name : *names) {
    if (const auto number = segment_number(name)) {
      listing.segments.push_back(*number);
    } else if (snapshot_batch(name) || name == kTextsName) {
      listing.others.push_back(name);
    } else if (name.ends_with(kLogSuffix)) {
      listing.logs.insert(name.substr(0, name.size() - kLogSuffix.size()));
    }
  }
  std::sort(listing.segments.begin(), listing.segments.end());
  std::sort(listing.others.begin(), listing.others.end());
  return listing;
}

/// Is it read in place, or may somebody be writing it?
bool is_live(const Listing& listing, std::uint64_t number) {
  return number == listing.segments.back() || listing.logs.contains(segment_name(number));
}

Result<Segment> open_for_reading(const Place& place, const Listing& listing, std::uint64_t number,
                                 const Scratch& scratch) {
  const std::string name = segment_name(number);
  if (!is_live(listing, number)) return Segment::open(place, number, Segment::Use::closed);
  const std::string to = scratch.path() + "/" + name;
  if (auto copied = copy_live(*place.files, place.path(name), to); !copied) {
    return std::move(copied).error();
  }
  return Segment::open_file(to, "", Segment::Use::active);
}

}  // namespace

Result<void> read_all(const std::string& directory,
                      const std::function<bool(const Record&)>& visit) {
  const auto files = posix_files();
  const Place place{files.get(), directory, ""};
  const Scratch scratch;
  if (scratch.path().empty()) return Error{"io", "cannot make a temporary directory"};

  Visitor visitor;
  visitor.record = [&](Record& record) { return visit(record); };
  std::optional<Position> position;
  std::uint64_t done = 0;
  // A segment may be closed, and a new one begun, while we read: look again until nothing is new.
  while (true) {
    auto listing = look(*files, directory);
    if (!listing) return std::move(listing).error();
    const auto next =
        std::upper_bound(listing->segments.begin(), listing->segments.end(), done);
    if (next == listing->segments.end()) return {};
    const bool last = *next == listing->segments.back();
    auto segment = open_for_reading(place, *listing, *next, scratch);
    if (!segment) return std::move(segment).error();
    if (!position) {
      position = Position{segment->start().first_batch - 1, segment->start().first_seq - 1};
    }
    auto more = replay(*segment, *position, visitor);
    if (!more) return std::move(more).error();
    if (!*more || last) return {};
    done = *next;
  }
}

Result<void> read_texts(const std::string& directory,
                        const std::function<void(std::string_view digest, std::string_view name,
                                                 std::string_view text)>& visit) {
  const auto files = posix_files();
  const Place place{files.get(), directory, ""};
  const Scratch scratch;
  if (scratch.path().empty()) return Error{"io", "cannot make a temporary directory"};
  if (auto there = files->open(place.path(kTextsName)); !there) return {};
  const std::string copied = scratch.path() + "/" + kTextsName;
  if (auto done = copy(*files, place.path(kTextsName), copied); !done) return done;
  auto database = Database::open(copied, Database::Access::read_closed, "");
  if (!database) return std::move(database).error();
  auto rows = database->prepare("SELECT digest, name, body FROM texts ORDER BY digest");
  if (!rows) return std::move(rows).error();
  while (true) {
    auto row = rows->step();
    if (!row) return std::move(row).error();
    if (!*row) return {};
    visit(rows->blob(0), rows->blob(1), rows->blob(2));
  }
}

Result<void> backup(const std::string& directory, const std::string& target) {
  const auto files = posix_files();
  const Place from{files.get(), directory, ""};
  const Place to{files.get(), target, ""};
  if (auto made = files->make_directory(target); !made) return made;
  auto there = look(*files, target);
  if (!there) return std::move(there).error();
  if (!there->segments.empty()) return Error{"io", target + " holds a journal already"};

  // Snapshots first: the segments copied after them reach at least as far.
  auto listing = look(*files, directory);
  if (!listing) return std::move(listing).error();
  if (listing->segments.empty()) return Error{"not-found", directory + " holds no journal"};
  for (const std::string& name : listing->others) {
    if (auto copied = copy(*files, from.path(name), to.path(name)); !copied) return copied;
  }
  listing = look(*files, directory);
  if (!listing) return std::move(listing).error();
  for (const std::uint64_t number : listing->segments) {
    const std::string name = segment_name(number);
    auto copied = copy_live(*files, from.path(name), to.path(name));
    if (!copied) return copied;
    if (!is_live(*listing, number)) continue;
    auto segment = Segment::open(to, number, Segment::Use::active);
    if (!segment) return std::move(segment).error();
    if (auto finished = segment->finish(kNoTime); !finished) return finished;
  }
  return files->sync_directory(target);
}

}  // namespace triaged::journal

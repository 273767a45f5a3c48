#include "journal/segment.h"

#include <charconv>
#include <cstdio>

#include "journal/archive.h"

namespace triaged::journal {
namespace {

/// Tells `file` and us that a database is a segment: "trgd".
constexpr std::int64_t kApplicationId = 0x74726764;

constexpr std::string_view kSchema =
    "CREATE TABLE batches(id INTEGER PRIMARY KEY, body BLOB NOT NULL);"
    "CREATE TABLE archive(id INTEGER PRIMARY KEY, scenario TEXT NOT NULL, body BLOB NOT NULL);"
    "CREATE TABLE scenarios(version TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE about(number INTEGER, first_batch INTEGER, first_seq INTEGER, closed_at INTEGER);";

Result<void> fill(Database& database, const SegmentStart& start) {
  return database.run(
      "PRAGMA page_size=" + std::to_string(kPageSize) + "; PRAGMA journal_mode=DELETE;" +
      "BEGIN;" + std::string(kSchema) + "INSERT INTO about VALUES(" +
      std::to_string(start.number) + "," + std::to_string(start.first_batch) + "," +
      std::to_string(start.first_seq) + ",0);" +
      "PRAGMA application_id=" + std::to_string(kApplicationId) + ";" +
      "PRAGMA user_version=" + std::to_string(kFormat) + "; COMMIT;");
}

Error not_a_segment(const std::string& path) {
  return {"corrupt", path + " is not a segment of this journal"};
}

Error newer(const std::string& path, std::int64_t format) {
  return {"newer-format",
          path + " is in format " + std::to_string(format) + ", this triaged reads up to " +
              std::to_string(kFormat) +
              ": start the triaged that wrote it again, or restore the copy that `triaged backup` "
              "made before the upgrade and start with --storage.path=COPY"};
}

}  // namespace

std::string segment_name(std::uint64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "%04llu.db", static_cast<unsigned long long>(number));
  return name;
}

std::optional<std::uint64_t> segment_number(const std::string& name) {
  std::uint64_t number = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data(), end, number);
  if (read.ec != std::errc{} || std::string_view(read.ptr, end) != ".db") return std::nullopt;
  return segment_name(number) == name ? std::optional(number) : std::nullopt;
}

Result<void> Segment::create(const Place& place, const SegmentStart& start) {
  const std::string path = place.path(segment_name(start.number));
  const std::string making = path + ".new";
  if (auto cleared = place.files->remove(making); !cleared) return cleared;
  {
    auto database = Database::open(making, Database::Access::create, place.vfs);
    if (!database) return std::move(database).error();
    if (auto filled = fill(*database, start); !filled) return filled;
  }
  if (auto renamed = place.files->rename(making, path); !renamed) return renamed;
  return place.files->sync_directory(place.directory);
}

Result<Segment> Segment::open(const Place& place, std::uint64_t number, Use use) {
  auto segment = open_file(place.path(segment_name(number)), place.vfs, use);
  if (segment && segment->start_.number != number) {
    return not_a_segment(place.path(segment_name(number)));
  }
  return segment;
}

Result<Segment> Segment::open_file(const std::string& path, const std::string& vfs, Use use) {
  const auto access = use == Use::active ? Database::Access::write : Database::Access::read_closed;
  auto database = Database::open(path, access, vfs);
  if (!database) return std::move(database).error();
  Segment segment;
  segment.database_ = std::move(*database);

  auto id = segment.database_.number("PRAGMA application_id");
  if (!id) return std::move(id).error();
  auto format = segment.database_.number("PRAGMA user_version");
  if (!format) return std::move(format).error();
  if (*id != kApplicationId || *format < kOldestFormat) return not_a_segment(path);
  if (*format > kFormat) return newer(path, *format);
  segment.format_ = static_cast<std::uint8_t>(*format);

  auto about = segment.database_.prepare("SELECT number, first_batch, first_seq FROM about");
  if (!about) return std::move(about).error();
  auto row = about->step();
  if (!row) return std::move(row).error();
  if (!*row) return not_a_segment(path);
  segment.start_.number = static_cast<std::uint64_t>(about->integer(0));
  segment.start_.first_batch = static_cast<std::uint64_t>(about->integer(1));
  segment.start_.first_seq = static_cast<std::uint64_t>(about->integer(2));
  about->reset();

  if (use == Use::active) {
    if (auto prepared = segment.prepare(); !prepared) return std::move(prepared).error();
  }
  return segment;
}

Result<void> Segment::prepare() {
  if (auto set = database_.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"); !set) {
    return set;
  }
  database_.count_frames();
  const auto make = [&](Statement& statement, const char* sql) -> Result<void> {
    auto made = database_.prepare(sql);
    if (!made) return std::move(made).error();
    statement = std::move(*made);
    return {};
  };
  if (auto made = make(begin_, "BEGIN IMMEDIATE"); !made) return made;
  if (auto made = make(commit_, "COMMIT"); !made) return made;
  if (auto made = make(rollback_, "ROLLBACK"); !made) return made;
  if (auto made = make(insert_row_, "INSERT INTO batches VALUES(?,?)"); !made) return made;
  if (auto made = make(insert_archived_, "INSERT OR REPLACE INTO archive VALUES(?,?,?)"); !made) {
    return made;
  }
  return make(insert_scenario_, "INSERT OR IGNORE INTO scenarios VALUES(?,?)");
}

Result<void> Segment::insert(std::uint64_t first_row, const Batch& batch) {
  for (const std::string_view row : batch.rows) {
    insert_row_.bind(1, static_cast<std::int64_t>(first_row++)).bind_blob(2, row);
    if (auto done = insert_row_.run(); !done) return done;
  }
  if (batch.archived == nullptr) return {};
  for (const ArchivedIncident& one : *batch.archived) {
    insert_archived_.bind(1, static_cast<std::int64_t>(one.id.value))
        .bind_text(2, one.scenario_version)
        .bind_blob(3, one.body);
    if (auto done = insert_archived_.run(); !done) return done;
    if (one.scenario.empty()) continue;
    insert_scenario_.bind_text(1, one.scenario_version).bind_blob(2, one.scenario);
    if (auto done = insert_scenario_.run(); !done) return done;
  }
  return {};
}

Result<void> Segment::write(std::uint64_t first_row, const Batch& batch) {
  if (auto begun = begin_.run(); !begun) return begun;
  auto done = insert(first_row, batch);
  if (done) done = commit_.run();
  // Some errors have rolled back already; then this one fails, and says nothing new.
  if (!done) (void)rollback_.run();
  return done;
}

Result<void> Segment::rows(std::uint64_t from, const VisitRow& visit) {
  auto select = database_.prepare("SELECT id, body FROM batches WHERE id >= ? ORDER BY id");
  if (!select) return std::move(select).error();
  select->bind(1, static_cast<std::int64_t>(from));
  while (true) {
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return {};
    auto more = visit(static_cast<std::uint64_t>(select->integer(0)), select->blob(1));
    if (!more) return std::move(more).error();
    if (!*more) return {};
  }
}

Result<std::uint64_t> Segment::last_row() {
  auto last = database_.number("SELECT max(id) FROM batches");
  if (!last) return std::move(last).error();
  // max() of nothing is NULL, which reads as 0.
  return *last == 0 ? start_.first_batch - 1 : static_cast<std::uint64_t>(*last);
}

Result<std::optional<ArchivedIncident>> Segment::archived(IncidentId id) {
  auto select = database_.prepare(
      "SELECT a.scenario, a.body, s.body FROM archive a LEFT JOIN scenarios s "
      "ON s.version = a.scenario WHERE a.id = ?");
  if (!select) return std::move(select).error();
  auto row = select->bind(1, static_cast<std::int64_t>(id.value)).step();
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<ArchivedIncident>();
  ArchivedIncident found;
  found.id = id;
  found.scenario_version = select->blob(0);
  found.body = select->blob(1);
  found.scenario = select->blob(2);
  return std::optional(std::move(found));
}

Result<std::vector<IncidentId>> Segment::archived_ids() {
  auto select = database_.prepare("SELECT id FROM archive");
  if (!select) return std::move(select).error();
  std::vector<IncidentId> ids;
  while (true) {
    auto row = select->step();
    if (!row) return std::move(row).error();
    if (!*row) return ids;
    ids.push_back(IncidentId{static_cast<std::uint64_t>(select->integer(0))});
  }
}

Result<std::int64_t> Segment::closed_at() {
  return database_.number("SELECT closed_at FROM about");
}

Result<void> Segment::finish(Timestamp last_at) {
  if (last_at != kNoTime) {
    auto noted = database_.run("UPDATE about SET closed_at=" +
                               std::to_string(last_at.time_since_epoch().count()));
    if (!noted) return noted;
  }
  return database_.run("PRAGMA journal_mode=DELETE");
}

Result<std::uint64_t> Segment::bytes() {
  auto pages = database_.number("PRAGMA page_count");
  if (!pages) return std::move(pages).error();
  return static_cast<std::uint64_t>(*pages) * kPageSize;
}

}  // namespace triaged::journal

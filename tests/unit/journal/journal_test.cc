#include "journal/journal.h"

#include "unit/journal/history.h"

namespace triaged::journal {
namespace {

using namespace std::chrono_literals;

/// Small enough that everything happens often.
Options small(const std::string& directory) {
  Options options;
  options.directory = directory;
  options.segment_bytes = 96 << 10;
  options.snapshot_every = 25;
  options.snapshot_slice = 3;
  options.reserve_bytes = 0;
  return options;
}

std::unique_ptr<Journal> open_good(const Options& options, World& world) {
  auto opened = open(options, world);
  if (!opened) FAIL(opened.error().code + ": " + opened.error().reason);
  return std::move(*opened);
}

void commit_good(Journal& journal) {
  auto done = journal.commit();
  if (!done) FAIL(done.error().code + ": " + done.error().reason);
}

std::vector<Record> read_back(const std::string& directory) {
  std::vector<Record> records;
  auto read = read_all(directory, [&](const Record& record) {
    records.push_back(record);
    return true;
  });
  if (!read) FAIL(read.error().code + ": " + read.error().reason);
  return records;
}

/// Plays batches, with the journal's own work in between.
void play(History& history, Journal& journal, std::size_t batches) {
  for (std::size_t i = 0; i < batches; ++i) {
    history.batch(journal);
    commit_good(journal);
    for (std::uint64_t slices = history.below(3); slices > 0; --slices) {
      journal.tend(history.world(), history.now());
    }
  }
}

bool same(const World& a, const World& b) { return encode_world(a) == encode_world(b); }

}  // namespace

TEST_CASE("what commit() returned for is there after reopening, and nothing else") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  History history(1);
  std::size_t kept = 0;
  {
    World world;
    auto journal = open_good(options, world);
    for (int i = 0; i < 40; ++i) {
      history.batch(*journal);
      commit_good(*journal);
    }
    kept = history.records().size();
    while (history.records().size() < kept + 3) history.event(*journal);
  }
  World world;
  auto journal = open_good(options, world);
  const std::vector<Record> expected(history.records().begin(),
                                     history.records().begin() + static_cast<std::ptrdiff_t>(kept));
  CHECK(world.last_seq() == kept);
  CHECK(same(world, folded(expected)));
  CHECK(read_back(options.directory) == expected);
  CHECK(journal->stats().records == kept);
}

TEST_CASE("a batch that was thrown away is nowhere, and the next takes its numbers") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  World world;
  auto journal = open_good(options, world);
  Record record;
  record.input = FaultIn{"a", "b"};
  record.decisions = {FaultChanged{}};
  record.seq = 1;
  journal->append(record);
  journal->rollback();
  record.input = FaultIn{"c", "d"};
  journal->append(record);
  commit_good(*journal);
  auto restored = journal->restore();
  REQUIRE(restored.has_value());
  CHECK(restored->faults().size() == 1);
  CHECK(restored->faults().contains("c"));
}

TEST_CASE("records are numbered without gaps") {
  const Scratch scratch;
  World world;
  auto journal = open_good(small(scratch / "journal"), world);
  Record record;
  record.input = FaultIn{"a", "b"};
  record.decisions = {FaultChanged{}};
  record.seq = 2;
  CHECK_THROWS(journal->append(record));
  record.seq = 1;
  journal->append(record);
  CHECK_THROWS(journal->append(record));
  commit_good(*journal);
  CHECK_THROWS(journal->append(record));
  CHECK(journal->stats().records == 1);
}

TEST_CASE("a journal belongs to one process at a time") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  World world;
  auto journal = open_good(options, world);
  auto second = open(options, world);
  REQUIRE_FALSE(second.has_value());
  CHECK(second.error().code == "locked");
  journal.reset();
  CHECK(open(options, world).has_value());
}

TEST_CASE("snapshot plus tail is replay from zero, byte for byte, at every point of any history") {
  std::uint64_t snapshots = 0;
  std::uint64_t segments = 0;
  std::size_t archived = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Scratch scratch;
    Options options = small(scratch / "journal");
    options.snapshot_slice = 3 + seed % 5;
    options.snapshot_every = 5 + seed % 40;
    options.segment_age = 24h * (1 + seed % 3);
    History history(seed);
    World world;
    auto journal = open_good(options, world);
    for (int round = 0; round < 8; ++round) {
      play(history, *journal, 30);
      const std::string live = encode_world(history.world());
      REQUIRE(live == encode_world(folded(history.records())));
      snapshots += journal->stats().snapshots;
      segments = std::max(segments, journal->stats().segments);
      if (round % 2 == 0) {
        auto restored = journal->restore();
        REQUIRE(restored.has_value());
        REQUIRE(encode_world(*restored) == live);
        history.world().observe(nullptr);
        continue;
      }
      history.world().observe(nullptr);
      journal.reset();
      REQUIRE(read_back(options.directory) == history.records());
      journal = open_good(options, world);
      REQUIRE(encode_world(world) == live);
    }
    archived += history.archived().size();
  }
  CHECK(snapshots > 100);
  CHECK(segments > 2);
  CHECK(archived > 100);
}

TEST_CASE("a new segment begins at its size and at its age, and old ones go once snapshots cover them") {
  const Scratch scratch;
  Options options = small(scratch / "journal");
  options.segment_age = 6h;
  options.retention = 24h;
  History history(77);
  World world;
  auto journal = open_good(options, world);
  std::uint64_t most = 0;
  for (int i = 0; i < 40; ++i) {
    play(history, *journal, 30);
    for (int slices = 0; slices < 60; ++slices) journal->tend(history.world(), history.now());
    most = std::max(most, journal->stats().segments);
  }
  CHECK(most > 3);
  const auto first = [&] {
    std::uint64_t seq = 0;
    auto read = read_all(options.directory, [&](const Record& record) {
      seq = record.seq;
      return false;
    });
    REQUIRE(read.has_value());
    return seq;
  }();
  CHECK(first > 1);
  const Record& oldest = history.records()[first - 1];
  CHECK(history.now() - oldest.envelope.at >= options.retention);
  CHECK(history.now() - oldest.envelope.at < options.retention * 3);
  std::vector<Record> expected(history.records().begin() + static_cast<std::ptrdiff_t>(first - 1),
                               history.records().end());
  CHECK(read_back(options.directory) == expected);
  const std::string live = encode_world(history.world());
  history.world().observe(nullptr);
  journal.reset();
  journal = open_good(options, world);
  CHECK(encode_world(world) == live);
}

TEST_CASE("an incident that left the World comes back whole from the archive") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  History history(5);
  World world;
  auto journal = open_good(options, world);
  play(history, *journal, 600);
  const auto check = [&] {
    REQUIRE(history.archived().size() > 10);
    REQUIRE(journal->archived_ids(100'000).size() == history.archived().size());
    for (const auto& [id, before] : history.archived()) {
      REQUIRE(history.world().find(id) == nullptr);
      auto found = journal->archived(id);
      REQUIRE(found.has_value());
      REQUIRE(found->incidents() == before.incidents());
      REQUIRE(found->alerts() == before.alerts());
      REQUIRE(found->scenarios() == before.scenarios());
    }
    const auto newest = journal->archived_ids(3);
    REQUIRE(newest.size() == 3);
    CHECK(newest[0] == history.archived().rbegin()->first);
    CHECK(newest[0] > newest[1]);
    auto none = journal->archived(IncidentId{1'000'000});
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().code == "not-found");
  };
  check();
  history.world().observe(nullptr);
  journal.reset();
  journal = open_good(options, world);
  check();
}

TEST_CASE("a backup opens as the same World, and reads as the same records") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  History history(6);
  World world;
  auto journal = open_good(options, world);
  play(history, *journal, 300);
  auto done = backup(options.directory, scratch / "copy");
  REQUIRE(done.has_value());
  CHECK(read_back(scratch / "copy") == history.records());
  auto copy = open_good(small(scratch / "copy"), world);
  CHECK(encode_world(world) == encode_world(history.world()));
  CHECK_FALSE(backup(options.directory, scratch / "copy").has_value());
  history.world().observe(nullptr);
}

TEST_CASE("a damaged snapshot is set aside, and the World is the same") {
  const Scratch scratch;
  const Options options = small(scratch / "journal");
  History history(8);
  World world;
  auto journal = open_good(options, world);
  play(history, *journal, 300);
  REQUIRE(journal->stats().snapshots > 1);
  history.world().observe(nullptr);
  journal.reset();
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator(options.directory)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("snapshot-")) newest = std::max(newest, name);
  }
  const std::filesystem::path path = std::filesystem::path(options.directory) / newest;
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  journal = open_good(options, world);
  CHECK(encode_world(world) == encode_world(history.world()));
  CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace triaged::journal

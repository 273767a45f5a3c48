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

}  // namespace triaged::journal

#include "unit/journal/power_loss_vfs.h"

#include "journal/segmented.h"
#include "unit/journal/history.h"

namespace triaged::journal {
namespace {

using namespace std::chrono_literals;

Options on_fake_disk() {
  Options options;
  options.directory = "/disk";
  options.segment_bytes = 64 << 10;
  options.segment_age = 12h;
  options.snapshot_every = 40;
  options.snapshot_slice = 5;
  options.retention = 36h;
  options.reserve_bytes = 0;
  options.vfs = kPowerLossVfs;
  return options;
}

Result<std::unique_ptr<SegmentedJournal>> open_on(FakeDisk& disk, World& world) {
  show(disk);
  return SegmentedJournal::open(on_fake_disk(), files_on(disk), world);
}

struct Played {
  std::vector<Record> records;
  std::map<std::uint64_t, std::size_t> worlds;  ///< hash of the World by last record, at commits
};

std::size_t hash_of(const World& world) { return std::hash<std::string>{}(encode_world(world)); }

/// Plays a history; tells the disk what was acknowledged.
Played play(FakeDisk& disk, std::uint64_t seed, int batches) {
  World world;
  auto opened = open_on(disk, world);
  REQUIRE(opened.has_value());
  SegmentedJournal& journal = **opened;
  History history(seed);
  Played played;
  played.worlds[0] = hash_of(World{});
  for (int i = 0; i < batches; ++i) {
    history.batch(journal);
    if (history.below(10) == 0) journal.keep_text("digest" + std::to_string(i), "pack", "words");
    REQUIRE(journal.commit().has_value());
    disk.acknowledge(history.records().size());
    played.worlds[history.records().size()] = hash_of(history.world());
    for (std::uint64_t slices = history.below(5); slices > 0; --slices) {
      journal.tend(history.world(), history.now());
    }
  }
  CHECK(journal.stats().snapshots > 1);
  CHECK(journal.stats().segments > 1);
  history.world().observe(nullptr);
  played.records = history.records();
  return played;
}

/// The law: it opens, it is a state that was, and nothing acknowledged is missing.
std::uint64_t check_opens(FakeDisk& disk, const Played& played, std::uint64_t acknowledged) {
  World world;
  auto opened = open_on(disk, world);
  if (!opened) FAIL(opened.error().code + ": " + opened.error().reason);
  if (world.last_seq() < acknowledged) {
    FAIL("acknowledged up to " << acknowledged << ", found " << world.last_seq());
  }
  const auto expected = played.worlds.find(world.last_seq());
  if (expected == played.worlds.end()) FAIL("half a batch: " << world.last_seq());
  if (hash_of(world) != expected->second) FAIL("another World at " << world.last_seq());
  return world.last_seq();
}

}  // namespace

TEST_CASE("whatever the moment the power goes: it opens, and all that was acknowledged is there") {
  constexpr int kStrikes = 12'000;
  int struck = 0;
  int again = 0;
  std::uint64_t more = 0;  // a batch that was under way and is there all the same
  std::mt19937_64 random(99);
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    FakeDisk disk;
    const Played played = play(disk, seed, 200);
    PowerLoss power{FakeDisk::Image{}};
    std::uint64_t acknowledged = 0;
    const std::size_t ops = disk.log().size();
    std::size_t passed = 0;
    for (std::size_t i = 0; i < kStrikes / 6; ++i) {
      // Evenly over the log, so that every kind of moment is met.
      const std::size_t at = i * ops / (kStrikes / 6);
      for (; passed < at; ++passed) {
        const FakeDisk::Op& op = disk.log()[passed];
        if (op.kind == FakeDisk::Op::Kind::acknowledged) acknowledged = op.at;
        power.pass(op);
      }
      const FakeDisk::Image image = power.strike(random);
      FakeDisk after(image);
      INFO("seed " << seed << ", operation " << at << " of " << ops);
      const std::uint64_t found = check_opens(after, played, acknowledged);
      if (found > acknowledged) ++more;
      ++struck;
      if (i % 20 != 0 || after.log().empty()) continue;
      // It goes again while the journal opens.
      PowerLoss twice(image);
      const std::size_t end = random() % (after.log().size() + 1);
      for (std::size_t j = 0; j < end; ++j) twice.pass(after.log()[j]);
      FakeDisk last(twice.strike(random));
      check_opens(last, played, acknowledged);
      ++again;
    }
  }
  WARN(struck << " losses of power, " << again << " of them twice; " << more
              << " times an unacknowledged batch was there");
  CHECK(struck >= 10'000);
}

TEST_CASE("whichever write or flush fails: commit() says so, or everything is there") {
  int reported = 0;
  int absorbed = 0;
  int refused = 0;
  int went_on = 0;
  std::mt19937_64 random(3);
  for (const bool full : {false, true}) {
    for (std::uint64_t number = 1; number <= 350; ++number) {
      INFO("change " << number << (full ? ", disk full" : ", disk failed"));
      FakeDisk disk;
      World world;
      // The history is the live side; it starts over from restore(), as the loop does.
      std::uint64_t acknowledged = 0;
      std::string expected = encode_world(World{});
      bool said = false;
      bool last_good = true;
      disk.fail_at(number, full);
      auto opened = open_on(disk, world);
      if (!opened) {
        ++refused;
        REQUIRE(disk.failed());
      } else {
        SegmentedJournal& journal = **opened;
        History history(number % 5);
        for (int i = 0; i < 30; ++i) {
          history.batch(journal);
          if (i % 20 == 3) journal.keep_text("digest" + std::to_string(i), "pack", "words");
          last_good = journal.commit().has_value();
          if (last_good) {
            acknowledged = history.world().last_seq();
            expected = encode_world(history.world());
            for (int slices = 0; slices < 2; ++slices) journal.tend(history.world(), history.now());
            continue;
          }
          said = true;
          REQUIRE(disk.failed());
          // As the loop does: the World starts over from what is kept.
          auto restored = journal.restore();
          if (!restored) break;
          REQUIRE(restored->last_seq() >= acknowledged);
          history.world() = std::move(*restored);
        }
        if (said && last_good) ++went_on;
        history.world().observe(nullptr);
      }
      if (!disk.failed()) break;
      said ? ++reported : ++absorbed;
      const auto check = [&](FakeDisk& left) {
        World after;
        auto again = open_on(left, after);
        if (!again) FAIL(again.error().code + ": " + again.error().reason);
        REQUIRE(after.last_seq() >= acknowledged);
        if (last_good) {
          REQUIRE(after.last_seq() == acknowledged);
          REQUIRE(encode_world(after) == expected);
        }
      };
      opened = Error{"io", "closed"};
      disk.fail_at(0, false);
      PowerLoss power{FakeDisk::Image{}};
      for (const FakeDisk::Op& op : disk.log()) power.pass(op);
      check(disk);
      for (int i = 0; i < 2; ++i) {
        FakeDisk after(power.strike(random));
        check(after);
      }
    }
  }
  WARN(reported << " failures reported by commit(), " << absorbed << " without loss, " << refused
                << " of them refused to open; after " << went_on << " the journal went on");
  CHECK(reported > 100);
  CHECK(went_on > 20);
}

}  // namespace triaged::journal

// The loop over a real journal in a directory of its own, with a clock and packs that the test holds.

#include "engine/loop.h"

#include <stdlib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <future>
#include <stdexcept>

#include "unit/engine/stage.h"

namespace triaged::engine {
namespace {

using namespace std::chrono_literals;

class TestClock final : public Clock {
 public:
  Timestamp wall() const override { return Timestamp{Duration{wall_ms}}; }
  Duration steady() const override { return Duration{steady_ms}; }
  void pass(Duration length) {
    steady_ms += length.count();
    wall_ms += length.count();
  }
  std::atomic<std::int64_t> wall_ms{1'780'000'000'000};
  std::atomic<std::int64_t> steady_ms{0};
};

class NoClient final : public io::HttpClient {
 public:
  void send(HttpRequest, Duration, std::function<void(io::Transfer)>) override {}
  void stop(Duration) override {}
};

/// The shipped packs, except that one alert name makes them throw.
class FaultyRuleset final : public rules::Ruleset {
 public:
  explicit FaultyRuleset(std::shared_ptr<const rules::Ruleset> sound) : sound_(std::move(sound)) {}
  MatchResult match(const rules::Subject& subject, const std::vector<std::string>& packs,
                    const rules::MatchOptions& options) const override {
    if (subject.labels->get("alertname") == "Poison") throw std::runtime_error("a rule went wrong");
    return sound_->match(subject, packs, options);
  }
  const Scenario* scenario(std::string_view id) const override { return sound_->scenario(id); }
  std::vector<const Scenario*> scenarios() const override { return sound_->scenarios(); }
  rules::Recognition recognition(std::string_view id) const override {
    return sound_->recognition(id);
  }
  const std::string& digest() const override { return sound_->digest(); }

 private:
  std::shared_ptr<const rules::Ruleset> sound_;
};

Alert named(const char* alertname, std::uint64_t fingerprint) {
  Alert alert = make_alert({{"alertname", alertname},
                            {"service", "auth"},
                            {"environment", "prod"},
                            {"severity", "critical"}},
                           {{"summary", "5xx ratio is 12% for requests"}});
  alert.fingerprint = fingerprint;
  return alert;
}

class Bench {
 public:
  Bench() {
    char name[] = "/tmp/triaged-loop-XXXXXX";
    directory_ = ::mkdtemp(name);
    start();
  }
  ~Bench() {
    loop_.reset();
    std::filesystem::remove_all(directory_);
  }

  void start() {
    loop_.reset();
    Setup setup;
    setup.policy.ruleset = std::make_shared<FaultyRuleset>(shipped_ruleset());
    LoopEvents events;
    events.trouble = [this](const std::string& what) { troubles.push_back(what); };
    journal::Options options;
    options.directory = directory_;
    World world;
    auto opened = journal::open(options, world);
    REQUIRE(opened.has_value());
    auto marks = journal::open_crash_marks(directory_);
    REQUIRE(marks.has_value());
    loop_ = std::make_unique<Loop>(std::move(*opened), std::move(world), client_, clock, setup,
                                   std::move(events), std::move(*marks));
    loop_->start();
  }

  Answer deliver(std::vector<Alert> alerts) {
    std::promise<Answer> answer;
    const bool taken = loop_->submit(AlertsIn{"alertmanager", std::move(alerts)}, "source",
                                     Realm::live, [&](const Answer& a) { answer.set_value(a); });
    REQUIRE(taken);
    return answer.get_future().get();
  }

  template <class Read>
  void look(Read read) {
    std::promise<void> done;
    loop_->query([&](const World& world, const Setup&, journal::Journal&) {
      read(world);
      done.set_value();
    });
    done.get_future().get();
  }

  const std::string& directory() const { return directory_; }

  TestClock clock;
  std::vector<std::string> troubles;

 private:
  std::string directory_;
  NoClient client_;
  std::unique_ptr<Loop> loop_;
};

}  // namespace

TEST_CASE("an alert over which a rule throws gets a plain card, and those beside it are decided") {
  Bench bench;
  const Answer answer = bench.deliver({named("HighErrorRate", 1), named("Poison", 2)});
  CHECK(answer.committed);
  CHECK(bench.troubles.size() == 1);
  bench.look([](const World& world) {
    REQUIRE(world.find(key_of(named("Poison", 2))) != nullptr);
    const Incident& incident = *world.find(world.find(key_of(named("Poison", 2)))->incident);
    CHECK(incident.scenario == "generic");
    CHECK(incident.match.reasons.front().matched.find("a rule went wrong") != std::string::npos);
    CHECK(world.alerts().size() == 2);
  });
  CHECK(bench.deliver({named("HighErrorRate", 3)}).committed);
}

TEST_CASE("what a restart restores is what stood after a rule had thrown") {
  Bench bench;
  bench.deliver({named("HighErrorRate", 1), named("Poison", 2)});
  bench.deliver({named("HighErrorRate", 3)});
  std::string before;
  bench.look([&](const World& world) { before = journal::encode_world(world); });
  bench.start();
  bench.look([&](const World& world) { CHECK(journal::encode_world(world) == before); });
}

TEST_CASE("an input that stopped the process twice becomes a plain card the third time") {
  Bench bench;
  const std::uint64_t unlucky = 77;
  auto marks = journal::open_crash_marks(bench.directory());
  REQUIRE(marks.has_value());
  (*marks)->deciding(unlucky);
  CHECK_FALSE((*marks)->killed_twice(unlucky));
  marks = journal::open_crash_marks(bench.directory());
  CHECK_FALSE((*marks)->killed_twice(unlucky));
  (*marks)->deciding(unlucky);
  marks = journal::open_crash_marks(bench.directory());
  CHECK((*marks)->killed_twice(unlucky));
  CHECK_FALSE((*marks)->killed_twice(78));
}

TEST_CASE("a step of the wall clock is on record and times go on evenly") {
  Bench bench;
  bench.deliver({named("HighErrorRate", 1)});
  Timestamp before;
  bench.look([&](const World& world) { before = world.last_at(); });
  bench.clock.wall_ms += 3'600'000;
  bench.clock.pass(2s);
  bench.deliver({named("HighErrorRate", 2)});
  bench.clock.pass(2s);
  bench.deliver({named("HighErrorRate", 3)});
  bench.look([&](const World& world) {
    CHECK(world.last_at() - before <= 5s);
    REQUIRE(world.faults().count("clock") == 1);
    CHECK(world.faults().at("clock").text.find("forward by 1 h") != std::string::npos);
  });
}

}  // namespace triaged::engine

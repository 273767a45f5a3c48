#include "engine/outbox.h"

#include "unit/engine/stage.h"

namespace triaged::engine {
namespace {

using chat::Verdict;
using namespace std::chrono_literals;

ChatEnds chats() {
  chat::ChatConfig config;
  config.name = "rehearsal";
  config.channel = "#rehearsal";
  config.fallback_channel = "#fallback";
  return {{"rehearsal", {config, chat::find_chat("slack")}}};
}

// A chat that answers at once, and remembers what was sent.
class Desk {
 public:
  explicit Desk(Stage& stage) : stage_(stage) {}

  std::vector<Send> due() {
    outbox_.want(stage_.effects());
    stage_.effects() = {};
    return outbox_.due(stage_.world(), ends_, stage_.now());
  }

  void answer(const Send& send, Verdict verdict) {
    for (Input& input : outbox_.answered(stage_.world(), ends_, send, verdict, stage_.now())) {
      stage_.take(std::move(input), "chat:rehearsal");
    }
  }

  void accept(const Send& send) {
    Verdict verdict;
    verdict.channel_id = "C1";
    verdict.message_id = "ts-" + std::to_string(++sent_);
    answer(send, verdict);
  }

  /// Answers everything for this long; returns what was sent.
  std::vector<Send> run(Duration length) {
    std::vector<Send> all;
    const Timestamp until = stage_.now() + length;
    while (stage_.now() <= until) {
      for (Send& send : due()) {
        accept(send);
        all.push_back(std::move(send));
      }
      stage_.pass(100ms);
    }
    return all;
  }

  Outbox& outbox() { return outbox_; }

 private:
  Stage& stage_;
  Outbox outbox_;
  ChatEnds ends_ = chats();
  int sent_ = 0;
};

Alert critical(const char* service) {
  return make_alert({{"alertname", "Down"}, {"service", service}, {"severity", "critical"}});
}

}  // namespace

TEST_CASE("a new incident is posted at once, then its checklist in the thread") {
  Stage stage;
  Desk desk(stage);
  stage.fire(critical("a"));
  const auto first = desk.due();
  REQUIRE(first.size() == 1);
  CHECK(first[0].kind == Send::Kind::post);
  CHECK(first[0].delivery == "inc-1/rehearsal/root");
  CHECK(desk.due().empty());
  desk.accept(first[0]);
  stage.pass(900ms);
  CHECK(desk.due().empty());  // one write a second, whether the channel is known by name or by id
  stage.pass(100ms);
  const auto second = desk.due();
  REQUIRE(second.size() == 1);
  CHECK(second[0].ref.lane == Lane::list);
  CHECK(second[0].thread == "ts-1");
}

TEST_CASE("a channel gets at most one write per second, and ten changes are one edit") {
  Stage stage;
  Desk desk(stage);
  stage.fire(critical("a"));
  desk.run(5s);
  for (int i = 0; i < 10; ++i) {
    stage.fire(make_alert({{"alertname", "Down"}, {"service", "a"}, {"severity", "critical"},
                           {"pod", std::to_string(i)}}));
  }
  const auto sends = desk.run(1900ms);
  CHECK(sends.size() <= 2);
  const auto later = desk.run(60s);
  const Incident& incident = stage.only();
  CHECK(incident.placements[0].root_version == incident.version);
  CHECK(incident.placements[0].list_version == incident.version);
  CHECK(later.size() <= 2);
}

TEST_CASE("an ambiguous post is searched for before it is posted again") {
  Stage stage;
  Desk desk(stage);
  stage.fire(critical("a"));
  const Send post = desk.due().at(0);
  desk.answer(post, {.kind = Verdict::Kind::ambiguous});
  stage.pass(5s);
  const Send resolve = desk.due().at(0);
  CHECK(resolve.kind == Send::Kind::resolve);  // a history is read by id, and only the name is known
  desk.outbox().resolved(resolve, "C1", stage.now());
  const Send search = desk.due().at(0);
  CHECK(search.kind == Send::Kind::search);
  CHECK(search.channel == "C1");

  SECTION("found: nothing is posted") {
    chat::Found found;
    found.channel_id = "C1";
    found.messages = {{"inc-1/rehearsal/root", "ts-9"}};
    for (Input& input : desk.outbox().searched(search, found, stage.now())) {
      stage.take(std::move(input), "chat:rehearsal");
    }
    CHECK(stage.only().placements[0].root_id == "ts-9");
  }
  SECTION("absent: it is posted once more") {
    CHECK(desk.outbox().searched(search, {}, stage.now()).empty());
    const auto again = desk.due();
    REQUIRE(again.size() == 1);
    CHECK(again[0].kind == Send::Kind::post);
  }
}

TEST_CASE("after a restart everything unconfirmed is searched for, and what is confirmed is left") {
  Stage stage;
  Desk desk(stage);
  stage.fire(critical("a"));
  desk.run(5s);
  stage.fire(critical("b"));
  Outbox outbox;
  outbox.restore(stage.world());
  stage.pass(10s);
  const auto sends = outbox.due(stage.world(), chats(), stage.now());
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].kind == Send::Kind::search);
  CHECK(sends[0].ref.incident == IncidentId{2});
}

TEST_CASE("a refused card goes to the fallback channel, and the refusal is a visible fault") {
  Stage stage;
  Desk desk(stage);
  stage.fire(critical("a"));
  desk.answer(desk.due().at(0), {.kind = Verdict::Kind::refused, .error = "is_archived"});
  stage.pass(2s);
  const auto sends = desk.due();
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].channel == "#fallback");
  CHECK(stage.world().faults().size() == 1);
  CHECK(stage.only().placements[0].fault == "is_archived");
}

TEST_CASE("one limited channel delays no other") {
  Stage stage;
  Desk desk(stage);
  stage.policy().otherwise.destinations = {{"rehearsal", "#a"}};
  stage.fire(critical("a"));
  Verdict limited{.kind = Verdict::Kind::retry};
  limited.retry_after = 30s;
  desk.answer(desk.due().at(0), limited);
  stage.policy().otherwise.destinations = {{"rehearsal", "#b"}};
  stage.fire(make_alert({{"alertname", "Slow"}, {"service", "b"}, {"severity", "critical"}}));
  const auto sends = desk.due();
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].channel == "#b");
}

TEST_CASE("the worst severity leaves first") {
  Stage stage;
  Desk desk(stage);
  stage.fire(make_alert({{"alertname", "Disk"}, {"service", "a"}, {"severity", "warning"}}));
  stage.fire(make_alert({{"alertname", "Down"}, {"service", "b"}, {"severity", "critical"}}));
  const auto sends = desk.due();
  REQUIRE(sends.size() == 1);
  CHECK(sends[0].ref.incident == IncidentId{2});
}

TEST_CASE("what is only observed, too mild, or a drill is never sent") {
  Stage stage;
  Desk desk(stage);
  SECTION("observe") { stage.policy().otherwise.mode = Mode::observe; }
  SECTION("mild") { stage.policy().otherwise.post_from = Severity::SEV1; }
  stage.fire(critical("a"));
  CHECK(desk.run(3s).empty());
}

}  // namespace triaged::engine

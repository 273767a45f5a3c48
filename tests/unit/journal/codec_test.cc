#include "journal/codec.h"

#include <catch2/catch.hpp>

#include "journal/journal.h"
#include "journal/sealed.h"
#include "unit/journal/any_value.h"

namespace triaged::journal {
namespace {

constexpr std::size_t kInputs = std::variant_size_v<Input>;
constexpr std::size_t kDecisions = std::variant_size_v<Decision>;

Record any_record(AnyValue& source, std::uint64_t input) {
  auto record = any<Record>(source);
  source.put_alternative(record.input, input);
  return record;
}

/// One record with every input and every decision, over all of them.
std::vector<Record> one_of_each(std::uint64_t seed) {
  AnyValue source(seed);
  std::vector<Record> records;
  for (std::size_t i = 0; i < std::max(kInputs, kDecisions); ++i) {
    records.push_back(any_record(source, i % kInputs));
    source.put_alternative(records.back().decisions.emplace_back(), i % kDecisions);
  }
  return records;
}

World any_world(AnyValue& source) {
  World world;
  for (std::uint64_t i = 1 + source.below(4); i > 0; --i) world.restore(any<Incident>(source));
  for (std::uint64_t i = 1 + source.below(4); i > 0; --i) {
    const auto key = any<AlertKey>(source);
    world.restore(key, any<TrackedAlert>(source));
  }
  world.restore(any<Scenario>(source));
  world.restore(any<std::string>(source), any<Fault>(source));
  world.restore_counters(source.below(1000), source.below(1000), any<Timestamp>(source));
  return world;
}

/// Every prefix and every single flipped bit, or a sample of both where that is too many.
template <class Judge>
void for_each_damage(const std::string& good, AnyValue& source, Judge&& judge) {
  const std::size_t bits = good.size() * 8;
  const std::size_t stride = std::max<std::size_t>(1, bits / 4096);
  for (std::size_t size = 0; size < good.size(); ++size) judge(good.substr(0, size));
  for (std::size_t at = source.below(stride); at < bits; at += stride) {
    std::string bad = good;
    bad[at / 8] = static_cast<char>(static_cast<unsigned char>(bad[at / 8]) ^ (1U << (at % 8)));
    judge(bad);
  }
}

struct Counter {
  static constexpr bool kWrites = true;
  std::size_t count = 0;
  template <class T>
  Counter& operator()(std::string_view, const T&) { return ++count, *this; }
  template <class T>
  Counter& since(std::uint8_t, std::string_view, const T&) { return ++count, *this; }
  Counter& hash(std::string_view, const std::uint64_t&) { return ++count, *this; }
};

struct Anything {
  template <class T>
  operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{(static_cast<void>(I), Anything{})...}; };
}

template <class T, std::size_t N = 64>
constexpr std::size_t members() {
  if constexpr (N == 0 || takes<T>(std::make_index_sequence<N>{})) {
    return N;
  } else {
    return members<T, N - 1>();
  }
}

template <class T>
void check_members() {
  Counter counter;
  fields(counter, T{});
  INFO(__PRETTY_FUNCTION__);
  CHECK(counter.count == members<T>());
}

template <class... T>
void check_all(const std::variant<T...>*) {
  (check_members<T>(), ...);
}

}  // namespace

TEST_CASE("every member of every journaled struct is in the format") {
  check_all(static_cast<const Input*>(nullptr));
  check_all(static_cast<const Decision*>(nullptr));
  check_all(static_cast<const std::variant<
      AlertKey, Alert, SeverityDecision, SignalHit, Candidate, MatchResult, Destination,
      RouteChoice, Condition, Step, Hypothesis, Question, Escalation, SeverityRaise, Choice, Draft,
      FollowUp, Scenario, IncidentId, StepMark, IncidentKey, TimelineEntry, Placement, Notice,
      Incident, TrackedAlert, Fault, DeliveryRef, Envelope>*>(nullptr));
}

TEST_CASE("what is encoded decodes to itself, for every kind of input and decision") {
  std::set<std::size_t> inputs;
  std::set<std::size_t> decisions;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const Record& record : one_of_each(seed)) {
      inputs.insert(record.input.index());
      for (const Decision& decision : record.decisions) decisions.insert(decision.index());
      const std::string bytes = encode(record);
      auto back = decode(bytes);
      REQUIRE(back.has_value());
      REQUIRE(*back == record);
      REQUIRE(encode(*back) == bytes);
      REQUIRE_FALSE(to_json(record).empty());
    }
  }
  CHECK(inputs.size() == kInputs);
  CHECK(decisions.size() == kDecisions);
}

TEST_CASE("a World decodes to itself, and equal Worlds have equal bytes") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    AnyValue source(seed);
    const World world = any_world(source);
    const std::string bytes = encode_world(world);
    auto back = decode_world(bytes);
    REQUIRE(back.has_value());
    REQUIRE(*back == world);
    REQUIRE(encode_world(*back) == bytes);
  }
}

TEST_CASE("a record or World that is cut off or has one wrong bit is an error") {
  AnyValue source(7);
  std::vector<Record> records = one_of_each(7);
  for (const Record& record : records) {
    for_each_damage(encode(record), source, [](const std::string& bad) {
      auto read = decode(bad);
      if (read || read.error().code != "corrupt") FAIL("damage was believed");
    });
  }
  for_each_damage(encode_world(any_world(source)), source, [](const std::string& bad) {
    auto read = decode_world(bad);
    if (read || read.error().code != "corrupt") FAIL("damage was believed");
  });
}

TEST_CASE("whatever decodes encodes to the same bytes, also where the checksum was made to fit") {
  AnyValue source(8);
  std::size_t readable = 0;
  std::size_t all = 0;
  for (const Record& record : one_of_each(8)) {
    for_each_damage(encode(record), source, [&](std::string bad) {
      if (bad.size() < kSealSize) return;
      close_seal(bad, 0);
      auto read = decode(bad);
      ++all;
      if (!read) return;
      ++readable;
      if (encode(*read) != bad) FAIL("two spellings of one record");
    });
  }
  CHECK(readable > 0);
  CHECK(readable < all);
  for_each_damage(encode_world(any_world(source)), source, [](std::string bad) {
    if (bad.size() < kSealSize) return;
    close_seal(bad, 0);
    (void)decode_world(bad);
  });
}

TEST_CASE("a record of a newer format is told apart from damage") {
  AnyValue source(9);
  std::string bytes = encode(any<Record>(source));
  bytes[0] = static_cast<char>(kFormat + 1);
  close_seal(bytes, 0);
  auto read = decode(bytes);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == "newer-format");
}

}  // namespace triaged::journal

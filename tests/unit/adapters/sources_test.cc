// What the sources promise beyond their fixtures: identity, the meaning of endsAt, and that a
// delivery that cannot be read is still seen by somebody.

#include <catch2/catch.hpp>

#include "adapters/sources/source.h"

namespace triaged::sources {
namespace {

const Timestamp kNow = *parse_rfc3339("2026-11-23T21:45:00Z");

SourceConfig config_of(std::string_view type) {
  SourceConfig config;
  config.name = "prod";
  config.type = type;
  return config;
}

Result<Decoded> decode(std::string_view type, std::string body) {
  HttpRequest request;
  request.body = std::move(body);
  return find_source(type)->decode(request, config_of(type), kNow);
}

Decoded decoded(std::string_view type, std::string body) {
  auto result = decode(type, std::move(body));
  REQUIRE(result.has_value());
  return std::move(*result);
}

// One element of POST /api/v2/alerts with these members beside its labels.
Decoded posted(const std::string& members) {
  return decoded("prometheus", R"([{"labels":{"alertname":"A"})" + members + "}]");
}

Decoded hooked(const std::string& members, const std::string& message = "") {
  return decoded("alertmanager", R"({"version":"4")" + message +
                                     R"(,"alerts":[{"labels":{"alertname":"A"})" + members + "}]}");
}

TEST_CASE("an end in the future is a promise, an end in the past is the resolve") {
  const auto firing = posted(R"(,"endsAt":"2026-11-23T21:45:00.001Z")").alerts.at(0);
  CHECK(firing.status == AlertStatus::firing);
  CHECK(format_rfc3339(firing.ends_at) == "2026-11-23T21:45:00.001Z");
  const auto ended = posted(R"(,"endsAt":"2026-11-23T21:45:00Z")").alerts.at(0);
  CHECK(ended.status == AlertStatus::resolved);
  const auto open = posted("").alerts.at(0);
  CHECK(open.status == AlertStatus::firing);
  CHECK(open.ends_at == kNoTime);
}

TEST_CASE("an alert without a start began when it was heard of, or ended") {
  CHECK(posted("").alerts.at(0).starts_at == kNow);
  CHECK(posted(R"(,"startsAt":"0001-01-01T00:00:00.000Z")").alerts.at(0).starts_at == kNow);
  CHECK(posted(R"(,"endsAt":"2026-11-23T22:00:00Z")").alerts.at(0).starts_at == kNow);
  const auto ended = posted(R"(,"endsAt":"2026-11-23T20:00:00Z")").alerts.at(0);
  CHECK(ended.starts_at == ended.ends_at);
}

TEST_CASE("of a batch the valid alerts are kept and the others are named") {
  const auto batch = decoded("prometheus", R"([
    {"labels":{"alertname":"A"}},
    {"labels":{}},
    {"labels":{"alertname":""}},
    {"annotations":{"summary":"x"}},
    "nonsense",
    {"labels":{"alertname":"B"},"startsAt":"2026-11-23T21:00:00Z","endsAt":"2026-11-23T20:00:00Z"},
    {"labels":{"alertname":"C"}}])");
  REQUIRE(batch.alerts.size() == 2);
  CHECK(batch.alerts[1].labels.get("alertname") == "C");
  CHECK(batch.refused == std::vector<std::string>{"alerts[1]: at least one label pair required",
                                                  "alerts[2]: at least one label pair required",
                                                  "alerts[3]: at least one label pair required",
                                                  "alerts[4]: at least one label pair required",
                                                  "alerts[5]: start time must be before end time"});
  CHECK_FALSE(batch.unknown_shape);
}

TEST_CASE("identity is of the labels alone, and empty ones do not count") {
  const auto a = posted(R"(,"annotations":{"v":"1"},"generatorURL":"http://a")").alerts.at(0);
  const auto b =
      decoded(
          "alertmanager",
          R"({"alerts":[{"labels":{"env":"","alertname":"A"},"fingerprint":"0000000000000000"}]})")
          .alerts.at(0);
  CHECK(a.fingerprint == b.fingerprint);
  CHECK(a.fingerprint == Labels{{"alertname", "A"}}.fingerprint());
  CHECK(a.source == "prod");
}

TEST_CASE("a resolve is believed from the alert, from its end, or from the whole message") {
  CHECK(hooked(R"(,"status":"resolved")").alerts.at(0).status == AlertStatus::resolved);
  CHECK(hooked(R"(,"status":"resolved")").alerts.at(0).ends_at == kNow);
  CHECK(hooked(R"(,"endsAt":"2026-11-23T21:44:00Z")").alerts.at(0).status == AlertStatus::resolved);
  CHECK(hooked("", R"(,"status":"resolved")").alerts.at(0).status == AlertStatus::resolved);
  CHECK(hooked(R"(,"status":"firing")", R"(,"status":"resolved")").alerts.at(0).status ==
        AlertStatus::firing);
  CHECK(hooked("").alerts.at(0).status == AlertStatus::firing);
  CHECK(hooked(R"(,"status":"firing","endsAt":"2026-11-23T21:44:00Z")").alerts.at(0).ends_at ==
        kNoTime);
}

TEST_CASE("what the sender cut itself is known") {
  CHECK(hooked("", R"(,"truncatedAlerts":17)").truncated == 17);
  CHECK(hooked("", R"(,"truncatedAlerts":-1)").truncated == 0);
  CHECK(hooked("", R"(,"truncatedAlerts":1e18)").truncated == 0);
  CHECK(hooked("", R"(,"truncatedAlerts":9000000000)").truncated == 4294967295);
}

TEST_CASE("a body that is no JSON is malformed for every source") {
  for (const auto type : source_types()) {
    for (const char* body : {"", "{", "alert: down", "\xFF\xFE", "[1] [2]"}) {
      const auto result = decode(type, body);
      INFO(type << " " << body);
      REQUIRE_FALSE(result.has_value());
      CHECK(result.error().code == "malformed");
    }
  }
}

TEST_CASE("JSON that is not what a source sends is kept as one raw alert") {
  const char* const strangers[] = {
      "{}", "[]", "null", "7", "\"x\"", R"({"alerts":{}})", R"({"text":"hi"})"};
  for (const auto type : {"alertmanager", "prometheus"}) {
    for (const char* body : strangers) {
      if (std::string_view(type) == "prometheus" && std::string_view(body) == "[]") continue;
      const auto result = decoded(type, body);
      INFO(type << " " << body);
      REQUIRE(result.alerts.size() == 1);
      CHECK(result.unknown_shape);
      CHECK(result.alerts[0].labels.get("alertname") == "UnrecognisedPayload");
      CHECK(result.alerts[0].labels.get("source") == "prod");
      CHECK(result.alerts[0].annotations.get("payload") == body);
    }
  }
}

TEST_CASE("raw alerts of one shape differ only by content") {
  const Alert a = raw_alert("s", R"({"host":"a","items":[{"v":1}]})", kNow);
  const Alert b = raw_alert("s", R"({"items":[{"v":2},{"v":3}],"host":"b"})", kNow);
  const Alert c = raw_alert("s", R"({"host":"a","other":1})", kNow);
  CHECK(a.labels.get("shape") == b.labels.get("shape"));
  CHECK(a.labels.get("shape") != c.labels.get("shape"));
  CHECK(a.fingerprint != b.fingerprint);
  CHECK(a == raw_alert("s", R"({"host":"a","items":[{"v":1}]})", kNow));
}

TEST_CASE("a raw alert takes any bytes") {
  for (const std::string& body :
       {std::string(), std::string("\"\\"), std::string(5000, '"'), std::string("\0\xFF\xC3", 3),
        std::string(100'000, '['), "\"" + std::string(9000, '\\')}) {
    const Alert alert = raw_alert("s", body, kNow);
    CHECK(alert.annotations.get("payload").size() <= 6000);
    CHECK(alert.labels.size() == 4);
  }
}

TEST_CASE("an element of a webhook that is no alert is kept raw beside the others") {
  const auto result =
      decoded("alertmanager", R"({"alerts":[{"labels":{"alertname":"A"}},{"labels":7},null,[]]})");
  REQUIRE(result.alerts.size() == 4);
  CHECK(result.unknown_shape);
  CHECK(result.alerts[1].annotations.get("payload") == R"({"labels":7})");
  CHECK(result.alerts[2].annotations.get("payload") == "null");
  std::string many = R"({"alerts":[)";
  for (int i = 0; i < 5000; ++i) many += R"({"unlabelled":"alert"},)";
  const auto flood = decoded("alertmanager", many + R"({"labels":{"alertname":"A"}}]})");
  CHECK(flood.alerts.size() == 21);
  CHECK(flood.alerts.back().labels.get("alertname") == "A");
  CHECK(flood.refused.size() == kReasonsKept + 1);
  CHECK(flood.refused.back() == "and more");
}

TEST_CASE("half an emoji in an annotation does not lose the alert") {
  const auto result = posted(R"(,"annotations":{"summary":"broken \ud83d"})");
  CHECK(result.alerts.at(0).annotations.get("summary") == "broken \xEF\xBF\xBD");
}

TEST_CASE("a large batch keeps its order") {
  std::string body = "[";
  for (int i = 0; i < 5000; ++i) {
    body += (i > 0 ? "," : "") + std::string(R"({"labels":{"alertname":"A","i":")") +
            std::to_string(i) + "\"}}";
  }
  const auto result = decoded("prometheus", body + "]");
  REQUIRE(result.alerts.size() == 5000);
  CHECK(result.alerts[4711].labels.get("i") == "4711");
}

}  // namespace
}  // namespace triaged::sources

// Every member of every source's payload, given every wrong type: the right answer for that member,
// the others untouched, and the neighbour in the batch never lost.

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "adapters/sources/source.h"

namespace triaged::sources {
namespace {

using Json = nlohmann::json;

const Timestamp kNow = *parse_rfc3339("2026-11-23T21:45:00Z");
const Timestamp kStart = *parse_rfc3339("2026-11-23T21:40:00Z");

Json element(const std::string& name) {
  return {{"status", "firing"},
          {"labels", {{"alertname", name}, {"severity", "page"}}},
          {"annotations", {{"summary", "it is down"}}},
          {"startsAt", "2026-11-23T21:40:00Z"},
          {"endsAt", "2026-11-23T21:49:00Z"},
          {"generatorURL", "http://prom.example/graph"},
          {"fingerprint", "0123456789abcdef"}};
}

Json webhook() {
  return {{"version", "4"},
          {"groupKey", "{}:{}"},
          {"truncatedAlerts", 3},
          {"status", "firing"},
          {"receiver", "triage"},
          {"groupLabels", Json::object()},
          {"commonLabels", Json::object()},
          {"commonAnnotations", Json::object()},
          {"externalURL", "http://am.example"},
          {"alerts", {element("First"), element("Second")}}};
}

Json posted() { return Json::array({element("First"), element("Second")}); }

// A value of every kind JSON knows, among them the ones that trip readers.
const std::vector<Json>& wrong_values() {
  static const std::vector<Json> all = {nullptr,
                                        true,
                                        false,
                                        0,
                                        -1,
                                        7,
                                        1.5,
                                        1e300,
                                        18446744073709551615ULL,
                                        "",
                                        "x",
                                        "0",
                                        Json::array(),
                                        Json::array({1, "a"}),
                                        Json::object(),
                                        Json{{"a", 1}},
                                        Json{{"labels", {{"a", "b"}}}},
                                        std::string(100'000, 'x'),
                                        "\x01\x7F\xE2\x80\xAE",
                                        "<!channel>"};
  return all;
}

Decoded decode(std::string_view type, const Json& body) {
  SourceConfig config;
  config.name = "prod";
  config.type = type;
  config.mapping.alerts = "/items";
  config.mapping.alertname = "/labels/alertname";
  config.mapping.labels = {{"severity", "/labels/severity"}};
  config.mapping.annotations = {{"summary", "/annotations/summary"}};
  config.mapping.status = "/status";
  config.mapping.starts_at = "/startsAt";
  config.mapping.ends_at = "/endsAt";
  config.mapping.url = "/generatorURL";
  HttpRequest request;
  request.body = body.dump();
  auto result = find_source(type)->decode(request, config, kNow);
  REQUIRE(result.has_value());
  return std::move(*result);
}

const Alert* named(const Decoded& decoded, std::string_view name) {
  for (const Alert& alert : decoded.alerts) {
    if (alert.labels.get("alertname") == name) return &alert;
  }
  return nullptr;
}

void check_untouched(const Alert* alert) {
  REQUIRE(alert != nullptr);
  CHECK(alert->labels.get("severity") == "page");
  CHECK(alert->annotations.get("summary") == "it is down");
  CHECK(alert->starts_at == kStart);
  CHECK(alert->status == AlertStatus::firing);
  CHECK(alert->generator_url == "http://prom.example/graph");
}

// Whatever the wrong value did, it did it to this one alone, and this one is still somewhere.
void check_nothing_lost(const Decoded& decoded, const std::string& context) {
  INFO(context);
  check_untouched(named(decoded, "Second"));
  CHECK(decoded.alerts.size() + decoded.refused.size() == 2);
}

// Members whose loss must not cost the alert itself.
void check_kept(const Decoded& decoded, const std::string& member) {
  if (member == "labels") return;
  const Alert* first = named(decoded, "First");
  REQUIRE(first != nullptr);
  CHECK(first->labels.get("severity") == "page");
  if (member != "annotations") CHECK(first->annotations.get("summary") == "it is down");
  if (member != "startsAt" && member != "endsAt") CHECK(first->starts_at == kStart);
  if (member != "endsAt") CHECK(first->status == AlertStatus::firing);
}

TEST_CASE("a wrong type in any member of an alert costs nothing but that member") {
  const Json sound = element("First");
  for (const std::string type : {"alertmanager", "prometheus", "generic"}) {
    for (const auto& [member, unused] : sound.items()) {
      for (const Json& wrong : wrong_values()) {
        Json body = type == "prometheus" ? posted() : webhook();
        if (type == "generic") body["items"] = body["alerts"];
        Json& alerts = type == "prometheus" ? body
                       : type == "generic"  ? body["items"]
                                            : body["alerts"];
        alerts[0][member] = wrong;
        // The status of generic senders is their own word, and "x" is one of those.
        const std::string context = type + " " + member + " " + wrong.dump().substr(0, 40);
        const Decoded result = decode(type, body);
        check_nothing_lost(result, context);
        INFO(context);
        const bool ends_early = member == "endsAt" || member == "startsAt";
        if (type == "prometheus" && ends_early && !result.refused.empty()) continue;
        if (type == "alertmanager" && member == "status") continue;
        check_kept(result, member);
      }
    }
  }
}

TEST_CASE("a member that is missing costs nothing but that member") {
  const Json sound = element("First");
  for (const std::string type : {"alertmanager", "prometheus"}) {
    for (const auto& [member, unused] : sound.items()) {
      Json body = type == "prometheus" ? posted() : webhook();
      (type == "prometheus" ? body : body["alerts"])[0].erase(member);
      const Decoded result = decode(type, body);
      check_nothing_lost(result, type + " without " + member);
      if (member != "labels") CHECK(named(result, "First") != nullptr);
      CHECK(result.notes.size() == (type == "alertmanager" && member == "labels" ? 1 : 0));
    }
  }
}

TEST_CASE("a wrong type around the alerts does not touch them") {
  const Json sound = webhook();
  for (const auto& [member, unused] : sound.items()) {
    if (member == "alerts") continue;
    for (const Json& wrong : wrong_values()) {
      Json body = webhook();
      body[member] = wrong;
      const Decoded result = decode("alertmanager", body);
      INFO(member << " " << wrong.dump().substr(0, 40));
      check_untouched(named(result, "First"));
      check_untouched(named(result, "Second"));
      CHECK_FALSE(result.unknown_shape);
    }
  }
}

TEST_CASE("members nobody has heard of are passed over") {
  Json body = webhook();
  body["notification_reason"] = "repeat interval elapsed";
  body["routeLabels"] = {{"a", "b"}};
  body["alerts"][0]["inhibitedBy"] = Json::array({1, 2});
  body["alerts"][0]["Labels"] = "upper case is another name";
  const Decoded result = decode("alertmanager", body);
  check_untouched(named(result, "First"));
  CHECK(result.notes.empty());
}

TEST_CASE("label and annotation values of other types become their text") {
  const struct {
    Json value;
    const char* text;
  } rows[] = {{7, "7"},
              {-1, "-1"},
              {1.5, "1.5"},
              {true, "true"},
              {nullptr, ""},
              {"", ""},
              {"page", "page"},
              {Json::array({1, "a"}), R"([1,"a"])"},
              {Json{{"a", 1.5}}, R"({"a":1.5})"}};
  for (const auto& row : rows) {
    Json body = posted();
    body[0]["labels"]["severity"] = row.value;
    body[0]["annotations"]["summary"] = row.value;
    const Decoded result = decode("prometheus", body);
    const Alert* first = named(result, "First");
    INFO(row.value.dump());
    REQUIRE(first != nullptr);
    CHECK(first->labels.get("severity") == row.text);
    CHECK(first->annotations.get("summary") == row.text);
    CHECK(first->fingerprint ==
          Labels{{"alertname", "First"}, {"severity", row.text}}.fingerprint());
  }
}

TEST_CASE("what could not be read is named") {
  const struct {
    const char* member;
    Json value;
    const char* note;
  } rows[] = {{"startsAt", "soon", "alerts[0]: startsAt is not a time"},
              {"endsAt", true, "alerts[0]: endsAt is not a time"},
              {"generatorURL", 5, "alerts[0]: generatorURL is not a string"},
              {"annotations", "text", "alerts[0]: annotations is not an object; kept as text"}};
  for (const std::string type : {"alertmanager", "prometheus"}) {
    for (const auto& row : rows) {
      Json body = type == "prometheus" ? posted() : webhook();
      (type == "prometheus" ? body : body["alerts"])[0][row.member] = row.value;
      CHECK(decode(type, body).notes == std::vector<std::string>{row.note});
    }
  }
}

}  // namespace
}  // namespace triaged::sources

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/api/json.h"
#include "unit/app/sample_world.h"

using namespace triaged;
using namespace triaged::app;
using nlohmann::json;

namespace {

std::vector<std::string> ids(const json& list) {
  std::vector<std::string> out;
  for (const auto& incident : list.at("incidents"))
    out.push_back(incident.at("id").get<std::string>());
  return out;
}

}  // namespace

TEST_CASE("the list is worst first and may be asked by status", "[Q2]") {
  const World world = samples::night();
  const auto ask = [&world](std::string_view target) {
    return ids(json::parse(incidents_json(world, read_list_query(target).value())));
  };
  using Ids = std::vector<std::string>;
  CHECK(ask("/api/v1/incidents") == Ids{"inc-7", "inc-5", "inc-4", "inc-6", "inc-3"});
  CHECK(ask("/api/v1/incidents?status=open") == Ids{"inc-7", "inc-5", "inc-4", "inc-6"});
  CHECK(ask("/api/v1/incidents?status=closed") == Ids{"inc-3"});
  CHECK(ask("/api/v1/incidents?status=all&offset=1&limit=2") == Ids{"inc-5", "inc-4"});
  CHECK_FALSE(read_list_query("/api/v1/incidents?status=firing"));
}

TEST_CASE("an incident shows its first hundred alerts, the pages all of them") {
  World world;
  Incident incident;
  incident.id = IncidentId{9};
  incident.scenario = "generic";
  for (int i = 0; i < 250; ++i) {
    TrackedAlert tracked;
    tracked.alert.source = "prometheus";
    tracked.alert.labels = Labels{{"alertname", "Many"}, {"n", std::to_string(i)}};
    tracked.alert.fingerprint = tracked.alert.labels.fingerprint();
    incident.alerts.push_back(key_of(tracked.alert));
    world.restore(incident.alerts.back(), tracked);
  }
  world.restore(incident);
  const json one = json::parse(incident_json(world, incident, {}));
  CHECK(one["alerts"].size() == 100);
  CHECK(one["alerts_total"] == 250);
  CHECK(one["title"] == "Many");
  const json page = json::parse(alerts_json(world, incident, 200, 100));
  CHECK(page["alerts"].size() == 50);
  CHECK(page["alerts"][0]["labels"]["n"] == "200");
  CHECK(page["total"] == 250);
  CHECK(json::parse(alerts_json(world, incident, 900, 10))["alerts"].empty());
}

TEST_CASE("a list of many incidents still names an alert of each") {
  World world;
  for (std::uint64_t id = 1; id <= 1000; ++id) {
    Incident incident;
    incident.id = IncidentId{id};
    incident.key.target = std::to_string(id);
    for (int i = 0; i < 30; ++i) {
      TrackedAlert tracked;
      tracked.alert.labels = Labels{{"i", std::to_string(id)}, {"n", std::to_string(i)}};
      incident.alerts.push_back(key_of(tracked.alert));
      world.restore(incident.alerts.back(), tracked);
    }
    world.restore(incident);
  }
  const json list = json::parse(incidents_json(world, {}));
  REQUIRE(list["incidents"].size() == 1000);
  for (const auto& incident : list["incidents"]) {
    REQUIRE(incident["alerts"].size() == 10);
    REQUIRE(incident["alerts_total"] == 30);
  }
}

TEST_CASE("explain is what was recorded: reasons, runners-up, inputs, route", "[P1b][P2c]") {
  const World world = samples::night();
  const json out = json::parse(explain_json(world, *world.find(IncidentId{7})));
  CHECK(out["score"] == 640);
  CHECK(out["reasons"][0]["matched"] == "p95 latency is 4.8 s");
  CHECK(out["reasons"][0]["field"] == "annotation:summary");
  CHECK(out["alternatives"][0]["lacked"] == json::array({"waiting-clients", "too-many-clients"}));
  CHECK(out["severity"]["inputs"][1]["supports"] == "SEV1");
  CHECK(out["severity"]["inputs"][4]["supports"].is_null());
  CHECK(out["route"]["reason"] == "team=\"data\" and severity=~\"critical|page\"");
}

TEST_CASE("bytes that are not UTF-8 do not stop a reply") {
  const World world = samples::hostile("a\xFF\xFEz");
  const Incident& incident = *world.find(IncidentId{1});
  CHECK(json::accept(incident_json(world, incident, {})));
  CHECK(json::accept(explain_json(world, incident)));
  CHECK(json::accept(card_json(samples::hostile_card(incident, "\xC3"))));
  CHECK(json::accept(error_json("malformed", "\xFF")));
}

TEST_CASE("events name what changed") {
  CHECK(change_event(12, {IncidentId{3}, IncidentId{4}}) ==
        "id: 12\nevent: change\ndata: {\"seq\":12,\"incidents\":[\"inc-3\",\"inc-4\"]}\n\n");
  CHECK(resync_event(13) == "id: 13\nevent: resync\ndata: {\"seq\":13}\n\n");
  CHECK(accepted_json(5, IncidentId{2}) == R"({"status":"accepted","seq":5,"incident":"inc-2"})");
}

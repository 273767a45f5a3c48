#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "app/api/preview.h"
#include "app/api/query.h"
#include "unit/app/sample_world.h"

using namespace triaged;
using namespace triaged::app;

TEST_CASE("what is pasted is read leniently") {
  const Timestamp now = samples::now();
  SECTION("a sentence is a report") {
    const auto ask = read_pasted("  users cannot log in\n", now);
    REQUIRE(ask.has_value());
    CHECK(ask->report == "users cannot log in");
  }
  SECTION("a bare alert") {
    const auto ask = read_pasted(R"({"labels": {"alertname": "X", "n": 5}})", now);
    REQUIRE(ask.has_value());
    CHECK(ask->alert.labels.get("alertname") == "X");
    CHECK(ask->alert.labels.get("n") == "5");
    CHECK(ask->alert.starts_at == now);
    CHECK(ask->alert.fingerprint == ask->alert.labels.fingerprint());
  }
  SECTION("an Alertmanager notification shows its first alert and counts the others") {
    const auto ask = read_pasted(
        R"({"version": "4", "alerts": [{"labels": {"alertname": "A"}, "annotations": {},
            "startsAt": "2026-11-24T03:00:00Z"}, {"labels": {}}, {"labels": {}}]})",
        now);
    REQUIRE(ask.has_value());
    CHECK(ask->alert.labels.get("alertname") == "A");
    CHECK(ask->alert.starts_at == samples::at("2026-11-24T03:00:00Z"));
    CHECK(ask->left_out == 2);
  }
  SECTION("a list as Prometheus sends it") {
    const auto ask =
        read_pasted(R"([{"labels": {"alertname": "A"}, "generatorURL": "http://p"}])", now);
    REQUIRE(ask.has_value());
    CHECK(ask->alert.generator_url == "http://p");
  }
  SECTION("the API's own forms") {
    CHECK(read_preview(R"({"report": "slow"})", now)->report == "slow");
    const auto ask =
        read_preview(R"({"alert": {"labels": {"alertname": "A"}, "expr": "up == 0"}})", now);
    REQUIRE(ask.has_value());
    CHECK(expression_of(ask->alert) == "up == 0");
  }
}

TEST_CASE("what cannot be read says what was expected") {
  const Timestamp now = samples::now();
  CHECK(read_pasted(" \n", now).error().code == "empty");
  CHECK(read_pasted("{\"labels\": ", now).error().code == "malformed");
  CHECK(read_pasted("[]", now).error().code == "malformed");
  CHECK(read_pasted("{}", now).error().code == "malformed");
  CHECK(read_pasted(R"({"alert": 5})", now).error().code == "malformed");
  CHECK(read_pasted(std::string(kPreviewBytes + 1, 'x'), now).error().code == "too-large");
  CHECK(read_pasted(std::string(100000, '['), now).error().code == "malformed");
  std::string deep = "{\"labels\":";
  for (int i = 0; i < 40; ++i) deep += "{\"a\":";
  deep += "1" + std::string(41, '}');
  CHECK(read_pasted(deep, now).error().code == "malformed");
}

TEST_CASE("a form and a query are decoded") {
  const Parameters form = read_form("pasted=%7B%22a%22%3A+1%7D&x=%zz&empty&=y");
  CHECK(parameter(form, "pasted") == "{\"a\": 1}");
  CHECK(parameter(form, "x") == "%zz");
  CHECK(parameter(form, "empty").empty());
  CHECK(path_of("/api/v1/incidents?status=open") == "/api/v1/incidents");
  CHECK(parameter(query_of("/x?status=open&limit=5"), "status") == "open");
  CHECK(number(query_of("/x?limit=5"), "limit", 7, 100) == 5);
  CHECK(number(query_of("/x?limit=500"), "limit", 7, 100) == 7);
  CHECK(number(query_of("/x?limit=-1"), "limit", 7, 100) == 7);
  CHECK(query_of("/x").empty());
}

TEST_CASE("a preview says whether an incident would open") {
  const World world = samples::night();
  const Incident& incident = *world.find(IncidentId{7});
  const Card card = samples::card_of(incident);
  const auto json = nlohmann::json::parse(preview_json({&world, &incident, &card, "", 3}));
  CHECK(json["opens"] == true);
  CHECK(json["card"]["lock_screen"] == card.lock_screen);
  CHECK(json["explain"]["scenario"] == "db-latency");
  CHECK(json["left_out"] == 3);
  Preview none;
  none.reason = "muted";
  const auto empty = nlohmann::json::parse(preview_json(none));
  CHECK(empty["opens"] == false);
  CHECK(empty["card"].is_null());
}

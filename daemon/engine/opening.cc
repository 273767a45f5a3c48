#include "engine/opening.h"

#include "engine/severity.h"

namespace triaged::engine {
namespace {

Realm realm_of(const RouteChoice& route, Realm realm) {
  return realm == Realm::live && route.mode == Mode::shadow ? Realm::shadow : realm;
}

// Unrecognised alerts are one problem only where they have the same name.
std::string key_scenario(const Reading& reading) {
  if (reading.match.scenario != kGenericScenario) return reading.match.scenario;
  return std::string(kGenericScenario) + "/" + fact_or(reading.facts, "alertname", "report");
}

void conclude(const Policy& policy, Realm realm, const rules::Subject& subject,
              const Labels& labels, Depth depth, Reading& reading) {
  const bool whole = depth == Depth::whole;
  reading.route = choose_route(policy, labels);
  reading.match = policy.ruleset->match(subject, packs_of(policy, reading.route),
                                        {.reasons = whole, .memo = policy.memo.get()});
  reading.facts.insert(reading.match.facts.begin(), reading.match.facts.end());
  if (reading.match.scenario == kNoScenario) return;
  reading.scenario = policy.ruleset->scenario(reading.match.scenario);
  if (reading.scenario == nullptr) reading.scenario = policy.ruleset->scenario(kGenericScenario);
  if (whole) {
    reading.severity = decide_severity(policy, *reading.scenario, labels, reading.facts);
  } else {
    reading.severity.severity = severity_level(policy, *reading.scenario, labels, reading.facts);
  }
  reading.key = {realm_of(reading.route, realm), reading.route.route, reading.about.environment,
                 reading.about.cluster,          key_scenario(reading), reading.about.target()};
}

}  // namespace

Reading read_alert(const Policy& policy, Realm realm, const Alert& alert, Depth depth) {
  Reading reading;
  reading.about = about(policy.labels, alert.labels);
  reading.facts = base_facts(reading.about, alert);
  const std::string expression = expression_of(alert);
  const rules::Subject subject{&alert.labels, &alert.annotations, expression, {}};
  conclude(policy, realm, subject, alert.labels, depth, reading);
  return reading;
}

Reading read_report(const Policy& policy, Realm realm, const std::string& text) {
  Reading reading;
  reading.facts["source"] = "report";
  reading.facts["summary"] = text.substr(0, 200);
  const Labels none;
  const rules::Subject subject{&none, &none, {}, text};
  conclude(policy, realm, subject, none, Depth::whole, reading);
  return reading;
}

Decisions open_incident(const World& world, const Reading& reading, Timestamp at, Timestamp onset,
                        Timestamp post_after) {
  Decisions decisions;
  if (world.scenario(reading.scenario->version) == nullptr) {
    decisions.emplace_back(ScenarioAdopted{*reading.scenario});
  }
  IncidentOpened opened;
  opened.id = world.next_incident();
  opened.key = reading.key;
  opened.scenario = reading.scenario->id;
  opened.scenario_version = reading.scenario->version;
  opened.match = reading.match;
  opened.match.facts.clear();  // they stand in `facts`
  opened.route = reading.route;
  opened.severity = reading.severity;
  opened.facts = reading.facts;
  opened.onset = onset == kNoTime ? at : std::min(onset, at);
  opened.post_after = post_after;
  opened.previous = world.last_closed(reading.key);
  decisions.emplace_back(std::move(opened));
  return decisions;
}

}  // namespace triaged::engine

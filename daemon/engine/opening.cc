#include "engine/opening.h"

#include <algorithm>

#include "engine/burst.h"
#include "engine/severity.h"

namespace triaged::engine {
namespace {

Realm realm_of(const RouteChoice& route, Realm realm) {
  return realm == Realm::live && route.mode == Mode::shadow ? Realm::shadow : realm;
}

// Unrecognised alerts are one problem only where they have the same name.
std::string key_scenario(const std::string& scenario, std::string_view alertname) {
  if (scenario != kGenericScenario) return scenario;
  return scenario + "/" + std::string(alertname.empty() ? "report" : alertname);
}

IncidentKey key_of(const Reading& reading, Realm realm, const std::string& scenario,
                   std::string_view alertname) {
  return {realm_of(reading.route, realm),
          reading.route.route,
          reading.about.environment,
          reading.about.cluster,
          key_scenario(scenario, alertname),
          reading.about.target()};
}

// Wants what the open incident lacks, and what severity depends on.
class LackingFacts final : public rules::FactFilter {
 public:
  LackingFacts(const World& world, const Policy& policy, Realm realm, const Reading& reading,
               std::string_view alertname)
      : world_(world),
        policy_(policy),
        realm_(realm),
        reading_(reading),
        alertname_(alertname) {}

  bool wants(const std::string& scenario, const std::string& fact) override {
    if (scenario != scenario_) look_up(scenario);
    return wants(fact);
  }

  bool wants(std::string_view fact) const {
    if (incident_ == nullptr || !incident_->facts.contains(fact)) return true;
    return std::find(decisive_.begin(), decisive_.end(), fact) != decisive_.end();
  }

  void look_up(const std::string& scenario) {
    scenario_ = scenario;
    incident_ = home_of(world_, key_of(reading_, realm_, scenario, alertname_));
    decisive_ = {"environment"};
    const Scenario* content = policy_.ruleset->scenario(scenario);
    if (content == nullptr) return;
    for (const SeverityRaise& raise : content->raises) {
      for (const Condition& condition : raise.when) decisive_.push_back(condition.fact);
    }
  }

 private:
  const World& world_;
  const Policy& policy_;
  Realm realm_;
  const Reading& reading_;
  std::string_view alertname_;
  std::string scenario_;
  const Incident* incident_ = nullptr;
  std::vector<std::string_view> decisive_;
};

const Scenario* content_of(const Policy& policy, const std::string& scenario) {
  const Scenario* content = policy.ruleset->scenario(scenario);
  return content != nullptr ? content : policy.ruleset->scenario(kGenericScenario);
}

void conclude(const Policy& policy, Realm realm, const rules::Subject& subject,
              const Labels& labels, Reading& reading) {
  reading.route = choose_route(policy, labels);
  reading.match = policy.ruleset->match(subject, packs_of(policy, reading.route),
                                        {.memo = policy.memo.get()});
  reading.facts.insert(reading.match.facts.begin(), reading.match.facts.end());
  if (reading.match.scenario == kNoScenario) return;
  reading.scenario = content_of(policy, reading.match.scenario);
  reading.severity = decide_severity(policy, *reading.scenario, labels, reading.facts);
  reading.key = key_of(reading, realm, reading.match.scenario, labels.get("alertname"));
}

}  // namespace

const Incident* home_of(const World& world, const IncidentKey& key) {
  const Incident* incident = world.open_incident(key);
  return incident != nullptr ? incident : wide_incident(world, key);
}

Reading read_alert(const Policy& policy, Realm realm, const Alert& alert) {
  Reading reading;
  reading.about = about(policy.labels, alert.labels);
  reading.facts = base_facts(reading.about, alert, [](std::string_view) { return true; });
  const std::string expression = expression_of(alert);
  const rules::Subject subject{&alert.labels, &alert.annotations, expression, {}};
  conclude(policy, realm, subject, alert.labels, reading);
  return reading;
}

Reading glance_at(const World& world, const Policy& policy, Realm realm, const Alert& alert) {
  Reading reading;
  const std::string_view alertname = alert.labels.get("alertname");
  reading.about = about(policy.labels, alert.labels);
  reading.route = choose_route(policy, alert.labels);
  LackingFacts lacking(world, policy, realm, reading, alertname);
  const std::string expression = expression_of(alert);
  reading.match = policy.ruleset->match({&alert.labels, &alert.annotations, expression, {}},
                                        packs_of(policy, reading.route),
                                        {.reasons = false, .memo = policy.memo.get(), .facts = &lacking});
  const std::string& scenario = reading.match.scenario;
  if (scenario == kNoScenario) return reading;
  lacking.look_up(scenario);
  reading.facts = base_facts(reading.about, alert,
                             [&](std::string_view fact) { return lacking.wants(fact); });
  reading.facts.merge(reading.match.facts);
  reading.scenario = content_of(policy, scenario);
  reading.severity.severity =
      severity_level(policy, *reading.scenario, alert.labels, reading.facts);
  reading.key = key_of(reading, realm, scenario, alertname);
  return reading;
}

Reading read_report(const Policy& policy, Realm realm, const std::string& text) {
  Reading reading;
  reading.facts["source"] = "report";
  reading.facts["summary"] = text.substr(0, 200);
  const Labels none;
  const rules::Subject subject{&none, &none, {}, text};
  conclude(policy, realm, subject, none, reading);
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

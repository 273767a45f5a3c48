#include "engine/opening.h"

#include <algorithm>

#include "engine/burst.h"
#include "engine/severity.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kAlertsLearnedFrom = 50;

Realm realm_of(Mode mode, Realm realm) {
  return realm == Realm::live && mode == Mode::shadow ? Realm::shadow : realm;
}

// Unrecognised alerts are one problem only where they have the same name.
std::string key_scenario(const std::string& scenario, std::string_view alertname) {
  if (scenario != kGenericScenario) return scenario;
  return scenario + "/" + std::string(alertname.empty() ? "report" : alertname);
}

IncidentKey key_of(const About& about, const std::string& route, Mode mode, Realm realm,
                   std::string scenario) {
  return {realm_of(mode, realm), route,          about.environment,
          about.cluster,         std::move(scenario), about.target()};
}

// Wants what the open incident lacks, and what severity depends on.
class LackingFacts final : public rules::FactFilter {
 public:
  LackingFacts(const World& world, const Policy& policy, const Route& route, Realm realm,
               std::string_view alertname, Glance& glance)
      : world_(world),
        policy_(policy),
        route_(route),
        realm_(realm),
        alertname_(alertname),
        glance_(glance) {}

  bool wants(const std::string& scenario, const std::string& fact) override {
    find_home(scenario);
    return wants(fact);
  }

  bool wants(std::string_view fact) const {
    if (glance_.home == nullptr) return true;
    if (std::find(decisive_.begin(), decisive_.end(), fact) != decisive_.end()) return true;
    return learns() && !glance_.home->facts.contains(fact);
  }

  // The thousandth alert of an incident tells nothing new about what it is.
  bool learns() const {
    return glance_.home == nullptr || glance_.home->alerts.size() < kAlertsLearnedFrom;
  }

  void find_home(const std::string& scenario) {
    if (scenario == scenario_) return;
    scenario_ = scenario;
    glance_.key = key_of(glance_.about, route_.name, route_.mode, realm_,
                         key_scenario(scenario, alertname_));
    glance_.home = world_.open_incident(glance_.key);
    if (glance_.home == nullptr) glance_.home = wide_incident(world_, glance_.key);
    decisive_ = decisive_facts(policy_.ruleset->scenario(scenario));
  }

 private:
  const World& world_;
  const Policy& policy_;
  const Route& route_;
  Realm realm_;
  std::string_view alertname_;
  Glance& glance_;
  std::string scenario_;
  std::vector<std::string_view> decisive_;
};

const Scenario* content_of(const Policy& policy, const std::string& scenario) {
  const Scenario* content = policy.ruleset->scenario(scenario);
  return content != nullptr ? content : policy.ruleset->scenario(kGenericScenario);
}

// Severity and key, once the scenario and the facts are known.
void weigh(const Policy& policy, Realm realm, const Labels& labels, Reading& reading) {
  reading.scenario = content_of(policy, reading.match.scenario);
  reading.severity = decide_severity(policy, *reading.scenario, labels, reading.facts);
  reading.key = key_of(reading.about, reading.route.route, reading.route.mode, realm,
                       key_scenario(reading.match.scenario, labels.get("alertname")));
}

void conclude(const Policy& policy, Realm realm, const rules::Subject& subject,
              const Labels& labels, Reading& reading) {
  reading.route = choose_route(policy, labels);
  reading.match = policy.ruleset->match(subject, packs_of(policy, reading.route),
                                        {.memo = policy.memo.get()});
  reading.facts.insert(reading.match.facts.begin(), reading.match.facts.end());
  if (reading.match.scenario != kNoScenario) weigh(policy, realm, labels, reading);
}

Recognition ask_packs(const Policy& policy, const Alert& alert, const Route& route,
                  LackingFacts& lacking) {
  const std::string expression = expression_of(alert);
  MatchResult match =
      policy.ruleset->match({&alert.labels, &alert.annotations, expression, {}}, route.packs,
                            {.reasons = false, .memo = policy.memo.get(), .facts = &lacking});
  return {std::move(match.scenario), std::move(match.facts)};
}

Reading begin_reading(const Policy& policy, const Alert& alert) {
  Reading reading;
  reading.about = about(policy.labels, alert.labels);
  reading.facts = base_facts(reading.about, alert, [](std::string_view) { return true; });
  return reading;
}

}  // namespace

Reading read_alert(const Policy& policy, Realm realm, const Alert& alert) {
  Reading reading = begin_reading(policy, alert);
  const std::string expression = expression_of(alert);
  const rules::Subject subject{&alert.labels, &alert.annotations, expression, {}};
  conclude(policy, realm, subject, alert.labels, reading);
  return reading;
}

Reading read_raw(const Policy& policy, Realm realm, const Alert& alert, const std::string& why) {
  Reading reading = begin_reading(policy, alert);
  reading.route = choose_route(policy, alert.labels);
  reading.match.scenario = std::string(kGenericScenario);
  reading.match.reasons.push_back({"not-decided", "triaged", why, 0});
  weigh(policy, realm, alert.labels, reading);
  return reading;
}

Glance glance_at(const World& world, const Policy& policy, Realm realm, const Alert& alert,
                 const Recognition* prepared) {
  Glance glance;
  const std::string_view alertname = alert.labels.get("alertname");
  const Route& route = route_of(policy, alert.labels);
  glance.about = about(policy.labels, alert.labels);
  LackingFacts lacking(world, policy, route, realm, alertname, glance);
  if (prepared != nullptr && prepared->scenario != kNoScenario) {
    lacking.find_home(prepared->scenario);
  }
  Recognition verdict = prepared != nullptr && !lacking.learns()
                        ? *prepared
                        : ask_packs(policy, alert, route, lacking);
  if (verdict.scenario == kNoScenario) return glance;
  lacking.find_home(verdict.scenario);
  glance.facts = base_facts(glance.about, alert,
                            [&](std::string_view fact) { return lacking.wants(fact); });
  glance.facts.merge(verdict.decisive);
  glance.scenario = content_of(policy, verdict.scenario);
  glance.severity = severity_level(policy, *glance.scenario, alert.labels, glance.facts);
  return glance;
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

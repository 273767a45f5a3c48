// rules test: plays the tests inside packs, and says what no test needs.

#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include "app/served.h"
#include "app/workshop/workshop.h"
#include "engine/rehearsal.h"
#include "rules/pack_test.h"

namespace triaged::app {
namespace {

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (c == '&') out += "&amp;";
    else if (c == '"') out += "&quot;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n') out += c;
  }
  return out;
}

std::string junit_case(const rules::PackTest& test, const std::vector<std::string>& failures) {
  std::string out = "  <testcase classname=\"rules." + xml_text(test.scenario) + "\" name=\"" +
                    xml_text(test.name) + "\">";
  for (const std::string& failure : failures) {
    out += "<failure>" + xml_text(failure) + "</failure>";
  }
  return out + "</testcase>\n";
}

/// Which signals hit and which steps were shown, by scenario.
class Coverage {
 public:
  void add(const rules::PackTest& test, const rules::Ruleset& ruleset) {
    for (const rules::TestEvent& event : test.events) {
      const std::string expression = expression_of(event.alert);
      const MatchResult match = ruleset.match(
          {&event.alert.labels, &event.alert.annotations, expression, event.report}, {});
      add_hits(match.scenario, match.reasons);
      for (const Candidate& other : match.alternatives) add_hits(other.scenario, other.hits);
    }
  }

  void add(const engine::Rehearsal& played) {
    const Incident* incident = played.world.find(played.incident);
    if (incident == nullptr) return;
    for (const CardSection& section : played.card.sections) {
      for (const CardItem& item : section.items) shown_[incident->scenario].insert(item.step);
    }
  }

  void print(const rules::Ruleset& ruleset) const {
    std::cout << "coverage: signals and steps that some test needs\n";
    Count signals;
    Count steps;
    for (const Scenario* scenario : ruleset.scenarios()) {
      signals += print(scenario->id, "signals", signals_of(ruleset, scenario->id), hit_);
      std::vector<std::string> ids;
      for (const Step& step : scenario->steps) {
        if (step.kind != StepKind::follow_up) ids.push_back(step.id);
      }
      steps += print(scenario->id, "steps", ids, shown_);
    }
    std::cout << "all: signals " << signals.text() << ", steps " << steps.text() << "\n";
  }

 private:
  using Seen = std::map<std::string, std::set<std::string>>;
  struct Count {
    std::size_t seen = 0;
    std::size_t all = 0;
    void operator+=(const Count& other) {
      seen += other.seen;
      all += other.all;
    }
    std::string text() const { return std::to_string(seen) + "/" + std::to_string(all); }
  };

  void add_hits(const std::string& scenario, const std::vector<SignalHit>& hits) {
    for (const SignalHit& hit : hits) hit_[scenario].insert(hit.signal);
  }

  static Count print(const std::string& scenario, const char* what,
                     const std::vector<std::string>& ids, const Seen& seen) {
    const auto found = seen.find(scenario);
    Count count{0, ids.size()};
    std::string missing;
    for (const std::string& id : ids) {
      const bool there = found != seen.end() && found->second.count(id) > 0;
      count.seen += there ? 1 : 0;
      if (!there) missing += (missing.empty() ? "" : ", ") + id;
    }
    if (ids.empty()) return count;
    std::cout << "  " << scenario << ": " << what << " " << count.text()
              << (missing.empty() ? "" : ", never: " + missing) << "\n";
    return count;
  }

  static std::vector<std::string> signals_of(const rules::Ruleset& ruleset,
                                             const std::string& scenario) {
    std::vector<std::string> ids;
    for (const auto& signal : ruleset.recognition(scenario).signals) ids.push_back(signal.id);
    return ids;
  }

  Seen hit_;
  Seen shown_;
};

}  // namespace

int test_packs(const Asked& asked) {
  std::vector<rules::Diagnostic> diagnostics;
  const auto files = packs_to_try(asked.rules, diagnostics);
  const auto ruleset = load_files(files, diagnostics);
  if (ruleset == nullptr) return 2;
  const engine::Policy policy = engine::rehearsal_policy(ruleset);
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::string cases;
  Coverage coverage;
  for (const rules::PackTest& test : rules::read_pack_tests(files)) {
    // Those of shipped packs that are here only because something adapts them.
    if (!asked.rules.empty() && test.path.starts_with("shipped:")) continue;
    const engine::Rehearsal played = engine::rehearse(test, policy);
    if (asked.coverage) {
      coverage.add(test, *ruleset);
      coverage.add(played);
    }
    cases += junit_case(test, played.failures);
    if (played.failures.empty()) {
      ++passed;
      continue;
    }
    ++failed;
    std::cout << test.path << ":" << test.line << ": FAILED " << test.name << "\n";
    for (const std::string& failure : played.failures) std::cout << "    " << failure << "\n";
  }
  if (asked.coverage) coverage.print(*ruleset);
  std::cout << passed << " passed, " << failed << " failed\n";
  if (!asked.junit.empty()) {
    std::ofstream(asked.junit) << "<testsuite name=\"rules\">\n" << cases << "</testsuite>\n";
  }
  return failed == 0 ? 0 : 1;
}

}  // namespace triaged::app

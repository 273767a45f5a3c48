// From files to a ruleset: read every library, then every scenario, check them together, compile.

#include <algorithm>
#include <map>
#include <set>

#include "rules/adapt_reader.h"
#include "rules/built_in.h"
#include "rules/lint.h"
#include "rules/lint_sense.h"
#include "rules/matcher.h"
#include "rules/ruleset.h"
#include "rules/scenario_digest.h"
#include "rules/scenario_reader.h"
#include "rules/step_reader.h"
#include "rules/yaml_reader.h"

namespace triaged::rules {
namespace {

constexpr std::string_view kLibraryStem = "library";
constexpr std::string_view kSharedPack = "generic";
constexpr std::size_t kMostCompared = 200;

using Recognitions = std::map<std::string, Recognition, std::less<>>;

class CompiledRuleset final : public Ruleset {
 public:
  CompiledRuleset(std::map<std::string, Scenario, std::less<>> scenarios,
                  Recognitions recognitions, Matcher matcher, std::string digest)
      : scenarios_(std::move(scenarios)),
        recognitions_(std::move(recognitions)),
        matcher_(std::move(matcher)),
        digest_(std::move(digest)) {}

  using Ruleset::match;
  MatchResult match(const Subject& subject, const std::vector<std::string>& packs,
                    const MatchOptions& options) const override {
    return matcher_.match(subject, packs, options);
  }

  const Scenario* scenario(std::string_view id) const override {
    const auto found = scenarios_.find(id);
    return found == scenarios_.end() ? nullptr : &found->second;
  }

  std::vector<const Scenario*> scenarios() const override {
    std::vector<const Scenario*> all;
    for (const auto& [id, scenario] : scenarios_) all.push_back(&scenario);
    return all;
  }

  Recognition recognition(std::string_view id) const override {
    const auto found = recognitions_.find(id);
    return found == recognitions_.end() ? Recognition{} : found->second;
  }

  const std::string& digest() const override { return digest_; }

 private:
  std::map<std::string, Scenario, std::less<>> scenarios_;
  Recognitions recognitions_;
  Matcher matcher_;
  std::string digest_;
};

/// Reads files one after the other and keeps what they say, their findings in file order.
class Loader {
 public:
  explicit Loader(const std::vector<PackFile>& files) : files_(files), findings_(files.size()) {}

  std::vector<ScenarioFile> read() {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (stem_of(files_[i].path) == kLibraryStem) read_library_file(i);
    }
    std::vector<ScenarioFile> scenarios;
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (stem_of(files_[i].path) != kLibraryStem) read_scenario_file(i, scenarios);
    }
    for (const Adaptation& adaptation : adaptations_) read_adaptation(adaptation, scenarios);
    return scenarios;
  }

  /// Names of other scenarios that are nearly right; those of packs that are not here stay unsaid.
  void check_references(const std::vector<ScenarioFile>& scenarios) {
    std::vector<std::string> ids;
    for (const ScenarioFile& scenario : scenarios) ids.push_back(scenario.content.id);
    for (const ScenarioFile& scenario : scenarios) {
      const SourceText source(files_[scenario.file_index].path, files_[scenario.file_index].text);
      NodeReader reader(source, findings_[scenario.file_index]);
      check_shadow(reader, scenario, scenarios);
      for (std::size_t i = 0; i < scenario.content.also_consider.size(); ++i) {
        const std::string& id = scenario.content.also_consider[i];
        const bool known = std::find(ids.begin(), ids.end(), id) != ids.end();
        if (const std::string guess = did_you_mean(id, ids); !known && !guess.empty()) {
          reader.warning("unknown-scenario", scenario.also_consider_places[i],
                         "no scenario " + quoted(id) + guess);
        }
      }
    }
  }

  void check_reviews(const std::vector<ScenarioFile>& scenarios, std::string_view today) {
    for (const ScenarioFile& scenario : scenarios) {
      const SourceText source(files_[scenario.file_index].path, files_[scenario.file_index].text);
      NodeReader reader(source, findings_[scenario.file_index]);
      if (!today.empty()) lint_review(reader, scenario, today);
    }
  }

  std::vector<Diagnostic> take_findings() {
    std::vector<Diagnostic> all;
    for (std::vector<Diagnostic>& of_file : findings_) {
      std::stable_sort(of_file.begin(), of_file.end(),
                       [](const Diagnostic& a, const Diagnostic& b) {
                         return std::tie(a.line, a.column) < std::tie(b.line, b.column);
                       });
      all.insert(all.end(), of_file.begin(), of_file.end());
    }
    return all;
  }

 private:
  /// A file that extends a scenario; read when all scenarios are there.
  struct Adaptation {
    std::size_t file_index = 0;
    Node root;
  };

  void read_library_file(std::size_t i) {
    const SourceText source(files_[i].path, files_[i].text);
    NodeReader reader(source, findings_[i]);
    Parsed parsed = read_yaml(files_[i].path, files_[i].text);
    findings_[i] = std::move(parsed.diagnostics);
    if (findings_[i].empty()) libraries_[files_[i].pack] = read_library(reader, parsed.root);
  }

  void read_scenario_file(std::size_t i, std::vector<ScenarioFile>& out) {
    const PackFile& file = files_[i];
    const SourceText source(file.path, file.text);
    NodeReader reader(source, findings_[i]);
    Parsed parsed = read_yaml(file.path, file.text);
    findings_[i] = std::move(parsed.diagnostics);
    if (!findings_[i].empty()) return;
    if (adapts(parsed.root)) {
      adaptations_.push_back({i, std::move(parsed.root)});
      return;
    }
    ScenarioFile scenario =
        read_scenario(reader, parsed.root, file, stem_of(file.path), library_for(file.pack));
    check_known_before(reader, scenario, out);
    // A reviewer reads what can be read: findings about gaps that a fault left would hide the
    // fault.
    if (!has_error(findings_[i])) lint(reader, scenario);
    scenario.file_index = i;
    out.push_back(std::move(scenario));
  }

  /// The adapted scenario takes the place of the one it extends.
  void read_adaptation(const Adaptation& adaptation, std::vector<ScenarioFile>& out) {
    const std::size_t i = adaptation.file_index;
    const SourceText source(files_[i].path, files_[i].text);
    NodeReader reader(source, findings_[i]);
    ScenarioFile* base = find_base(reader, adaptation, out);
    if (base == nullptr) return;
    ScenarioFile file =
        adapt(reader, adaptation.root, files_[i], *base, library_for(files_[i].pack));
    if (!has_error(findings_[i])) lint(reader, file);
    file.file_index = i;
    // What the shipped tests say of the scenario need not hold once it is adapted.
    const auto own = file.tests.begin() + static_cast<long>(base->tests.size());
    file.tests.erase(file.tests.begin(), own);
    adapted_.insert(file.content.id);
    *base = std::move(file);
  }

  /// nullptr, and an error, where there is nothing to adapt.
  ScenarioFile* find_base(NodeReader& reader, const Adaptation& adaptation,
                          std::vector<ScenarioFile>& all) {
    const Node& place = *adaptation.root.get("extends");
    const std::string id = adapted_id(reader, adaptation.root);
    std::vector<std::string> ids;
    for (ScenarioFile& scenario : all) {
      ids.push_back(scenario.content.id);
      if (scenario.content.id != id || id.empty()) continue;
      if (adapted_.count(id) == 0) return &scenario;
      reader.error("adapted-twice", place_of(place),
                   "the scenario " + quoted(id) + " is already adapted in " + scenario.path);
      return nullptr;
    }
    if (!id.empty()) {
      reader.error("nothing-to-adapt", place_of(place),
                   "no scenario " + quoted(id) + " to extend" + did_you_mean(id, ids));
    }
    return nullptr;
  }

  /// The pack's own library over that of the shared pack.
  Library library_for(const std::string& pack) const {
    Library library;
    if (const auto own = libraries_.find(pack); own != libraries_.end()) library = own->second;
    if (const auto shared = libraries_.find(kSharedPack); shared != libraries_.end()) {
      library.add_missing(shared->second);
    }
    return library;
  }

  /// Many scenarios at once are a test of size, not a pack that somebody reads.
  static void check_shadow(NodeReader& reader, const ScenarioFile& scenario,
                           const std::vector<ScenarioFile>& all) {
    if (all.size() > kMostCompared) return;
    const ScenarioFile* shadow = shadow_of(scenario, all);
    if (shadow == nullptr) return;
    reader.warning("shadowed", scenario.id_place,
                   "this never wins: " + quoted(shadow->content.id) +
                       " has all its signals, no lighter, and asks for less");
  }

  static void check_known_before(NodeReader& reader, const ScenarioFile& scenario,
                                 const std::vector<ScenarioFile>& others) {
    for (const ScenarioFile& other : others) {
      if (other.content.id != scenario.content.id || scenario.content.id.empty()) continue;
      reader.error("duplicate-id", scenario.id_place,
                   "the scenario " + quoted(scenario.content.id) + " is already in " + other.path);
    }
  }

  const std::vector<PackFile>& files_;
  std::vector<Adaptation> adaptations_;
  std::set<std::string> adapted_;
  std::vector<std::vector<Diagnostic>> findings_;
  std::map<std::string, Library, std::less<>> libraries_;
};

struct Cost {
  std::int64_t total = 0;
  int dearest = 0;
  const ScenarioFile* file = nullptr;
  Place place;
  std::set<const void*> shared;  ///< patterns of libraries, each counted once

  void add(const ScenarioFile& from, const FactRule& rule) {
    if (!rule.shared) return add(from, rule.pattern);
    // The pattern stands in the library; the scenario that asks for it is named.
    const auto facts = from.keys.find("facts");
    const Place asked = facts == from.keys.end() ? from.id_place : facts->second;
    if (shared.insert(rule.pattern.regex.get()).second) add(from, {rule.pattern.regex, asked});
  }

  void add(const ScenarioFile& from, const Pattern& pattern) {
    if (!pattern.regex) return;
    const int size = pattern.regex->ProgramSize();
    total += size;
    if (size <= dearest) return;
    dearest = size;
    file = &from;
    place = pattern.place;
  }
};

void check_cost(const std::vector<ScenarioFile>& scenarios, std::vector<Diagnostic>& out) {
  Cost cost;
  for (const ScenarioFile& file : scenarios) {
    for (const Signal& signal : file.signals) cost.add(file, signal.pattern);
    for (const FactRule& rule : file.facts) cost.add(file, rule);
  }
  if (cost.total <= kPackProgramSize) return;
  out.push_back({Diagnostic::Level::error, "dear-packs", cost.file->path, cost.place.line,
                 cost.place.column,
                 "all patterns together cost " + std::to_string(cost.total) +
                     " instructions, the limit is " + std::to_string(kPackProgramSize) +
                     "; this one is the dearest with " + std::to_string(cost.dearest),
                 ""});
}

std::string written(const std::vector<Field>& fields) {
  std::string text;
  for (const Field& field : fields) {
    const std::string& word = field_words().at(static_cast<std::size_t>(field.kind));
    text += (text.empty() ? "" : " ") + word.substr(0, word.find("NAME")) + field.name;
  }
  return text;
}

Recognition recognition_of(const ScenarioFile& file) {
  Recognition recognition{file.threshold, {}};
  for (const Signal& signal : file.signals) {
    recognition.signals.push_back({signal.id, written(signal.fields),
                                   signal.pattern.regex->pattern(), signal.weight});
  }
  return recognition;
}

Recogniser recogniser_of(ScenarioFile& file) {
  const bool everywhere = file.content.pack == kSharedPack || file.content.id == kGenericScenario ||
                          file.content.id == kNoScenario;
  return {file.content.id, file.content.pack,       everywhere,
          file.threshold,  std::move(file.signals), std::move(file.facts)};
}

/// Those of the built-in scenarios that no pack replaces.
void add_built_in(std::vector<ScenarioFile>& scenarios) {
  Loader loader(built_in_files());
  for (ScenarioFile& file : loader.read()) {
    const bool replaced =
        std::any_of(scenarios.begin(), scenarios.end(),
                    [&](const ScenarioFile& s) { return s.content.id == file.content.id; });
    if (!replaced) scenarios.push_back(std::move(file));
  }
}

std::shared_ptr<const Ruleset> compile(std::vector<ScenarioFile> scenarios, std::string digest) {
  std::map<std::string, Scenario, std::less<>> contents;
  Recognitions recognitions;
  std::vector<Recogniser> recognisers;
  for (ScenarioFile& file : scenarios) {
    if (file.content.maturity != Maturity::deprecated) {
      recognitions.emplace(file.content.id, recognition_of(file));
      recognisers.push_back(recogniser_of(file));
    }
    file.content.version = version_of(file.content);
    contents.emplace(file.content.id, std::move(file.content));
  }
  return std::make_shared<CompiledRuleset>(std::move(contents), std::move(recognitions),
                                           Matcher(std::move(recognisers)), std::move(digest));
}

}  // namespace

Loaded load_packs(const std::vector<PackFile>& files, std::string_view today) {
  Loader loader(files);
  std::vector<ScenarioFile> scenarios = loader.read();
  loader.check_references(scenarios);
  loader.check_reviews(scenarios, today);
  Loaded loaded{nullptr, loader.take_findings()};
  check_cost(scenarios, loaded.diagnostics);
  if (has_error(loaded.diagnostics)) return loaded;
  add_built_in(scenarios);
  loaded.ruleset = compile(std::move(scenarios), digest_of(files));
  return loaded;
}

std::vector<PackTest> read_pack_tests(const std::vector<PackFile>& files) {
  std::vector<PackTest> tests;
  Loader loader(files);
  for (ScenarioFile& file : loader.read()) {
    if (file.content.maturity == Maturity::deprecated) continue;
    std::move(file.tests.begin(), file.tests.end(), std::back_inserter(tests));
  }
  return tests;
}

}  // namespace triaged::rules

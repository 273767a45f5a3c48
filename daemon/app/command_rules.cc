// rules test | match | explain | evaluate: packs as something one can try.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/served.h"
#include "engine/rehearsal.h"

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string rules;  ///< a directory; empty: the shipped packs
  std::string input;
  std::string output = "text";
  std::string junit;  ///< test: also write the outcome there
};

std::shared_ptr<const rules::Ruleset> load(const std::vector<rules::PackFile>& files,
                                           std::vector<rules::Diagnostic> diagnostics) {
  const rules::Loaded loaded = rules::load_packs(files);
  diagnostics.insert(diagnostics.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
  if (loaded.ruleset != nullptr) return loaded.ruleset;
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    std::cerr << rules::format(diagnostic) << "\n";
  }
  return nullptr;
}

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

int run_tests(const Asked& asked) {
  std::vector<rules::Diagnostic> diagnostics;
  const auto files = packs_to_try(asked.rules, diagnostics);
  const auto ruleset = load(files, diagnostics);
  if (ruleset == nullptr) return 2;
  const engine::Policy policy = engine::rehearsal_policy(ruleset);
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::string cases;
  for (const rules::PackTest& test : rules::read_pack_tests(files)) {
    const engine::Rehearsal played = engine::rehearse(test, policy);
    cases += junit_case(test, played.failures);
    if (played.failures.empty()) {
      ++passed;
      continue;
    }
    ++failed;
    std::cout << test.path << ":" << test.line << ": FAILED " << test.name << "\n";
    for (const std::string& failure : played.failures) std::cout << "    " << failure << "\n";
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  if (!asked.junit.empty()) {
    std::ofstream(asked.junit) << "<testsuite name=\"rules\">\n" << cases << "</testsuite>\n";
  }
  return failed == 0 ? 0 : 1;
}

Labels labels_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_object()) return {};
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [key, value] : found->items()) {
    kept.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  std::vector<Labels::Pair> pairs(kept.begin(), kept.end());
  return Labels::from(std::move(pairs));
}

// One line of input: what is matched, with the texts it points into.
struct Line {
  std::string id;
  Labels labels;
  Labels annotations;
  std::string expression;
  std::string report;
  std::string expected;
  std::vector<std::string> acceptable;

  MatchResult match(const rules::Ruleset& ruleset) const {
    return ruleset.match({&labels, &annotations, expression, report}, {});
  }
};

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Line> read_line(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  Line line;
  line.id = text_of(json, "id");
  line.report = text_of(json, "report");
  line.expected = text_of(json, "scenario");
  const Json alert = json.contains("alert") ? json["alert"] : json;
  if (alert.is_object()) {
    line.labels = labels_of(alert, "labels");
    line.annotations = labels_of(alert, "annotations");
    line.expression = text_of(alert, "expr");
  }
  if (json.contains("acceptable") && json["acceptable"].is_array()) {
    for (const Json& entry : json["acceptable"]) {
      if (entry.is_string()) line.acceptable.push_back(entry.get<std::string>());
    }
  }
  return line;
}

std::string sentence(const SignalHit& hit) {
  return hit.signal + " (" + std::to_string(hit.weight) + ") in " + hit.field + ": \"" +
         hit.matched + "\"";
}

Json encode(const Line& line, const MatchResult& result) {
  Json out{{"id", line.id}, {"scenario", result.scenario}, {"score", result.score}};
  out["reasons"] = Json::array();
  for (const SignalHit& hit : result.reasons) out["reasons"].push_back(sentence(hit));
  out["alternatives"] = Json::array();
  for (const Candidate& other : result.alternatives) {
    out["alternatives"].push_back({{"scenario", other.scenario}, {"score", other.score}});
  }
  return out;
}

void explain(const Line& line, const MatchResult& result) {
  std::cout << (line.id.empty() ? "" : line.id + ": ") << result.scenario << ", score "
            << result.score;
  if (!result.unsure.empty()) std::cout << " (unsure: " << result.unsure << " is close)";
  std::cout << "\n";
  for (const SignalHit& hit : result.reasons) std::cout << "  + " << sentence(hit) << "\n";
  for (const Candidate& other : result.alternatives) {
    std::cout << "  " << other.scenario << ": " << other.score << " of " << other.threshold << "\n";
    for (const SignalHit& hit : other.hits) std::cout << "    + " << sentence(hit) << "\n";
    for (const std::string& lacked : other.lacked) std::cout << "    lacked " << lacked << "\n";
  }
  for (const auto& [name, value] : result.facts) {
    std::cout << "  fact " << name << " = " << value << "\n";
  }
}

// Reads lines of JSON, or a whole file that is one document.
template <class Use>
int each_line(const std::string& path, Use&& use) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) {
      std::cerr << "cannot read " << path << "\n";
      return 2;
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string text;
  std::size_t number = 0;
  int wrong = 0;
  while (std::getline(in, text)) {
    ++number;
    if (text.empty()) continue;
    auto line = read_line(text);
    if (!line && number == 1) {
      std::string rest;
      while (std::getline(in, rest)) text += "\n" + rest;
      line = read_line(text);
    }
    if (!line) {
      std::cerr << path << ":" << number << ": not a JSON object\n";
      wrong = 1;
      continue;
    }
    use(*line);
  }
  return wrong;
}

int match(const Asked& asked, bool in_words) {
  std::vector<rules::Diagnostic> diagnostics;
  const auto ruleset = load(packs_to_try(asked.rules, diagnostics), diagnostics);
  if (ruleset == nullptr) return 2;
  return each_line(asked.input, [&](const Line& line) {
    const MatchResult result = line.match(*ruleset);
    if (in_words || asked.output == "text") return explain(line, result);
    std::cout << encode(line, result).dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  });
}

struct Tally {
  std::size_t total = 0;
  std::size_t exact = 0;
  std::size_t acceptable = 0;
};

double share(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

bool accepts(const Line& line, const std::string& answer) {
  return answer == line.expected ||
         std::find(line.acceptable.begin(), line.acceptable.end(), answer) != line.acceptable.end();
}

int evaluate(const Asked& asked) {
  std::vector<rules::Diagnostic> diagnostics;
  const auto ruleset = load(packs_to_try(asked.rules, diagnostics), diagnostics);
  if (ruleset == nullptr) return 2;
  std::map<std::string, Tally> tallies;
  std::map<std::pair<std::string, std::string>, std::size_t> confusions;
  Tally all;
  const int status = each_line(asked.input, [&](const Line& line) {
    const std::string answer = line.match(*ruleset).scenario;
    Tally& tally = tallies[line.expected];
    for (Tally* t : {&tally, &all}) {
      ++t->total;
      if (answer == line.expected) ++t->exact;
      if (accepts(line, answer)) ++t->acceptable;
    }
    if (!accepts(line, answer)) ++confusions[{line.expected, answer}];
  });
  double macro = 0;
  for (const auto& [scenario, tally] : tallies) macro += share(tally.acceptable, tally.total);
  macro = tallies.empty() ? 0 : macro / static_cast<double>(tallies.size());
  Json out{{"total", all.total},
           {"exact", share(all.exact, all.total)},
           {"acceptable", share(all.acceptable, all.total)},
           {"macro", macro}};
  for (const auto& [scenario, tally] : tallies) {
    out["scenarios"].push_back({{"scenario", scenario},
                                {"total", tally.total},
                                {"exact", share(tally.exact, tally.total)},
                                {"acceptable", share(tally.acceptable, tally.total)}});
  }
  out["confusions"] = Json::array();
  for (const auto& [pair, count] : confusions) {
    out["confusions"].push_back({{"expected", pair.first}, {"got", pair.second}, {"count", count}});
  }
  std::cout << out.dump(asked.output == "json" ? -1 : 2) << "\n";
  return status;
}

CLI::App* add(CLI::App& rules, const char* name, const char* help, std::shared_ptr<Asked> asked,
              bool input) {
  CLI::App* command = rules.add_subcommand(name, help);
  if (input) {
    command->add_option("file", asked->input, "Lines of JSON, or - for standard input.")->required();
    command->add_option("--rules", asked->rules, "A directory of packs; none: shipped.");
  } else {
    command->add_option("directory", asked->rules, "A pack or a directory of packs; none: shipped.");
  }
  command->add_option("--output", asked->output, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  return command;
}

}  // namespace

void add_rules(CLI::App& app, int& exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "Test rule packs, and ask them.");
  rules->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  CLI::App* test = add(*rules, "test", "Run the tests inside packs.", asked, false);
  test->add_option("--junit", asked->junit, "Write the outcome to this file as well.");
  test->callback([asked, &exit_code] { exit_code = run_tests(*asked); });
  add(*rules, "match", "Which scenario alerts or reports get.", asked, true)
      ->callback([asked, &exit_code] { exit_code = match(*asked, false); });
  add(*rules, "explain", "Why, and what the runners-up lacked.", asked, true)
      ->callback([asked, &exit_code] { exit_code = match(*asked, true); });
  add(*rules, "evaluate", "Score packs against labelled lines.", asked, true)
      ->callback([asked, &exit_code] { exit_code = evaluate(*asked); });
}

std::string shipped_digest() {
  const rules::Loaded loaded = rules::load_packs(shipped_packs());
  return loaded.ruleset == nullptr ? "broken" : loaded.ruleset->digest();
}

}  // namespace triaged::app

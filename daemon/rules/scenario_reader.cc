#include "rules/scenario_reader.h"

#include "rules/content_reader.h"
#include "rules/signal_reader.h"
#include "rules/step_reader.h"
#include "rules/test_reader.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kMaturities = 4;
const std::vector<std::string> kSymptoms{"errors",    "latency", "saturation",
                                         "staleness", "loss",    "unavailability"};

void read_head(MapReader& map, ScenarioFile& file, std::string_view stem) {
  Scenario& content = file.content;
  map.need("id");
  map.id("id", content.id);
  file.id_place = map.place("id");
  if (!content.id.empty() && content.id != stem) {
    map.reader().error(
        "file-name", file.id_place,
        "the id " + quoted(content.id) + " and the file's name " + quoted(stem) + " differ");
  }
  map.plain("owner", content.owner);
  map.plain("reviewed", file.reviewed);
  read_head_texts(map, file);
}

void read_recognition(NodeReader& reader, MapReader& map, const Library& library,
                      ScenarioFile& file) {
  if (const Node* node = map.get("signals")) file.signals = read_signals(reader, *node);
  if (const Node* node = map.get("facts")) file.facts = read_fact_rules(reader, *node, library);
}

void read_content(NodeReader& reader, MapReader& map, ScenarioFile& file) {
  Scenario& content = file.content;
  if (const Node* node = map.get("severity")) read_severity(reader, *node, content);
  if (const Node* node = map.get("impact")) read_impact(reader, *node, content);
  if (const Node* node = map.get("escalate")) read_escalations(reader, *node, content);
  if (const Node* node = map.get("hypotheses")) read_hypotheses(reader, *node, content);
  if (const Node* node = map.get("questions")) read_questions(reader, *node, content);
  if (const Node* node = map.get("also_consider")) read_also_consider(reader, *node, file);
  if (const Node* node = map.get("communicate")) read_drafts(reader, *node, content);
  if (const Node* node = map.get("follow_ups")) read_follow_ups(reader, *node, content);
}

}  // namespace

void read_head_texts(MapReader& map, ScenarioFile& file) {
  Scenario& content = file.content;
  map.text("title", content.title);
  map.text("summary", content.summary);
  map.word("symptom", content.symptom, kSymptoms);
  map.word("maturity", content.maturity, 0, kMaturities);
  map.number("threshold", file.threshold, 1, 10'000);
}

void read_also_consider(NodeReader& reader, const Node& node, ScenarioFile& file) {
  if (!reader.expect(node, Node::Kind::list, "also_consider")) return;
  for (const Node& item : node.items) {
    file.content.also_consider.push_back(reader.id(item, "also_consider"));
    file.also_consider_places.push_back(place_of(item));
  }
}

std::string_view stem_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return path.substr(0, path.rfind('.'));
}

ScenarioFile read_scenario(NodeReader& reader, const Node& root, const PackFile& source,
                           std::string_view stem, const Library& library) {
  ScenarioFile file;
  file.path = source.path;
  file.content.pack = source.pack;
  MapReader map(reader, root, "a scenario",
                {"id",        "title",    "summary",     "symptom",    "owner",
                 "reviewed",  "maturity", "threshold",   "signals",    "facts",
                 "severity",  "impact",   "escalate",    "hypotheses", "also_consider",
                 "questions", "steps",    "communicate", "follow_ups", "tests"});
  if (root.kind != Node::Kind::map) return file;
  for (std::size_t i = 0; i < root.fields.size(); ++i) {
    file.keys[root.fields[i].first] = {root.key_places[i].first, root.key_places[i].second};
  }
  read_head(map, file, stem);
  read_recognition(reader, map, library, file);
  read_content(reader, map, file);
  if (const Node* node = map.get("steps")) read_steps(reader, *node, library, file);
  if (const Node* node = map.get("tests")) read_tests(reader, *node, file);
  file.fact_uses = reader.take_fact_uses();
  return file;
}

Library read_library(NodeReader& reader, const Node& root) {
  Library library;
  MapReader map(reader, root, "a library", {"steps", "facts"});
  if (const Node* node = map.get("steps")) read_library_steps(reader, *node, library);
  if (const Node* node = map.get("facts")) read_library_facts(reader, *node, library);
  return library;
}

}  // namespace triaged::rules

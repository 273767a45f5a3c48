#include "rules/adapt_reader.h"

#include <algorithm>
#include <functional>

#include "rules/content_reader.h"
#include "rules/scenario_reader.h"
#include "rules/signal_reader.h"
#include "rules/step_reader.h"
#include "rules/test_reader.h"

namespace triaged::rules {
namespace {

Place key_place(const Node& map, std::size_t i) {
  return {map.key_places[i].first, map.key_places[i].second};
}

template <class Entry>
std::vector<std::string> ids_of(const std::vector<Entry>& entries) {
  std::vector<std::string> ids;
  for (const Entry& entry : entries) ids.push_back(entry.id);
  return ids;
}

void unknown_entry(NodeReader& reader, Place place, std::string_view list, const std::string& id,
                   const std::vector<std::string>& known) {
  reader.error("nothing-to-adapt", place,
               "the scenario has no " + quoted(id) + " in " + std::string(list) +
                   did_you_mean(id, known));
}

/// Everything that stands in `base` is said to stand where `extends` does.
void move_places(ScenarioFile& file, Place place) {
  file.id_place = place;
  for (Place& each : file.step_places) each = place;
  for (Place& each : file.also_consider_places) each = place;
  for (Signal& signal : file.signals) signal.pattern.place = place;
  for (FactUse& use : file.fact_uses) use.place = place;
}

void append_signals(NodeReader& reader, const Node& node, ScenarioFile& file) {
  for (Signal& signal : read_signals(reader, node)) {
    const bool there = std::any_of(file.signals.begin(), file.signals.end(),
                                   [&](const Signal& s) { return s.id == signal.id; });
    if (there) {
      reader.error("duplicate-id", signal.pattern.place,
                   "the signal " + quoted(signal.id) +
                       " is already there; change it under override");
    }
    file.signals.push_back(std::move(signal));
  }
}

/// In front: the first rule of a name that says something gives the fact.
void append_facts(NodeReader& reader, const Node& node, const Library& library,
                  ScenarioFile& file) {
  std::vector<FactRule> rules = read_fact_rules(reader, node, library);
  file.facts.insert(file.facts.begin(), rules.begin(), rules.end());
}

void append(NodeReader& reader, const Node& node, const Library& library, ScenarioFile& file) {
  MapReader map(reader, node, "append",
                {"signals", "facts", "raise", "escalate", "hypotheses", "questions",
                 "also_consider", "steps", "follow_ups"});
  if (const Node* signals = map.get("signals")) append_signals(reader, *signals, file);
  if (const Node* facts = map.get("facts")) append_facts(reader, *facts, library, file);
  if (const Node* raise = map.get("raise")) read_raises(reader, *raise, file.content);
  if (const Node* escalate = map.get("escalate")) read_escalations(reader, *escalate, file.content);
  if (const Node* ideas = map.get("hypotheses")) read_hypotheses(reader, *ideas, file.content);
  if (const Node* questions = map.get("questions")) read_questions(reader, *questions, file.content);
  if (const Node* also = map.get("also_consider")) read_also_consider(reader, *also, file);
  if (const Node* steps = map.get("steps")) read_steps(reader, *steps, library, file);
  if (const Node* after = map.get("follow_ups")) read_follow_ups(reader, *after, file.content);
}

/// `LIST: {ID: {keys}}`: each entry that is named changes by its keys.
template <class Entry>
void override_entries(NodeReader& reader, MapReader& map, std::string_view key,
                      std::vector<Entry>& entries,
                      const std::function<void(const Node&, std::size_t)>& change) {
  const Node* node = map.get(key);
  if (node == nullptr || !reader.expect(*node, Node::Kind::map, key)) return;
  for (std::size_t i = 0; i < node->fields.size(); ++i) {
    const auto& [id, keys] = node->fields[i];
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&, &name = id](const Entry& e) { return e.id == name; });
    if (found == entries.end()) {
      unknown_entry(reader, key_place(*node, i), key, id, ids_of(entries));
    } else {
      change(keys, static_cast<std::size_t>(found - entries.begin()));
    }
  }
}

void override_lists(NodeReader& reader, MapReader& map, ScenarioFile& file) {
  Scenario& content = file.content;
  override_entries(reader, map, "signals", file.signals, [&](const Node& keys, std::size_t i) {
    override_signal(reader, keys, file.signals[i]);
  });
  override_entries(reader, map, "hypotheses", content.hypotheses,
                   [&](const Node& keys, std::size_t i) {
                     override_hypothesis(reader, keys, content.hypotheses[i]);
                   });
  override_entries(reader, map, "questions", content.questions,
                   [&](const Node& keys, std::size_t i) {
                     override_question(reader, keys, content.questions[i]);
                   });
  override_entries(reader, map, "steps", content.steps, [&](const Node& keys, std::size_t i) {
    override_step(reader, keys, content.steps[i]);
    file.step_places[i] = place_of(keys);
  });
}

/// What has no ids is replaced as a whole.
void override_whole(NodeReader& reader, MapReader& map, ScenarioFile& file) {
  Scenario& content = file.content;
  if (const Node* node = map.get("severity")) {
    MapReader severity(reader, *node, "severity", {"default", "raise"});
    if (severity.get("raise") != nullptr) content.raises.clear();
    read_severity(reader, *node, content);
  }
  if (const Node* node = map.get("impact")) {
    content.impact.clear();
    read_impact(reader, *node, content);
  }
  if (const Node* node = map.get("escalate")) {
    content.escalations.clear();
    read_escalations(reader, *node, content);
  }
  if (const Node* node = map.get("follow_ups")) {
    content.follow_ups.clear();
    read_follow_ups(reader, *node, content);
  }
}

/// A draft for one audience leaves the others.
void override_drafts(NodeReader& reader, MapReader& map, Scenario& content) {
  const Node* node = map.get("communicate");
  if (node == nullptr) return;
  Scenario fresh;
  read_drafts(reader, *node, fresh);
  for (Draft& draft : fresh.drafts) {
    const auto found =
        std::find_if(content.drafts.begin(), content.drafts.end(),
                     [&](const Draft& d) { return d.audience == draft.audience; });
    if (found == content.drafts.end()) {
      content.drafts.push_back(std::move(draft));
    } else {
      *found = std::move(draft);
    }
  }
}

void override_with(NodeReader& reader, const Node& node, ScenarioFile& file) {
  MapReader map(reader, node, "override",
                {"title", "summary", "symptom", "maturity", "threshold", "signals", "severity",
                 "impact", "escalate", "hypotheses", "questions", "steps", "communicate",
                 "follow_ups"});
  read_head_texts(map, file);
  override_lists(reader, map, file);
  override_whole(reader, map, file);
  override_drafts(reader, map, file.content);
}

/// Takes the entries with these ids out of the list; `gone` hears their numbers, the last first.
template <class Entry>
void remove_entries(NodeReader& reader, MapReader& map, std::string_view key,
                    std::vector<Entry>& entries,
                    const std::function<void(std::size_t)>& gone = [](std::size_t) {}) {
  for (const Node& item : map.list(key)) {
    const std::string id = reader.id(item, key);
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&](const Entry& e) { return e.id == id; });
    if (found == entries.end()) {
      unknown_entry(reader, place_of(item), key, id, ids_of(entries));
      continue;
    }
    gone(static_cast<std::size_t>(found - entries.begin()));
    entries.erase(found);
  }
}

void remove(NodeReader& reader, const Node& node, ScenarioFile& file) {
  MapReader map(reader, node, "remove", {"signals", "hypotheses", "questions", "steps"});
  remove_entries(reader, map, "signals", file.signals);
  remove_entries(reader, map, "hypotheses", file.content.hypotheses);
  remove_entries(reader, map, "questions", file.content.questions);
  remove_entries(reader, map, "steps", file.content.steps, [&](std::size_t i) {
    file.step_places.erase(file.step_places.begin() + static_cast<long>(i));
  });
}

}  // namespace

bool adapts(const Node& root) { return root.get("extends") != nullptr; }

std::string adapted_id(NodeReader& reader, const Node& root) {
  const Node* node = root.get("extends");
  return node == nullptr ? "" : reader.id(*node, "extends");
}

ScenarioFile adapt(NodeReader& reader, const Node& root, const PackFile& source,
                   const ScenarioFile& base, const Library& library) {
  ScenarioFile file = base;
  MapReader map(reader, root, "an adaptation",
                {"extends", "owner", "reviewed", "append", "override", "remove", "tests"});
  file.path = source.path;
  file.keys.clear();
  for (std::size_t i = 0; i < root.fields.size(); ++i) {
    file.keys[root.fields[i].first] = key_place(root, i);
  }
  move_places(file, map.place("extends"));
  file.reviewed.clear();
  map.plain("owner", file.content.owner);
  map.plain("reviewed", file.reviewed);
  if (const Node* node = map.get("remove")) remove(reader, *node, file);
  if (const Node* node = map.get("override")) override_with(reader, *node, file);
  if (const Node* node = map.get("append")) append(reader, *node, library, file);
  if (const Node* node = map.get("tests")) read_tests(reader, *node, file);
  for (FactUse& use : reader.take_fact_uses()) file.fact_uses.push_back(std::move(use));
  return file;
}

}  // namespace triaged::rules

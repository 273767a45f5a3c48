#include "rules/step_reader.h"

#include <set>

#include "rules/condition_reader.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kStepKindCount = 8;
constexpr std::size_t kEvidenceCount = 7;

void read_texts(MapReader& map, Step& step) {
  map.text("text", step.text);
  map.text("long", step.long_text);
  map.text("done", step.done);
  map.text("otherwise", step.otherwise);
  map.text("backout", step.backout);
  map.text("effect", step.effect);
  map.text("cost", step.cost);
  map.text("why", step.why);
  map.text("unless", step.unless);
}

/// One value of the fact that `by` names, and the command for it.
void read_command_for(NodeReader& reader, const std::string& fact, const std::string& value,
                      const Node& text, Step& step) {
  Choice choice;
  choice.when.push_back({fact, Condition::Test::is, {value}});
  choice.text = reader.text(text, "the command for " + quoted(value));
  step.commands.push_back(std::move(choice));
}

/// `commands: {by: FACT, VALUE: "...", otherwise: "..."}`: a map whose keys are the fact's values.
void read_commands(NodeReader& reader, const Node& node, Step& step) {
  step.command.clear();
  step.commands.clear();
  if (!reader.expect(node, Node::Kind::map, "commands")) return;
  const Node* by = node.get("by");
  if (by == nullptr) {
    reader.error("missing-key", place_of(node),
                 "commands needs the key \"by\": the fact whose value picks the command");
    return;
  }
  const std::string fact = reader.fact_name(*by);
  reader.use_fact(fact, place_of(*by));
  for (const auto& [value, text] : node.fields) {
    if (value == "by") continue;
    if (value == "otherwise") {
      step.command = reader.text(text, "the command otherwise");
    } else {
      read_command_for(reader, fact, value, text, step);
    }
  }
  if (node.fields.size() == 1) reader.error("empty-value", place_of(node), "commands names none");
}

/// A step has one command, or one for each value of a fact; either replaces what a library says.
void read_command(MapReader& map, Step& step) {
  const Node* commands = map.get("commands");
  if (map.get("command") != nullptr) {
    step.commands.clear();
    map.text("command", step.command);
    if (commands != nullptr) {
      map.reader().error("two-commands", map.place("commands"),
                         "a step has either command or commands; write the other one under "
                         "otherwise");
    }
  } else if (commands != nullptr) {
    read_commands(map.reader(), *commands, step);
  }
}

/// Sets what the map says and leaves the rest, so that a map can override a library step.
void read_step_keys(MapReader& map, Step& step) {
  map.id("id", step.id);
  map.word("kind", step.kind, 0, kStepKindCount);
  map.word("evidence", step.evidence, 0, kEvidenceCount);
  map.id("tool", step.tool);
  map.plain("role", step.role);
  map.duration("time_box", step.time_box);
  map.flag("parallel", step.parallel);
  map.flag("risky", step.risky);
  read_texts(map, step);
  read_command(map, step);
  read_when(map, step.when);
}

MapReader step_map(NodeReader& reader, const Node& node) {
  return {reader, node, "a step", {"use",      "id",       "kind",     "text",    "long",
                                   "done",     "evidence", "tool",     "otherwise", "command",
                                   "commands", "role",     "time_box", "parallel", "risky",
                                   "backout",  "effect",   "cost",     "when",    "why",
                                   "unless",   "before"}};
}

std::vector<std::string> names_of(const Library& library) {
  std::vector<std::string> names;
  for (const auto& [name, step] : library.steps) names.push_back(name);
  return names;
}

/// The library's step, or nullptr and an error.
const Step* find_used(NodeReader& reader, const Node& use, const Library& library) {
  const std::string name = reader.id(use, "use");
  if (name.empty()) return nullptr;
  const auto found = library.steps.find(name);
  if (found != library.steps.end()) return &found->second;
  reader.error(
      "unknown-step", place_of(use),
      "no step " + quoted(name) + " in library.yaml" + did_you_mean(name, names_of(library)));
  return nullptr;
}

/// What a step asks for once its overrides are in.
void use_facts_of(NodeReader& reader, const Step& step, Place place) {
  for (const std::string* text :
       {&step.text, &step.long_text, &step.done, &step.otherwise, &step.command, &step.backout,
        &step.effect, &step.cost, &step.why, &step.unless}) {
    reader.use_facts_of(*text, place);
  }
  for (const Choice& choice : step.commands) {
    reader.use_facts_of(choice.text, place);
    for (const Condition& condition : choice.when) reader.use_fact(condition.fact, place);
  }
  for (const Condition& condition : step.when) reader.use_fact(condition.fact, place);
}

void read_used_step(NodeReader& reader, MapReader& map, const Step& used, Step& step) {
  const std::size_t before = reader.fact_use_count();
  step = used;
  read_step_keys(map, step);
  reader.forget_fact_uses_from(before);
  use_facts_of(reader, step, map.place());
}

/// False where it cannot be used at all.
bool read_step(NodeReader& reader, const Node& node, const Library& library, Step& step) {
  MapReader map = step_map(reader, node);
  if (node.kind != Node::Kind::map) return false;
  if (const Node* use = map.get("use")) {
    const Step* used = find_used(reader, *use, library);
    if (used == nullptr) return false;
    read_used_step(reader, map, *used, step);
  } else {
    for (const std::string_view key : {"id", "kind", "text"}) map.need(key);
    read_step_keys(map, step);
  }
  return !step.id.empty();
}

/// Where in the list an appended step goes: in front of the one that `before` names, else behind
/// the last of its phase.
std::size_t position_of(NodeReader& reader, const Node& item, Phase phase,
                        const std::vector<Step>& steps) {
  const Node* before = item.get("before");
  const std::string id = before == nullptr ? "" : reader.id(*before, "before");
  std::size_t behind = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].phase == phase && steps[i].id == id) return i;
    if (steps[i].phase <= phase) behind = i + 1;
  }
  if (!id.empty()) {
    reader.error("unknown-step", place_of(*before),
                 "no step " + quoted(id) + " in " + std::string(to_string(phase)) +
                     " to stand before");
  }
  return behind;
}

void read_phase(NodeReader& reader, const Node& node, Phase phase, const Library& library,
                ScenarioFile& file) {
  if (!reader.expect(node, Node::Kind::list, to_string(phase))) return;
  for (const Node& item : node.items) {
    Step step;
    if (!read_step(reader, item, library, step)) continue;
    step.phase = phase;
    for (const Step& other : file.content.steps) {
      if (other.id == step.id)
        reader.error("duplicate-id", place_of(item), "two steps have the id " + quoted(step.id));
    }
    const auto at = static_cast<long>(position_of(reader, item, phase, file.content.steps));
    file.content.steps.insert(file.content.steps.begin() + at, std::move(step));
    file.step_places.insert(file.step_places.begin() + at, place_of(item));
  }
}

}  // namespace

void read_steps(NodeReader& reader, const Node& node, const Library& library,
                ScenarioFile& file) {
  MapReader map(reader, node, "steps",
                {"detect", "evaluate", "troubleshoot", "execute", "communicate", "track"});
  for (std::size_t i = 0; i < kPhases; ++i) {
    const auto phase = static_cast<Phase>(i);
    if (const Node* items = map.get(to_string(phase)))
      read_phase(reader, *items, phase, library, file);
  }
}

void override_step(NodeReader& reader, const Node& node, Step& step) {
  MapReader map = step_map(reader, node);
  for (const std::string_view key : {"use", "id", "before"}) {
    if (map.get(key) != nullptr)
      reader.error("unknown-key", map.place(key), "an override keeps the step's id and place");
  }
  const Step before = step;
  read_used_step(reader, map, before, step);
}

void read_library_steps(NodeReader& reader, const Node& node, Library& library) {
  if (!reader.expect(node, Node::Kind::list, "steps")) return;
  for (const Node& item : node.items) {
    MapReader keys = step_map(reader, item);
    if (item.kind != Node::Kind::map) continue;
    if (keys.get("use") != nullptr)
      reader.error("nested-use", keys.place("use"), "a library step uses no other step");
    for (const std::string_view key : {"id", "kind", "text"}) keys.need(key);
    Step step;
    read_step_keys(keys, step);
    const std::string id = step.id;
    if (id.empty()) continue;
    if (!library.steps.emplace(id, std::move(step)).second) {
      reader.error("duplicate-id", keys.place("id"), "two steps have the id " + quoted(id));
    }
  }
}

}  // namespace triaged::rules

#include "rules/signal_reader.h"

#include <algorithm>
#include <set>

#include "rules/template_text.h"

namespace triaged::rules {
namespace {

constexpr std::int32_t kHeaviest = 10'000;
constexpr std::size_t kMostSignals = 200;

void read_field(NodeReader& reader, const Node& node, std::vector<Field>& out) {
  const std::string word = reader.plain(node, "a field");
  if (word.empty()) return;
  if (auto field = parse_field(word)) {
    out.push_back(std::move(*field));
    return;
  }
  reader.error("unknown-field", place_of(node),
               "unknown field " + quoted(word) + did_you_mean(word, field_words()));
}

/// One word, or a list of them.
std::vector<Field> read_fields(NodeReader& reader, const Node& node) {
  std::vector<Field> fields;
  if (node.kind != Node::Kind::list) {
    read_field(reader, node, fields);
    return fields;
  }
  if (node.items.empty())
    reader.error("empty-value", place_of(node), "this list of fields is empty");
  for (const Node& item : node.items) read_field(reader, item, fields);
  return fields;
}

void read_signal_keys(NodeReader& reader, MapReader& map, Signal& signal) {
  map.number("weight", signal.weight, -kHeaviest, kHeaviest);
  if (const Node* fields = map.get("field")) signal.fields = read_fields(reader, *fields);
  if (const Node* pattern = map.get("pattern")) {
    const std::string what = "the pattern of signal " + quoted(signal.id);
    signal.pattern = read_pattern(reader, *pattern, what);
    check_not_everything(reader, signal.pattern, what);
  }
}

void read_signal(NodeReader& reader, const Node& node, std::vector<Signal>& out) {
  MapReader map(reader, node, "a signal", {"id", "field", "pattern", "weight"});
  if (node.kind != Node::Kind::map) return;
  Signal signal;
  for (const std::string_view key : {"id", "field", "pattern", "weight"}) map.need(key);
  map.id("id", signal.id);
  read_signal_keys(reader, map, signal);
  const bool twice =
      std::any_of(out.begin(), out.end(), [&](const Signal& s) { return s.id == signal.id; });
  if (twice && !signal.id.empty())
    reader.error("duplicate-id", map.place("id"), "two signals have the id " + quoted(signal.id));
  out.push_back(std::move(signal));
}

/// What a rule without a pattern takes must be one text; with one it needs a group or a constant.
void check_fact_rule(NodeReader& reader, MapReader& map, const FactRule& rule) {
  const bool single = std::all_of(rule.from.begin(), rule.from.end(), is_single);
  const bool has_pattern = map.get("pattern") != nullptr;
  if (!has_pattern && !single) {
    reader.error("fact-needs-pattern", map.place("from"),
                 "the fact " + quoted(rule.name) +
                     " takes a whole field only from alertname, label:NAME, annotation:NAME, expr "
                     "or report; give it a pattern");
  }
  if (!has_pattern && !rule.value.empty()) {
    reader.error("fact-needs-pattern", map.place("value"),
                 "a constant value needs a pattern that says when");
  }
  const bool no_group = rule.pattern.regex && rule.pattern.regex->NumberOfCapturingGroups() == 0;
  if (no_group && rule.value.empty()) {
    reader.error("fact-needs-group", map.place("pattern"),
                 "the fact " + quoted(rule.name) +
                     " takes group 1 of its pattern, which has none; add ( ) or a value");
  }
}

void read_fact_rule(NodeReader& reader, const Node& node, std::vector<FactRule>& out) {
  MapReader map(reader, node, "a fact", {"name", "from", "pattern", "value"});
  if (node.kind != Node::Kind::map) return;
  FactRule rule;
  if (const Node* name = map.need("name")) rule.name = reader.fact_name(*name);
  if (const Node* from = map.need("from")) rule.from = read_fields(reader, *from);
  if (const Node* pattern = map.get("pattern")) {
    rule.pattern = read_pattern(reader, *pattern, "the pattern of fact " + quoted(rule.name));
  }
  map.plain("value", rule.value);
  check_fact_rule(reader, map, rule);
  out.push_back(std::move(rule));
}

/// Puts the named list of the library where `use` stands.
void add_used_facts(NodeReader& reader, const Node& use, const Library& library,
                    std::vector<FactRule>& out) {
  const std::string name = reader.fact_name(use);
  if (name.empty()) return;
  const auto found = library.facts.find(name);
  if (found != library.facts.end()) {
    out.insert(out.end(), found->second.begin(), found->second.end());
    return;
  }
  std::vector<std::string> names;
  for (const auto& [known, rules] : library.facts) names.push_back(known);
  reader.error("unknown-facts", place_of(use),
               "no facts " + quoted(name) + " in library.yaml" + did_you_mean(name, names));
}

}  // namespace

std::vector<Signal> read_signals(NodeReader& reader, const Node& node) {
  std::vector<Signal> signals;
  if (!reader.expect(node, Node::Kind::list, "signals")) return signals;
  if (node.items.size() > kMostSignals) {
    reader.error("too-many-signals", place_of(node), "a scenario has at most 200 signals");
    return signals;
  }
  for (const Node& item : node.items) read_signal(reader, item, signals);
  return signals;
}

void override_signal(NodeReader& reader, const Node& node, Signal& signal) {
  MapReader map(reader, node, "a signal to override", {"field", "pattern", "weight"});
  read_signal_keys(reader, map, signal);
}

std::vector<FactRule> read_fact_rules(NodeReader& reader, const Node& node,
                                      const Library& library) {
  std::vector<FactRule> rules;
  if (!reader.expect(node, Node::Kind::list, "facts")) return rules;
  if (node.items.size() > kMostSignals) {
    reader.error("too-many-facts", place_of(node), "a scenario has at most 200 fact rules");
    return rules;
  }
  for (const Node& item : node.items) {
    const Node* use = item.kind == Node::Kind::map ? item.get("use") : nullptr;
    if (use == nullptr) {
      read_fact_rule(reader, item, rules);
    } else {
      MapReader(reader, item, "a use of shared facts", {"use"});
      add_used_facts(reader, *use, library, rules);
    }
  }
  return rules;
}

void read_library_facts(NodeReader& reader, const Node& node, Library& library) {
  if (!reader.expect(node, Node::Kind::map, "facts")) return;
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    const auto& [name, list] = node.fields[i];
    if (!is_fact_name(name)) {
      reader.error("bad-id", {node.key_places[i].first, node.key_places[i].second},
                   "the name " + quoted(name) +
                       " must have lower-case letters, digits and underscores, at most 40");
    }
    // Lists do not use lists: the order of rules stays readable in one place.
    std::vector<FactRule> rules = read_fact_rules(reader, list, {});
    for (FactRule& rule : rules) rule.shared = true;
    library.facts[name] = std::move(rules);
  }
}

}  // namespace triaged::rules

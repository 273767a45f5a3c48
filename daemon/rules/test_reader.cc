#include "rules/test_reader.h"

#include <array>
#include <cstdio>

namespace triaged::rules {
namespace {

/// The wire words of the API's actions, in the order of ActionIn::What.
const std::vector<std::string> kActions{"take",          "declare", "mitigated", "resolve", "close",
                                        "not_a_problem", "done",    "skip",      "undo"};
constexpr std::size_t kStatuses = 5;
constexpr std::size_t kTestTextBytes = 16U << 10;

Labels read_pairs(NodeReader& reader, const Node& node, std::string_view what) {
  std::vector<Labels::Pair> pairs;
  if (!reader.expect(node, Node::Kind::map, what)) return {};
  for (const auto& [name, value] : node.fields) {
    if (reader.expect(value, Node::Kind::scalar, what)) pairs.emplace_back(name, value.text);
  }
  return Labels::from(std::move(pairs));
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    std::array<char, 4> escape{};
    std::snprintf(escape.data(), escape.size(), "%%%02X", static_cast<unsigned char>(c));
    out += plain ? std::string(1, c) : std::string(escape.data());
  }
  return out;
}

void read_alert(NodeReader& reader, const Node& node, Alert& out) {
  MapReader map(reader, node, "an alert", {"labels", "annotations", "expr", "source"});
  out.source = "test";
  map.plain("source", out.source);
  if (const Node* labels = map.need("labels")) out.labels = read_pairs(reader, *labels, "a label");
  if (const Node* annotations = map.get("annotations")) {
    out.annotations = read_pairs(reader, *annotations, "an annotation");
  }
  std::string expression;
  if (const Node* expr = map.get("expr")) expression = reader.plain(*expr, "expr", kTestTextBytes);
  if (!expression.empty()) {
    out.generator_url = "http://prometheus.test/graph?g0.expr=" + percent_encode(expression);
  }
  out.fingerprint = out.labels.fingerprint();
}

void read_action(MapReader& map, TestEvent& out) {
  std::string action;
  map.word("action", action, kActions);
  for (std::size_t i = 0; i < kActions.size(); ++i) {
    if (kActions[i] == action) out.action.what = static_cast<ActionIn::What>(i);
  }
  map.id("step", out.action.step);
  map.plain("reason", out.action.reason);
  const bool about_step = out.action.what >= ActionIn::What::step_done;
  if (about_step && !action.empty()) map.need("step");
}

/// Sets what happens; more than one thing in an entry is an error.
void read_happening(NodeReader& reader, MapReader& map, TestEvent& out) {
  int happenings = 0;
  const auto have = [&](std::string_view key, TestEvent::Kind kind) {
    const Node* found = map.get(key);
    if (found == nullptr) return found;
    out.kind = kind;
    if (++happenings == 2) {
      reader.error("two-events", map.place(key),
                   "one thing happens at a time; make this an entry of its own");
    }
    return found;
  };
  if (const Node* alert = have("alert", TestEvent::Kind::alert))
    read_alert(reader, *alert, out.alert);
  if (const Node* labels = have("resolve", TestEvent::Kind::resolve)) {
    out.resolve = read_pairs(reader, *labels, "resolve");
  }
  if (const Node* report = have("report", TestEvent::Kind::report)) {
    out.report = reader.plain(*report, "report", kTestTextBytes);
  }
  if (have("action", TestEvent::Kind::action) != nullptr) read_action(map, out);
}

TestEvent read_event(NodeReader& reader, const Node& node) {
  MapReader map(reader, node, "an entry of a timeline",
                {"after", "alert", "resolve", "report", "action", "step", "actor", "reason"});
  TestEvent event;
  event.line = node.line;
  map.duration("after", event.after);
  map.plain("actor", event.actor);
  read_happening(reader, map, event);
  return event;
}

void read_texts(NodeReader& reader, MapReader& map, std::string_view key,
                std::vector<std::string>& out) {
  if (const Node* found = map.get(key)) out = reader.plain_list(*found, key);
}

Expectation read_expectation(NodeReader& reader, const Node& node) {
  MapReader map(reader, node, "expect",
                {"scenario", "not_scenario", "severity", "status", "next_step", "card_has",
                 "card_lacks", "list_has", "list_lacks", "order", "incidents"});
  Expectation expect;
  map.id("scenario", expect.scenario);
  map.id("not_scenario", expect.not_scenario);
  if (map.get("severity") != nullptr) {
    map.word("severity", expect.severity.emplace(), static_cast<std::size_t>(Severity::SEV1), 5);
  }
  if (map.get("status") != nullptr) map.word("status", expect.status.emplace(), 0, kStatuses);
  map.id("next_step", expect.next_step);
  read_texts(reader, map, "card_has", expect.card_has);
  read_texts(reader, map, "card_lacks", expect.card_lacks);
  read_texts(reader, map, "list_has", expect.list_has);
  read_texts(reader, map, "list_lacks", expect.list_lacks);
  read_texts(reader, map, "order", expect.order);
  if (map.get("incidents") != nullptr) map.number("incidents", expect.incidents.emplace(), 0, 1000);
  if (node.kind == Node::Kind::map && node.fields.empty()) {
    reader.error("empty-value", place_of(node), "this test expects nothing");
  }
  return expect;
}

}  // namespace

void read_tests(NodeReader& reader, const Node& node, ScenarioFile& file) {
  if (!reader.expect(node, Node::Kind::list, "tests")) return;
  for (const Node& item : node.items) {
    MapReader map(reader, item, "a test", {"name", "rows", "steps", "expect"});
    PackTest test;
    test.pack = file.content.pack;
    test.scenario = file.content.id;
    test.path = file.path;
    test.line = item.line;
    map.need("name");
    map.plain("name", test.name);
    if (const Node* rows = map.get("rows")) test.rows = reader.plain_list(*rows, "rows");
    map.need("steps");
    for (const Node& event : map.list("steps")) test.events.push_back(read_event(reader, event));
    if (const Node* expect = map.need("expect")) test.expect = read_expectation(reader, *expect);
    file.tests.push_back(std::move(test));
  }
}

}  // namespace triaged::rules

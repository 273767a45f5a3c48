#include "rules/condition_reader.h"

namespace triaged::rules {
namespace {

const std::vector<std::string> kTests{"known", "unknown", "[a, b]", "{not: [a, b]}"};

void read_test(NodeReader& reader, const Node& node, Condition& condition) {
  switch (node.kind) {
    case Node::Kind::scalar:
      if (const auto index = reader.word(node, "condition", kTests)) {
        condition.test = *index == 0 ? Condition::Test::known : Condition::Test::unknown;
      }
      return;
    case Node::Kind::list:
      condition.test = Condition::Test::is;
      condition.values = reader.plain_list(node, "a value");
      return;
    case Node::Kind::map: {
      MapReader map(reader, node, "a condition", {"not"});
      condition.test = Condition::Test::is_not;
      if (const Node* values = map.need("not"))
        condition.values = reader.plain_list(*values, "not");
      return;
    }
  }
}

}  // namespace

std::vector<Condition> read_conditions(NodeReader& reader, const Node& node) {
  std::vector<Condition> conditions;
  if (!reader.expect(node, Node::Kind::map, "when")) return conditions;
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    Condition condition;
    condition.fact = node.fields[i].first;
    reader.use_fact(condition.fact, {node.key_places[i].first, node.key_places[i].second});
    read_test(reader, node.fields[i].second, condition);
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

void read_when(MapReader& map, std::vector<Condition>& out) {
  if (const Node* when = map.get("when")) out = read_conditions(map.reader(), *when);
}

}  // namespace triaged::rules

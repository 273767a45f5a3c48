#pragma once
// Reads `when:` maps.

#include <vector>

#include "core/scenario.h"
#include "rules/node_reader.h"

namespace triaged::rules {

/// Each key is a fact; its value is `known`, `unknown`, [words] or {not: [words]}.
std::vector<Condition> read_conditions(NodeReader& reader, const Node& node);

/// The conditions under `when` of a map, if it has any.
void read_when(MapReader& map, std::vector<Condition>& out);

}  // namespace triaged::rules

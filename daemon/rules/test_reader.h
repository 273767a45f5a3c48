#pragma once
// Reads `tests:` of a scenario file.

#include "rules/scenario_file.h"

namespace triaged::rules {

void read_tests(NodeReader& reader, const Node& node, ScenarioFile& file);

}  // namespace triaged::rules

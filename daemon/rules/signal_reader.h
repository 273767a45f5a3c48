#pragma once
// Reads how a scenario is recognised: `signals:` and `facts:`.

#include "rules/scenario_file.h"

namespace triaged::rules {

std::vector<Signal> read_signals(NodeReader& reader, const Node& node);
std::vector<FactRule> read_fact_rules(NodeReader& reader, const Node& node);

}  // namespace triaged::rules

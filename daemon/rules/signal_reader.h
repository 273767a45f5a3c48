#pragma once
// Reads how a scenario is recognised: `signals:` and `facts:`.

#include "rules/scenario_file.h"

namespace triaged::rules {

std::vector<Signal> read_signals(NodeReader& reader, const Node& node);
/// Changes what the map says: field, pattern, weight.
void override_signal(NodeReader& reader, const Node& node, Signal& signal);
/// Rules written out, and `use: NAME` for a list of the library.
std::vector<FactRule> read_fact_rules(NodeReader& reader, const Node& node,
                                      const Library& library);

/// `facts:` of a library.yaml: a map of names to lists of rules.
void read_library_facts(NodeReader& reader, const Node& node, Library& library);

}  // namespace triaged::rules

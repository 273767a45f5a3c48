#pragma once
// Reads the parts of a scenario that say how bad it is, whom to tell and what else it could be.

#include "core/scenario.h"
#include "rules/node_reader.h"

namespace triaged::rules {

void read_severity(NodeReader& reader, const Node& node, Scenario& out);
void read_impact(NodeReader& reader, const Node& node, Scenario& out);
void read_escalations(NodeReader& reader, const Node& node, Scenario& out);
void read_hypotheses(NodeReader& reader, const Node& node, Scenario& out);
void read_questions(NodeReader& reader, const Node& node, Scenario& out);
void read_drafts(NodeReader& reader, const Node& node, Scenario& out);
void read_follow_ups(NodeReader& reader, const Node& node, Scenario& out);

}  // namespace triaged::rules

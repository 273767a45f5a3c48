#pragma once
// Reads the parts of a scenario that say how bad it is, whom to tell and what else it could be.

#include "core/scenario.h"
#include "rules/node_reader.h"

namespace triaged::rules {

void read_severity(NodeReader& reader, const Node& node, Scenario& out);
/// `raise:` of a severity, behind those that are there.
void read_raises(NodeReader& reader, const Node& node, Scenario& out);
void read_impact(NodeReader& reader, const Node& node, Scenario& out);
void read_escalations(NodeReader& reader, const Node& node, Scenario& out);
void read_hypotheses(NodeReader& reader, const Node& node, Scenario& out);
void read_questions(NodeReader& reader, const Node& node, Scenario& out);
void read_drafts(NodeReader& reader, const Node& node, Scenario& out);
void read_follow_ups(NodeReader& reader, const Node& node, Scenario& out);

/// Change what the map says; ids stay.
void override_hypothesis(NodeReader& reader, const Node& node, Hypothesis& hypothesis);
void override_question(NodeReader& reader, const Node& node, Question& question);

}  // namespace triaged::rules

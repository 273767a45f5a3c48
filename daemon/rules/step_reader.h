#pragma once
// Reads the checklist: steps written in place and steps taken from the pack's library.

#include "rules/scenario_file.h"

namespace triaged::rules {

/// `steps:` of a scenario: a map of phases. Fills content.steps in phase order, and step_places.
void read_steps(NodeReader& reader, const Node& node, const StepLibrary& library,
                ScenarioFile& file);

/// library.yaml: a map with `steps:`, a list of steps that have an id.
StepLibrary read_library(NodeReader& reader, const Node& root);

}  // namespace triaged::rules

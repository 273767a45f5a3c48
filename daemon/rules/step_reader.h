#pragma once
// Reads the checklist: steps written in place and steps taken from the pack's library.

#include "rules/scenario_file.h"

namespace triaged::rules {

/// `steps:` of a scenario: a map of phases. Adds to content.steps in phase order, and to
/// step_places. A step may name another of its phase with `before`.
void read_steps(NodeReader& reader, const Node& node, const Library& library,
                ScenarioFile& file);

/// Changes what the map says.
void override_step(NodeReader& reader, const Node& node, Step& step);

/// `steps:` of a library.yaml: a list of steps that have an id.
void read_library_steps(NodeReader& reader, const Node& node, Library& library);

}  // namespace triaged::rules

#pragma once
// Checks whether the parts of a scenario mean anything together: a question whose answer nobody
// uses, a condition that can never hold, a scenario that another one always beats.

#include "rules/scenario_file.h"

namespace triaged::rules {

void lint_sense(NodeReader& reader, const ScenarioFile& file);

/// The first of `others` that wins whenever `file` could, or nullptr: it has all the signals that
/// speak for `file`, none heavier against itself, and is satisfied with less.
const ScenarioFile* shadow_of(const ScenarioFile& file, const std::vector<ScenarioFile>& others);

}  // namespace triaged::rules

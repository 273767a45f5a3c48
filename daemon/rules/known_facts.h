#pragma once
// The facts a scenario may ask for: those that are there for every incident, those its own rules
// find and those its questions supply.

#include <string>
#include <vector>

#include "rules/scenario_file.h"

namespace triaged::rules {

/// Those that are there for every incident.
std::vector<std::string> facts_given(bool in_draft);

/// `in_draft`: what a draft for an audience may use besides.
std::vector<std::string> facts_known_to(const ScenarioFile& file, bool in_draft);

}  // namespace triaged::rules

#pragma once
// The checks of the checklist. Codes and reasons: rules/README.md.

#include "rules/scenario_file.h"

namespace triaged::rules {

void lint_steps(NodeReader& reader, const ScenarioFile& file);

/// Characters of a text once filled, with ten for each fact.
std::size_t shown_characters(std::string_view text);

}  // namespace triaged::rules

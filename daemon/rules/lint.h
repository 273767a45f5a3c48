#pragma once
// Looks at a scenario as a whole, the way a reviewer would: is anything missing that a person will
// miss at night. Each finding has a stable code. Tells the reader; changes nothing.

#include "rules/scenario_file.h"

namespace triaged::rules {

void lint(NodeReader& reader, const ScenarioFile& file);

/// Something that a finished scenario has: an error, in a sandbox a warning.
void report_gap(NodeReader& reader, const ScenarioFile& file, std::string code, Place place,
                std::string message);

}  // namespace triaged::rules

#pragma once
// Looks at a scenario as a whole, the way a reviewer would: is anything missing that a person will
// miss at night. Each finding has a stable code. Tells the reader; changes nothing.

#include "rules/scenario_file.h"

namespace triaged::rules {

void lint(NodeReader& reader, const ScenarioFile& file);

/// Something that a finished scenario has: an error, in a sandbox or deprecated one a warning.
void report_gap(NodeReader& reader, const ScenarioFile& file, std::string code, Place place,
                std::string message);

/// Something that a scenario should have: a warning, in a stable one an error.
void report_want(NodeReader& reader, const ScenarioFile& file, std::string code, Place place,
                 std::string message);

/// What depends on the day, `today` as in 2026-11-24: a review that is over a year old, or to come.
void lint_review(NodeReader& reader, const ScenarioFile& file, std::string_view today);

}  // namespace triaged::rules

#pragma once
// Reads a file that adapts a scenario of another pack: `extends: ID`, what it appends, overrides and
// removes. The result is a whole scenario that takes the place of the one it extends, so that a team
// changes three lines without copying three hundred.

#include "rules/scenario_file.h"

namespace triaged::rules {

/// True for a file with the key `extends`.
bool adapts(const Node& root);

/// The id under `extends`; empty, and an error, where it is none.
std::string adapted_id(NodeReader& reader, const Node& root);

/// `base` with the changes of `root`. What is taken over unchanged has the place of `extends`. Its
/// tests are those of `base`, followed by its own from number `base.tests.size()` on.
ScenarioFile adapt(NodeReader& reader, const Node& root, const PackFile& source,
                   const ScenarioFile& base, const Library& library);

}  // namespace triaged::rules

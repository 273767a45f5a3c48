#pragma once
// Names the content of a scenario and of a set of packs, the same in every process.

#include <string>
#include <vector>

#include "core/scenario.h"
#include "rules/ruleset.h"

namespace triaged::rules {

/// 16 hex digits over everything but `version` itself.
std::string version_of(const Scenario& scenario);

/// 16 hex digits over pack, file name and text; neither the order nor the directories count.
std::string digest_of(const std::vector<PackFile>& files);

}  // namespace triaged::rules

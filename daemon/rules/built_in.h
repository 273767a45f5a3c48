#pragma once
// What a ruleset has even without any pack: the generic scenario and the one that opens nothing. A
// pack's own scenario of the same id replaces it.

#include <vector>

#include "rules/ruleset.h"

namespace triaged::rules {

const std::vector<PackFile>& built_in_files();

}  // namespace triaged::rules

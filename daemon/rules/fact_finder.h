#pragma once
// Plays fact rules over the texts of a subject.

#include <vector>

#include "core/facts.h"
#include "rules/scenario_file.h"

namespace triaged::rules {

/// The first rule of a name that says something gives the fact; a value has at most 256 bytes.
/// Rules that are not `possible` (one flag per rule) are known to say nothing.
Facts find_facts(const std::vector<FactRule>& rules, const std::vector<bool>& possible,
                 const std::vector<FieldText>& texts);

}  // namespace triaged::rules

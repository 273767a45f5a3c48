#pragma once
// What one fact rule says of one text that it reads from. Pure; any thread.

#include <string>

#include "rules/scenario_file.h"

namespace triaged::rules {

/// Group 1 of the match, the rule's constant, or without a pattern the text itself; without blanks
/// around it, at most 256 bytes. Empty: nothing.
std::string fact_value(const FactRule& rule, const FieldText& text);

}  // namespace triaged::rules

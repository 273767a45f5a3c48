#include "rules/lint.h"

namespace triaged::rules {

void lint(NodeReader&, const ScenarioFile&) {}

}  // namespace triaged::rules

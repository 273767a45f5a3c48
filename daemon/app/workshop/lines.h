#pragma once
// Alerts and reports as lines of JSON: what `rules match` and `rules evaluate` read.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/labels.h"
#include "core/match.h"
#include "rules/ruleset.h"

namespace triaged::app {

/// What is matched, with the texts it points into, and what is expected of it.
struct Line {
  std::string id;
  Labels labels;
  Labels annotations;
  std::string expression;
  std::string report;
  std::string expected;
  std::vector<std::string> acceptable;

  MatchResult match(const rules::Ruleset& ruleset) const;
  bool accepts(const std::string& answer) const;
};

/// Calls `use` with each line of the file ("-": standard input), or with the whole file where it is
/// one JSON document. 0; 1 where a line is none, 2 where the file cannot be read; both are said.
int each_line(const std::string& path, const std::function<void(const Line&)>& use);

}  // namespace triaged::app

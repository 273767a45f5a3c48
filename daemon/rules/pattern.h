#pragma once
// An RE2 pattern with limits: bounded in length, memory and program, and never the one that matches
// everything. Compiled once, then safe to use from several threads.

#include <re2/re2.h>

#include <memory>
#include <string>
#include <string_view>

#include "rules/node_reader.h"

namespace triaged::rules {

inline constexpr std::size_t kPatternBytes = 1024;
inline constexpr int kProgramSize = 2'000;
inline constexpr std::int64_t kPackProgramSize = 400'000;

/// Where a pattern stands and what it costs, to name the dearest of a pack.
struct Pattern {
  std::shared_ptr<const re2::RE2> regex;  ///< null where it was refused
  Place place;
};

/// False, and an error, where the pattern finds something in any text at all.
bool check_not_everything(NodeReader& reader, const Pattern& pattern, std::string_view what);

/// `what` names the thing in messages: "the pattern of signal metric".
Pattern read_pattern(NodeReader& reader, const Node& node, std::string_view what);

}  // namespace triaged::rules

#pragma once
// What the matcher answered about one alert or report: the winner, how sure it is, and for every
// candidate the reasons. Recorded in the journal as it was, because explain prints what was decided
// then, not what would be decided now. Scores are integers (thousandths), so sums never depend on
// order.

#include <cstdint>
#include <string>
#include <vector>

#include "core/facts.h"

namespace triaged {

/// One signal that hit (or, in lists of what was lacking, one that did not).
struct SignalHit {
  std::string signal;   ///< id within the scenario
  std::string field;    ///< alertname, label:x, annotation:x, expr, report
  std::string matched;  ///< the matched text, at most 80 bytes, whole characters
  std::int32_t weight = 0;
  friend bool operator==(const SignalHit&, const SignalHit&) = default;
};

struct Candidate {
  std::string scenario;
  std::int32_t score = 0;
  std::int32_t threshold = 0;
  std::vector<SignalHit> hits;
  std::vector<std::string> lacked;  ///< signals that would have helped, heaviest first, at most 3
  friend bool operator==(const Candidate&, const Candidate&) = default;
};

struct MatchResult {
  std::string scenario;  ///< a scenario id, `generic`, or `none`
  std::int32_t score = 0;
  std::vector<SignalHit> reasons;
  std::vector<Candidate> alternatives;  ///< best first, at most 5, without the winner
  std::string unsure;  ///< id of the runner-up when it is within the margin, else empty
  Facts facts;         ///< what the winner's fact rules found
  friend bool operator==(const MatchResult&, const MatchResult&) = default;
};

}  // namespace triaged

#pragma once
// Recognises: sums the weights of the signals that hit and ranks the scenarios. Immutable once
// made; safe to use from several threads.
//
// A scenario whose score reaches its threshold is a candidate, the heaviest candidate wins; of
// equal ones `none` loses and then the smaller id wins. The answer is unsure when the best other
// candidate, `none` aside, is within kMarginThousandths of the winner's score.

#include <string>
#include <vector>

#include "core/match.h"
#include "rules/scenario_file.h"

namespace triaged::rules {

inline constexpr std::int32_t kMarginThousandths = 60;
inline constexpr std::size_t kMostAlternatives = 5;

/// What the matcher needs of a scenario.
struct Recogniser {
  std::string scenario;
  std::string pack;
  bool for_every_route = false;  ///< generic and none, and all of the pack `generic`
  std::int32_t threshold = 0;
  std::vector<Signal> signals;
  std::vector<FactRule> facts;
};

class Matcher {
 public:
  explicit Matcher(std::vector<Recogniser> recognisers);

  MatchResult match(const Subject& subject, const std::vector<std::string>& packs) const;

 private:
  std::vector<Recogniser> recognisers_;
};

}  // namespace triaged::rules

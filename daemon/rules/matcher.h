#pragma once
// Recognises: sums the weights of the signals that hit and ranks the scenarios. Immutable once
// made; safe to use from several threads.
//
// A scenario whose score reaches its threshold is a candidate, the heaviest candidate wins; of
// equal ones `none` loses and then the smaller id wins. The answer is unsure when the best other
// candidate, `none` aside, is within kMarginThousandths of the winner's score.

#include <span>
#include <string>
#include <vector>

#include "core/match.h"
#include "rules/signal_index.h"

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

  MatchResult match(const Subject& subject, const std::vector<std::string>& packs,
                    const MatchOptions& options) const;

 private:
  /// How one scenario fared, before reasons are written out.
  struct Standing {
    const Recogniser* recogniser = nullptr;
    std::int32_t score = 0;
    std::uint32_t first_signal = 0;  // number of its first one
    std::span<const SignalFound> found;
  };

  std::vector<Standing> rank(const std::vector<SignalFound>& found,
                             const std::vector<std::string>& packs) const;
  static bool is_candidate(const Standing& standing);
  static bool better(const Standing& a, const Standing& b);
  static std::string unsure_about(const std::vector<Standing>& ranked);
  static const Signal& signal_of(const Standing& standing, const SignalFound& found);
  static std::vector<SignalHit> reasons_of(const Standing& standing,
                                           const std::vector<FieldText>& texts);
  static std::vector<std::string> lacked_by(const Standing& standing);

  std::vector<Recogniser> recognisers_;
  std::vector<std::uint32_t> first_signals_;  // number of the first one, by recogniser
  std::vector<std::uint32_t> first_facts_;
  const Recogniser* generic_ = nullptr;
  SignalIndex index_;
};

}  // namespace triaged::rules

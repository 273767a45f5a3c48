#include "rules/matcher.h"

#include <algorithm>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kReasonBytes = 80;
constexpr std::size_t kMostLacked = 3;

std::string matched_text(const Signal& signal, const FieldText& text) {
  re2::StringPiece whole;
  const re2::StringPiece subject(text.text.data(), text.text.size());
  signal.pattern.regex->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, &whole, 1);
  return std::string(whole_prefix({whole.data(), whole.size()}, kReasonBytes));
}

bool allowed(const Recogniser& recogniser, const std::vector<std::string>& packs) {
  return packs.empty() || recogniser.for_every_route ||
         std::find(packs.begin(), packs.end(), recogniser.pack) != packs.end();
}

bool within_margin(std::int32_t winner, std::int32_t other) {
  return (std::int64_t{winner} - other) * 1000 <= std::int64_t{winner} * kMarginThousandths;
}

std::vector<const Signal*> all_signals(const std::vector<Recogniser>& recognisers) {
  std::vector<const Signal*> all;
  for (const Recogniser& recogniser : recognisers) {
    for (const Signal& signal : recogniser.signals) all.push_back(&signal);
  }
  return all;
}

std::vector<const FactRule*> all_facts(const std::vector<Recogniser>& recognisers) {
  std::vector<const FactRule*> all;
  for (const Recogniser& recogniser : recognisers) {
    for (const FactRule& rule : recogniser.facts) all.push_back(&rule);
  }
  return all;
}

}  // namespace

Matcher::Matcher(std::vector<Recogniser> recognisers)
    : recognisers_(std::move(recognisers)),
      index_(all_signals(recognisers_), all_facts(recognisers_)) {
  std::uint32_t signals = 0;
  std::uint32_t facts = 0;
  for (const Recogniser& recogniser : recognisers_) {
    first_signals_.push_back(signals);
    first_facts_.push_back(facts);
    signals += static_cast<std::uint32_t>(recogniser.signals.size());
    facts += static_cast<std::uint32_t>(recogniser.facts.size());
    if (recogniser.scenario == kGenericScenario) generic_ = &recogniser;
  }
}

bool Matcher::is_candidate(const Standing& s) { return s.score >= s.recogniser->threshold; }

/// Candidates before the rest, then by score, `none` last among equals, then by id.
bool Matcher::better(const Standing& a, const Standing& b) {
  if (is_candidate(a) != is_candidate(b)) return is_candidate(a);
  if (a.score != b.score) return a.score > b.score;
  const bool a_is_none = a.recogniser->scenario == kNoScenario;
  const bool b_is_none = b.recogniser->scenario == kNoScenario;
  if (a_is_none != b_is_none) return b_is_none;
  return a.recogniser->scenario < b.recogniser->scenario;
}

/// The findings come by signal, so those of one scenario stand together.
std::vector<Matcher::Standing> Matcher::rank(const std::vector<SignalFound>& found,
                                             const std::vector<std::string>& packs) const {
  std::vector<Standing> ranked;
  for (std::size_t at = 0; at < found.size();) {
    const auto after =
        std::upper_bound(first_signals_.begin(), first_signals_.end(), found[at].signal);
    const auto number = static_cast<std::size_t>(after - first_signals_.begin()) - 1;
    const std::uint32_t end = after == first_signals_.end() ? 0xFFFFFFFF : *after;
    Standing standing{&recognisers_[number], 0, first_signals_[number], {}};
    const std::size_t begin = at;
    for (; at < found.size() && found[at].signal < end; ++at) {
      standing.score += signal_of(standing, found[at]).weight;
    }
    standing.found = {found.data() + begin, at - begin};
    if (standing.score > 0 && allowed(*standing.recogniser, packs))
      ranked.push_back(std::move(standing));
  }
  std::sort(ranked.begin(), ranked.end(), better);
  return ranked;
}

const Signal& Matcher::signal_of(const Standing& standing, const SignalFound& found) {
  return standing.recogniser->signals[found.signal - standing.first_signal];
}

std::vector<SignalHit> Matcher::reasons_of(const Standing& standing,
                                           const std::vector<FieldText>& texts) {
  std::vector<SignalHit> hits;
  for (const SignalFound& found : standing.found) {
    const Signal& signal = signal_of(standing, found);
    const FieldText& text = texts[found.text];
    hits.push_back({signal.id, describe(text), matched_text(signal, text), signal.weight});
  }
  return hits;
}

/// The signals that would have helped, heaviest first.
std::vector<std::string> Matcher::lacked_by(const Standing& standing) {
  std::vector<const Signal*> missing;
  auto found = standing.found.begin();
  for (std::size_t i = 0; i < standing.recogniser->signals.size(); ++i) {
    const Signal& signal = standing.recogniser->signals[i];
    const bool hit = found != standing.found.end() && found->signal == standing.first_signal + i;
    if (hit) ++found;
    if (!hit && signal.weight > 0) missing.push_back(&signal);
  }
  std::stable_sort(missing.begin(), missing.end(),
                   [](const Signal* a, const Signal* b) { return a->weight > b->weight; });
  missing.resize(std::min(missing.size(), kMostLacked));
  std::vector<std::string> names;
  for (const Signal* signal : missing) names.push_back(signal->id);
  return names;
}

/// The runner-up that the winner cannot be told from, or "".
std::string Matcher::unsure_about(const std::vector<Standing>& ranked) {
  for (std::size_t i = 1; i < ranked.size() && is_candidate(ranked[i]); ++i) {
    const std::string& scenario = ranked[i].recogniser->scenario;
    if (scenario == kNoScenario) continue;
    return within_margin(ranked[0].score, ranked[i].score) ? scenario : "";
  }
  return "";
}

MatchResult Matcher::match(const Subject& subject, const std::vector<std::string>& packs,
                           const MatchOptions& options) const {
  TextMemo fresh;
  TextMemo& memo = options.memo == nullptr ? fresh : *options.memo;
  const std::vector<FieldText>& texts = memo.room().texts;
  texts_of(subject, memo.room().texts);
  const std::vector<SignalFound> found = index_.find(memo);
  const std::vector<Standing> ranked = rank(found, packs);
  const bool recognised = !ranked.empty() && is_candidate(ranked.front());
  const Recogniser* winner = recognised ? ranked.front().recogniser : generic_;

  MatchResult result;
  result.scenario = recognised ? winner->scenario : std::string(kGenericScenario);
  if (winner != nullptr) {
    const auto number = static_cast<std::size_t>(winner - recognisers_.data());
    const auto rules = static_cast<std::uint32_t>(winner->facts.size());
    const SignalIndex::Wanted wanted = [&](const std::string& fact) {
      return options.facts == nullptr || options.facts->wants(winner->scenario, fact);
    };
    const bool any = options.facts == nullptr || !options.facts->is_narrow() ||
                     std::any_of(winner->facts.begin(), winner->facts.end(),
                                 [&](const FactRule& rule) { return wanted(rule.name); });
    if (any) result.facts = index_.facts(first_facts_[number], rules, memo, wanted);
  }
  if (recognised) {
    result.score = ranked.front().score;
    result.unsure = unsure_about(ranked);
  }
  if (!options.reasons) return result;
  if (recognised) result.reasons = reasons_of(ranked.front(), texts);
  for (std::size_t i = recognised ? 1 : 0;
       i < ranked.size() && result.alternatives.size() < kMostAlternatives; ++i) {
    const Standing& other = ranked[i];
    result.alternatives.push_back({other.recogniser->scenario, other.score,
                                   other.recogniser->threshold, reasons_of(other, texts),
                                   lacked_by(other)});
  }
  return result;
}

}  // namespace triaged::rules

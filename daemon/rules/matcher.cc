#include "rules/matcher.h"

#include <algorithm>

#include "rules/fact_finder.h"
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
    for (; at < found.size() && found[at].signal < end; ++at) {
      standing.found.push_back(found[at]);
      standing.score += signal_of(standing, found[at]).weight;
    }
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

Facts Matcher::facts_for(const Recogniser& winner, const Findings& findings,
                         const std::vector<FieldText>& texts) const {
  const std::size_t first = first_facts_[static_cast<std::size_t>(&winner - recognisers_.data())];
  std::vector<bool> possible;
  for (std::size_t i = 0; i < winner.facts.size(); ++i) {
    possible.push_back(index_.may_hold(first + i, findings));
  }
  return find_facts(winner.facts, possible, texts);
}

MatchResult Matcher::match(const Subject& subject, const std::vector<std::string>& packs) const {
  const std::vector<FieldText> texts = texts_of(subject);
  const Findings findings = index_.find(texts);
  const std::vector<Standing> ranked = rank(findings.signals, packs);
  const bool recognised = !ranked.empty() && is_candidate(ranked.front());
  const Recogniser* winner = recognised ? ranked.front().recogniser : generic_;

  MatchResult result;
  result.scenario = std::string(kGenericScenario);
  if (recognised) {
    result.scenario = winner->scenario;
    result.score = ranked.front().score;
    result.reasons = reasons_of(ranked.front(), texts);
    result.unsure = unsure_about(ranked);
  }
  if (winner != nullptr) result.facts = facts_for(*winner, findings, texts);
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

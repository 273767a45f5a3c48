#include "rules/matcher.h"

#include <algorithm>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kReasonBytes = 80;
constexpr std::size_t kFactBytes = 256;
constexpr std::size_t kMostLacked = 3;

using Texts = std::vector<FieldText>;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

bool covers_any(const std::vector<Field>& fields, const FieldText& text) {
  return std::any_of(fields.begin(), fields.end(), [&](const Field& f) { return covers(f, text); });
}

/// The first text in which the pattern is found; asks for no submatch, which is RE2's fast way.
const FieldText* find_text(const Signal& signal, const Texts& texts) {
  for (const FieldText& text : texts) {
    if (!covers_any(signal.fields, text)) continue;
    if (re2::RE2::PartialMatch(piece(text.text), *signal.pattern.regex)) return &text;
  }
  return nullptr;
}

/// How one scenario fared, before reasons are written out.
struct Standing {
  const Recogniser* recogniser = nullptr;
  std::int32_t score = 0;
  std::vector<const FieldText*> found;  ///< one per signal; nullptr: no hit
};

Standing stand(const Recogniser& recogniser, const Texts& texts) {
  Standing standing;
  standing.recogniser = &recogniser;
  standing.found.reserve(recogniser.signals.size());
  for (const Signal& signal : recogniser.signals) {
    standing.found.push_back(find_text(signal, texts));
    if (standing.found.back() != nullptr) standing.score += signal.weight;
  }
  return standing;
}

bool is_candidate(const Standing& s) { return s.score >= s.recogniser->threshold; }
bool is_none(const Standing& s) { return s.recogniser->scenario == kNoScenario; }

/// Candidates before the rest, then by score, `none` last among equals, then by id.
bool better(const Standing& a, const Standing& b) {
  if (is_candidate(a) != is_candidate(b)) return is_candidate(a);
  if (a.score != b.score) return a.score > b.score;
  if (is_none(a) != is_none(b)) return is_none(b);
  return a.recogniser->scenario < b.recogniser->scenario;
}

std::string matched_text(const Signal& signal, const FieldText& text) {
  re2::StringPiece whole;
  const re2::StringPiece subject = piece(text.text);
  signal.pattern.regex->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, &whole, 1);
  return std::string(whole_prefix({whole.data(), whole.size()}, kReasonBytes));
}

std::vector<SignalHit> reasons_of(const Standing& standing) {
  std::vector<SignalHit> hits;
  for (std::size_t i = 0; i < standing.found.size(); ++i) {
    const FieldText* text = standing.found[i];
    if (text == nullptr) continue;
    const Signal& signal = standing.recogniser->signals[i];
    hits.push_back({signal.id, describe(*text), matched_text(signal, *text), signal.weight});
  }
  return hits;
}

/// The signals that would have helped, heaviest first.
std::vector<std::string> lacked_by(const Standing& standing) {
  std::vector<const Signal*> missing;
  for (std::size_t i = 0; i < standing.found.size(); ++i) {
    const Signal& signal = standing.recogniser->signals[i];
    if (standing.found[i] == nullptr && signal.weight > 0) missing.push_back(&signal);
  }
  std::stable_sort(missing.begin(), missing.end(),
                   [](const Signal* a, const Signal* b) { return a->weight > b->weight; });
  missing.resize(std::min(missing.size(), kMostLacked));
  std::vector<std::string> names;
  for (const Signal* signal : missing) names.push_back(signal->id);
  return names;
}

Candidate candidate_of(const Standing& standing) {
  return {standing.recogniser->scenario, standing.score, standing.recogniser->threshold,
          reasons_of(standing), lacked_by(standing)};
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  return std::string(whole_prefix(text, kFactBytes));
}

/// What the rule says of one text; empty: nothing.
std::string fact_from(const FactRule& rule, const FieldText& text) {
  if (!rule.pattern.regex) return trimmed(text.text);
  const re2::StringPiece subject = piece(text.text);
  re2::StringPiece groups[2];
  const int wanted = rule.value.empty() ? 2 : 0;
  if (!rule.pattern.regex->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, groups, wanted))
    return {};
  return rule.value.empty() ? trimmed({groups[1].data(), groups[1].size()}) : rule.value;
}

std::string fact_of(const FactRule& rule, const Texts& texts) {
  for (const Field& field : rule.from) {
    for (const FieldText& text : texts) {
      if (!covers(field, text)) continue;
      if (std::string value = fact_from(rule, text); !value.empty()) return value;
    }
  }
  return {};
}

/// The first rule of a name that says something gives the fact.
Facts facts_of(const std::vector<FactRule>& rules, const Texts& texts) {
  Facts facts;
  for (const FactRule& rule : rules) {
    if (facts.count(rule.name) > 0) continue;
    if (std::string value = fact_of(rule, texts); !value.empty())
      facts.emplace(rule.name, std::move(value));
  }
  return facts;
}

bool allowed(const Recogniser& recogniser, const std::vector<std::string>& packs) {
  return packs.empty() || recogniser.for_every_route ||
         std::find(packs.begin(), packs.end(), recogniser.pack) != packs.end();
}

bool within_margin(std::int32_t winner, std::int32_t other) {
  return (std::int64_t{winner} - other) * 1000 <= std::int64_t{winner} * kMarginThousandths;
}

/// The runner-up that the winner cannot be told from, or "".
std::string unsure_about(const std::vector<Standing>& ranked) {
  for (std::size_t i = 1; i < ranked.size() && is_candidate(ranked[i]); ++i) {
    if (!is_none(ranked[i]))
      return within_margin(ranked[0].score, ranked[i].score) ? ranked[i].recogniser->scenario : "";
  }
  return "";
}

}  // namespace

Matcher::Matcher(std::vector<Recogniser> recognisers) : recognisers_(std::move(recognisers)) {}

MatchResult Matcher::match(const Subject& subject, const std::vector<std::string>& packs) const {
  const Texts texts = texts_of(subject);
  std::vector<Standing> ranked;
  const Recogniser* generic = nullptr;
  for (const Recogniser& recogniser : recognisers_) {
    if (recogniser.scenario == kGenericScenario) generic = &recogniser;
    if (!allowed(recogniser, packs)) continue;
    Standing standing = stand(recogniser, texts);
    if (standing.score > 0) ranked.push_back(std::move(standing));
  }
  std::sort(ranked.begin(), ranked.end(), better);

  MatchResult result;
  result.scenario = std::string(kGenericScenario);
  const bool recognised = !ranked.empty() && is_candidate(ranked.front());
  if (recognised) {
    result.scenario = ranked.front().recogniser->scenario;
    result.score = ranked.front().score;
    result.reasons = reasons_of(ranked.front());
    result.unsure = unsure_about(ranked);
    result.facts = facts_of(ranked.front().recogniser->facts, texts);
  } else if (generic != nullptr) {
    result.facts = facts_of(generic->facts, texts);
  }
  for (std::size_t i = recognised ? 1 : 0;
       i < ranked.size() && result.alternatives.size() < kMostAlternatives; ++i) {
    result.alternatives.push_back(candidate_of(ranked[i]));
  }
  return result;
}

}  // namespace triaged::rules

#include "rules/signal_index.h"

#include <algorithm>
#include <string>

namespace triaged::rules {
namespace {

std::uint8_t bit(FieldText::Part part) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(part));
}

/// The parts that a field covers whatever their name.
std::uint8_t parts_of(const Field& field) {
  std::uint8_t parts = 0;
  for (const auto part :
       {FieldText::Part::alertname, FieldText::Part::label, FieldText::Part::annotation,
        FieldText::Part::expr, FieldText::Part::report}) {
    const bool named = field.kind == Field::Kind::label || field.kind == Field::Kind::annotation;
    if (!named && covers(field, FieldText{part, {}, {}})) parts |= bit(part);
  }
  return parts;
}

std::vector<std::string> patterns_of(const std::vector<const Signal*>& signals,
                                     const std::vector<const FactRule*>& facts) {
  std::vector<std::string> patterns;
  for (const Signal* signal : signals) patterns.push_back(signal->pattern.regex->pattern());
  for (const FactRule* rule : facts) {
    patterns.push_back(rule->pattern.regex ? rule->pattern.regex->pattern() : "");
  }
  return patterns;
}

}  // namespace

/// One walk over the texts of one subject.
class SignalIndex::Search {
 public:
  explicit Search(const SignalIndex& index)
      : index_(index), candidate_in_(index.entries_.size(), 0) {
    findings_.words = index.words_.nothing_seen();
  }

  void look_into(const FieldText& text, std::uint32_t number) {
    candidates_.clear();
    for (const std::uint32_t pattern : index_.words_.unannounced()) nominate(pattern, number);
    index_.words_.scan(text.text, number, findings_.words,
                       [&](std::uint32_t pattern) { nominate(pattern, number); });
    for (const std::uint32_t entry : candidates_) attempt(entry, text, number);
  }

  Findings take() {
    std::sort(findings_.signals.begin(), findings_.signals.end(),
              [](const SignalFound& a, const SignalFound& b) { return a.signal < b.signal; });
    return std::move(findings_);
  }

 private:
  static constexpr std::uint32_t kDone = 0xFFFFFFFF;

  /// At most once per text, and no more once it has hit. Fact rules are not for here.
  void nominate(std::uint32_t pattern, std::uint32_t number) {
    if (pattern >= candidate_in_.size()) return;
    std::uint32_t& in = candidate_in_[pattern];
    if (in == kDone || in == number + 1) return;
    in = number + 1;
    candidates_.push_back(pattern);
  }

  void attempt(std::uint32_t entry, const FieldText& text, std::uint32_t number) {
    const Entry& candidate = index_.entries_[entry];
    if (!covers(candidate, text)) return;
    if (!index_.words_.may_match_in(number, entry, findings_.words)) return;
    // No submatch is asked for: that is RE2's fast way.
    const re2::StringPiece subject(text.text.data(), text.text.size());
    if (!re2::RE2::PartialMatch(subject, *candidate.regex)) return;
    candidate_in_[entry] = kDone;
    findings_.signals.push_back({entry, number});
  }

  const SignalIndex& index_;
  std::vector<std::uint32_t> candidate_in_;  // by signal: number of the text plus one
  std::vector<std::uint32_t> candidates_;    // of the text at hand
  Findings findings_;
};

SignalIndex::SignalIndex(const std::vector<const Signal*>& signals,
                         const std::vector<const FactRule*>& facts)
    : words_(patterns_of(signals, facts)) {
  for (const Signal* signal : signals) {
    Entry entry{signal->pattern.regex.get(), signal, 0};
    for (const Field& field : signal->fields) {
      entry.parts = static_cast<std::uint8_t>(entry.parts | parts_of(field));
    }
    entries_.push_back(entry);
  }
}

bool SignalIndex::may_hold(std::size_t fact, const Findings& findings) const {
  return words_.may_match_anywhere(static_cast<std::uint32_t>(entries_.size() + fact),
                                   findings.words);
}

bool SignalIndex::covers(const Entry& entry, const FieldText& text) {
  if ((entry.parts & bit(text.part)) != 0) return true;
  const auto& fields = entry.signal->fields;
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return rules::covers(field, text); });
}

Findings SignalIndex::find(const std::vector<FieldText>& texts) const {
  Search search(*this);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    search.look_into(texts[i], static_cast<std::uint32_t>(i));
  }
  return search.take();
}

}  // namespace triaged::rules

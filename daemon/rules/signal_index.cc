#include "rules/signal_index.h"

#include <algorithm>
#include <string>

#include "rules/fact_value.h"

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

/// The place of a field among those a rule reads from; of equal ones the first text wins.
std::size_t rank_of(const FactRule& rule, const FieldText& text) {
  const auto reads = [&](const Field& field) { return covers(field, text); };
  return static_cast<std::size_t>(std::find_if(rule.from.begin(), rule.from.end(), reads) -
                                  rule.from.begin());
}

/// What speaks for one rule so far.
struct Best {
  const FactFound* found = nullptr;
  std::size_t rank = 0;
};

}  // namespace

/// Asks once per rule, and only about rules that may say something.
class SignalIndex::WantedRules {
 public:
  WantedRules(const FactRule* const* rules, std::uint32_t count, const Wanted& wanted)
      : rules_(rules), wanted_(wanted), answers_(count, Answer::open) {}

  bool operator()(std::uint32_t rule) {
    Answer& answer = answers_[rule];
    if (answer == Answer::open) answer = wanted_(rules_[rule]->name) ? Answer::yes : Answer::no;
    return answer == Answer::yes;
  }

 private:
  enum class Answer : std::uint8_t { open, yes, no };
  const FactRule* const* rules_;
  const Wanted& wanted_;
  std::vector<Answer> answers_;
};

SignalIndex::SignalIndex(const std::vector<const Signal*>& signals,
                         const std::vector<const FactRule*>& facts)
    : rules_(facts), words_(patterns_of(signals, facts)) {
  for (const Signal* signal : signals) {
    signals_.push_back(entry_of(signal->pattern, signal->fields));
  }
  for (const FactRule* rule : facts) facts_.push_back(entry_of(rule->pattern, rule->from));
  for (const std::uint32_t pattern : words_.unannounced()) {
    if (pattern < signals_.size()) always_signals_.push_back(pattern);
  }
}

SignalIndex::Entry SignalIndex::entry_of(const Pattern& pattern, const std::vector<Field>& fields) {
  Entry entry{pattern.regex.get(), &fields, 0};
  for (const Field& field : fields) {
    entry.parts = static_cast<std::uint8_t>(entry.parts | parts_of(field));
  }
  return entry;
}

bool SignalIndex::covers(const Entry& entry, const FieldText& text) {
  if ((entry.parts & bit(text.part)) != 0) return true;
  return std::any_of(entry.fields->begin(), entry.fields->end(),
                     [&](const Field& field) { return rules::covers(field, text); });
}

void SignalIndex::try_signal(std::uint32_t signal, const FieldText& text,
                             const std::vector<std::uint8_t>& marks, TextFindings& found) const {
  const Entry& entry = signals_[signal];
  if (!covers(entry, text)) return;
  const auto has = [&](std::uint32_t word) { return marks[word] != 0; };
  if (words_.must_match(signal, has)) return found.signals.push_back(signal);
  if (!words_.may_match(signal, has)) return;
  // No submatch is asked for: that is RE2's fast way.
  const re2::StringPiece subject(text.text.data(), text.text.size());
  if (re2::RE2::PartialMatch(subject, *entry.regex)) found.signals.push_back(signal);
}

void SignalIndex::search(const FieldText& text, TextMemo& memo, TextFindings& found) const {
  std::vector<std::uint8_t>& marks = memo.room().marks;
  marks.resize(words_.words(), 0);
  words_.scan(text.text, [&](std::uint32_t word) {
    if (marks[word] != 0) return;
    marks[word] = 1;
    found.words.push_back(word);
  });
  std::sort(found.words.begin(), found.words.end());

  Numbers& nominated = memo.room().numbers;
  nominated = always_signals_;
  for (const std::uint32_t word : found.words) {
    for (const std::uint32_t pattern : words_.announced_by(word)) {
      if (pattern >= signals_.size()) break;
      nominated.push_back(pattern);
    }
  }
  std::sort(nominated.begin(), nominated.end());
  nominated.erase(std::unique(nominated.begin(), nominated.end()), nominated.end());
  for (const std::uint32_t signal : nominated) try_signal(signal, text, marks, found);
  for (const std::uint32_t word : found.words) marks[word] = 0;
}

std::vector<SignalFound> SignalIndex::find(TextMemo& memo) const {
  memo.begin();
  const std::vector<FieldText>& texts = memo.room().texts;
  memo.room().findings.clear();
  std::vector<SignalFound> signals;
  for (std::uint32_t i = 0; i < texts.size(); ++i) {
    bool fresh = false;
    TextFindings& found = memo.find(texts[i], fresh);
    if (fresh) search(texts[i], memo, found);
    memo.room().findings.push_back(&found);
    for (const std::uint32_t signal : found.signals) signals.push_back({signal, i});
  }
  std::sort(signals.begin(), signals.end());
  const auto same = [](const SignalFound& a, const SignalFound& b) { return a.signal == b.signal; };
  signals.erase(std::unique(signals.begin(), signals.end(), same), signals.end());
  return signals;
}

/// The rules of a scenario that the words of a text announce, and those that none announces.
void SignalIndex::candidates(std::uint32_t first, std::uint32_t count, const TextFindings& found,
                             Numbers& all) const {
  const auto offset = static_cast<std::uint32_t>(signals_.size());
  all.clear();
  const auto add = [&](const Numbers& patterns) {
    auto at = std::lower_bound(patterns.begin(), patterns.end(), offset + first);
    for (; at != patterns.end() && *at < offset + first + count; ++at) all.push_back(*at - offset);
  };
  add(words_.unannounced());
  for (const std::uint32_t word : found.words) add(words_.announced_by(word));
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

const std::vector<FactFound>& SignalIndex::facts_in(const FieldText& text, std::uint32_t first,
                                                    std::uint32_t count,
                                                    TextFindings& found,
                                                    WantedRules& wanted, Numbers& room) const {
  for (const auto& known : found.facts) {
    if (known.first_rule == first) return known.facts;
  }
  const auto has = [&](std::uint32_t word) {
    return std::binary_search(found.words.begin(), found.words.end(), word);
  };
  TextFindings::OfScenario& mine = found.facts.emplace_back();
  mine.first_rule = first;
  candidates(first, count, found, room);
  for (const std::uint32_t rule : room) {
    // What is remembered must serve those who want other facts as well.
    if (!found.kept && !wanted(rule - first)) continue;
    if (!covers(facts_[rule], text)) continue;
    if (!words_.may_match(static_cast<std::uint32_t>(signals_.size()) + rule, has)) continue;
    std::string value = fact_value(*rules_[rule], text);
    if (!value.empty()) mine.facts.push_back({rule, std::move(value)});
  }
  return mine.facts;
}

Facts SignalIndex::facts(std::uint32_t first, std::uint32_t count, TextMemo& memo,
                         const Wanted& wanted) const {
  auto& [texts, findings, marks, numbers] = memo.room();
  WantedRules is_wanted(rules_.data() + first, count, wanted);
  std::vector<Best> best(count);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (const FactFound& each : facts_in(texts[i], first, count, *findings[i], is_wanted, numbers)) {
      if (!is_wanted(each.rule - first)) continue;
      Best& so_far = best[each.rule - first];
      const std::size_t rank = rank_of(*rules_[each.rule], texts[i]);
      if (so_far.found == nullptr || rank < so_far.rank) so_far = {&each, rank};
    }
  }
  Facts facts;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (best[i].found != nullptr) facts.emplace(rules_[first + i]->name, best[i].found->value);
  }
  return facts;
}

}  // namespace triaged::rules

#include "rules/signal_index.h"

#include <algorithm>
#include <map>
#include <string>

#include "rules/required_literals.h"

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

}  // namespace

/// One walk over the texts of one subject.
class SignalIndex::Search {
 public:
  explicit Search(const SignalIndex& index)
      : index_(index), tried_in_(index.entries_.size(), kNever) {}

  void look_into(const FieldText& text, std::uint32_t number) {
    for (const std::uint32_t entry : index_.unannounced_) attempt(entry, text, number);
    index_.scanner_->scan(text.text, [&](std::uint32_t word) {
      for (const std::uint32_t entry : index_.by_word_[word]) attempt(entry, text, number);
    });
  }

  std::vector<SignalFound> take() {
    std::sort(found_.begin(), found_.end(),
              [](const SignalFound& a, const SignalFound& b) { return a.signal < b.signal; });
    return std::move(found_);
  }

 private:
  static constexpr std::uint32_t kNever = 0xFFFFFFFF;
  static constexpr std::uint32_t kDone = 0xFFFFFFFE;

  /// At most once per text, and no more once it has hit.
  void attempt(std::uint32_t entry, const FieldText& text, std::uint32_t number) {
    std::uint32_t& tried = tried_in_[entry];
    if (tried == kDone || tried == number) return;
    tried = number;
    const Entry& candidate = index_.entries_[entry];
    if (!covers(candidate, text)) return;
    // No submatch is asked for: that is RE2's fast way.
    if (!re2::RE2::PartialMatch(re2::StringPiece(text.text.data(), text.text.size()),
                                *candidate.regex))
      return;
    tried = kDone;
    found_.push_back({entry, number});
  }

  const SignalIndex& index_;
  std::vector<std::uint32_t> tried_in_;
  std::vector<SignalFound> found_;
};

SignalIndex::SignalIndex(const std::vector<const Signal*>& signals) {
  std::map<std::string, std::vector<std::uint32_t>> by_word;
  for (const Signal* signal : signals) {
    const auto number = static_cast<std::uint32_t>(entries_.size());
    Entry entry{signal->pattern.regex.get(), signal, 0};
    for (const Field& field : signal->fields) entry.parts |= parts_of(field);
    entries_.push_back(entry);
    const std::vector<std::string> words = required_literals(entry.regex->pattern());
    if (words.empty()) unannounced_.push_back(number);
    for (const std::string& word : words) by_word[word].push_back(number);
  }
  std::vector<std::string> words;
  for (auto& [word, entries] : by_word) {
    words.push_back(word);
    by_word_.push_back(std::move(entries));
  }
  scanner_ = std::make_unique<const LiteralScanner>(words);
}

bool SignalIndex::covers(const Entry& entry, const FieldText& text) {
  if ((entry.parts & bit(text.part)) != 0) return true;
  const auto& fields = entry.signal->fields;
  return std::any_of(fields.begin(), fields.end(),
                     [&](const Field& field) { return rules::covers(field, text); });
}

std::vector<SignalFound> SignalIndex::find(const std::vector<FieldText>& texts) const {
  Search search(*this);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    search.look_into(texts[i], static_cast<std::uint32_t>(i));
  }
  return search.take();
}

}  // namespace triaged::rules

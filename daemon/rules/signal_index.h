#pragma once
// All signals and fact rules of all scenarios, ready to be looked for at once. A pattern is tried on
// a text only where the words that it needs stand in the text; all words are looked for in one pass.
// This changes the cost, never the answer. Immutable once made; safe for several threads, each with a
// memo of its own.

#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "rules/scenario_file.h"
#include "rules/text_memo.h"
#include "rules/word_index.h"

namespace triaged::rules {

/// Signal and text by their numbers.
struct SignalFound {
  std::uint32_t signal = 0;
  std::uint32_t text = 0;
  friend auto operator<=>(const SignalFound&, const SignalFound&) = default;
};

class SignalIndex {
 public:
  using Wanted = std::function<bool(const std::string& fact)>;

  /// Signals and rules must outlive the index.
  SignalIndex(const std::vector<const Signal*>& signals, const std::vector<const FactRule*>& facts);

  /// The signals of the texts in the memo's room, rising. What was found in each text stands in the
  /// room as well, until the memo's next begin().
  std::vector<SignalFound> find(TextMemo& memo) const;

  /// The facts of one scenario, whose rules are numbered from `first` on. The first rule of a name
  /// that says something gives the fact; a value has at most 256 bytes. Only those `wanted`.
  /// After find().
  Facts facts(std::uint32_t first, std::uint32_t count, TextMemo& memo, const Wanted& wanted) const;

 private:
  /// A pattern with its fields as a mask: a bit for each part that is covered whatever its name.
  struct Entry {
    const re2::RE2* regex = nullptr;
    const std::vector<Field>* fields = nullptr;
    std::uint8_t parts = 0;
  };
  using Numbers = std::vector<std::uint32_t>;
  class WantedRules;

  static Entry entry_of(const Pattern& pattern, const std::vector<Field>& fields);
  static bool covers(const Entry& entry, const FieldText& text);
  void search(const FieldText& text, TextMemo& memo, TextFindings& found) const;
  void try_signal(std::uint32_t signal, const FieldText& text,
                  const std::vector<std::uint8_t>& marks, TextFindings& found) const;
  void candidates(std::uint32_t first, std::uint32_t count, const TextFindings& found,
                  Numbers& out) const;
  const std::vector<FactFound>& facts_in(const FieldText& text, std::uint32_t first,
                                         std::uint32_t count, TextFindings& found,
                                         WantedRules& wanted, Numbers& room) const;

  std::vector<Entry> signals_;
  std::vector<Entry> facts_;
  std::vector<const FactRule*> rules_;
  Numbers always_signals_;  // no word announces them
  WordIndex words_;         // patterns: those of the signals, then those of the fact rules
};

}  // namespace triaged::rules

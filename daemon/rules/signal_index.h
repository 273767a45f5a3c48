#pragma once
// All signals of all scenarios, ready to be looked for at once. A pattern is tried on a text only
// where one of the words that it needs stands in the text; all words are looked for in one pass.
// This changes the cost, never the answer. Immutable once made; safe for several threads.

#include <cstdint>
#include <vector>

#include "rules/scenario_file.h"
#include "rules/word_index.h"

namespace triaged::rules {

/// Signal and text by their numbers.
struct SignalFound {
  std::uint32_t signal = 0;
  std::uint32_t text = 0;
};

/// What one walk over a subject's texts found.
struct Findings {
  std::vector<SignalFound> signals;  ///< each that hits, once, with the first text in which it does
  WordsSeen words;
};

class SignalIndex {
 public:
  /// Signals and rules must outlive the index.
  SignalIndex(const std::vector<const Signal*>& signals, const std::vector<const FactRule*>& facts);

  /// The signals in rising order.
  Findings find(const std::vector<FieldText>& texts) const;

  /// False: the pattern of this fact rule cannot be found in any of the texts.
  bool may_hold(std::size_t fact, const Findings& findings) const;

 private:
  /// A signal with its fields as a mask: a bit for each part that is covered whatever its name.
  struct Entry {
    const re2::RE2* regex = nullptr;
    const Signal* signal = nullptr;
    std::uint8_t parts = 0;
  };
  class Search;

  static bool covers(const Entry& entry, const FieldText& text);

  std::vector<Entry> entries_;
  WordIndex words_;  // patterns: those of the signals, then those of the fact rules
};

}  // namespace triaged::rules

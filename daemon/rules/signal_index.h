#pragma once
// All signals of all scenarios, ready to be looked for at once. A pattern is tried on a text only
// where one of the words that it needs stands in the text; all words are looked for in one pass.
// This changes the cost, never the answer. Immutable once made; safe for several threads.

#include <cstdint>
#include <memory>
#include <vector>

#include "rules/literal_scanner.h"
#include "rules/scenario_file.h"

namespace triaged::rules {

/// Signal and text by their numbers.
struct SignalFound {
  std::uint32_t signal = 0;
  std::uint32_t text = 0;
};

class SignalIndex {
 public:
  /// The signals must outlive the index.
  explicit SignalIndex(const std::vector<const Signal*>& signals);

  /// Each signal that hits, once, with the first of the texts in which it does; by signal.
  std::vector<SignalFound> find(const std::vector<FieldText>& texts) const;

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
  std::vector<std::uint32_t> unannounced_;           // need no word: always tried
  std::vector<std::vector<std::uint32_t>> by_word_;  // entries by word of the scanner
  std::unique_ptr<const LiteralScanner> scanner_;
};

}  // namespace triaged::rules

#pragma once
// Says which of many patterns can be found in a text, from the words that they need, in one pass
// over the text. Never says no where RE2 would say yes. Immutable once made; safe for several
// threads.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rules/literal_scanner.h"

namespace triaged::rules {

/// By word: number of the last text that holds it plus one; 0: none does.
using WordsSeen = std::vector<std::uint32_t>;

class WordIndex {
 public:
  /// Patterns that RE2 accepts; an empty one can be found anywhere.
  explicit WordIndex(const std::vector<std::string>& patterns);

  WordsSeen nothing_seen() const { return WordsSeen(announced_by_.size(), 0); }

  /// Patterns that no word announces.
  const std::vector<std::uint32_t>& unannounced() const { return unannounced_; }

  /// Notes the words of text number `text`, and visits each pattern that one of them announces; a
  /// pattern may be visited several times.
  template <class Visit>
  void scan(std::string_view bytes, std::uint32_t text, WordsSeen& seen, Visit&& visit) const {
    scanner_->scan(bytes, [&](std::uint32_t word) {
      if (seen[word] == text + 1) return;
      seen[word] = text + 1;
      for (const std::uint32_t pattern : announced_by_[word]) visit(pattern);
    });
  }

  /// After scan(): are all words there that the pattern needs?
  bool may_match_in(std::uint32_t text, std::uint32_t pattern, const WordsSeen& seen) const {
    return satisfies(pattern, [&](std::uint32_t word) { return seen[word] == text + 1; });
  }
  bool may_match_anywhere(std::uint32_t pattern, const WordsSeen& seen) const {
    return satisfies(pattern, [&](std::uint32_t word) { return seen[word] != 0; });
  }

 private:
  using WordNumbers = std::vector<std::uint32_t>;
  using Needs = std::vector<std::vector<WordNumbers>>;  // branches of sets of words

  template <class Has>
  bool satisfies(std::uint32_t pattern, Has&& has) const {
    const Needs& needs = needs_[pattern];
    if (needs.empty()) return true;
    for (const auto& branch : needs) {
      bool all = true;
      for (const WordNumbers& set : branch) all = all && any(set, has);
      if (all) return true;
    }
    return false;
  }

  template <class Has>
  static bool any(const WordNumbers& set, Has& has) {
    for (const std::uint32_t word : set) {
      if (has(word)) return true;
    }
    return false;
  }

  std::vector<Needs> needs_;               // by pattern
  std::vector<WordNumbers> announced_by_;  // patterns by word: those of whose first sets it is
  std::vector<std::uint32_t> unannounced_;
  std::unique_ptr<const LiteralScanner> scanner_;
};

}  // namespace triaged::rules

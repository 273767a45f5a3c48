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

class WordIndex {
 public:
  /// Patterns that RE2 accepts; an empty one can be found anywhere.
  explicit WordIndex(const std::vector<std::string>& patterns);

  std::size_t words() const { return announced_by_.size(); }

  /// Visits the number of each word that the text holds, as often as it does.
  template <class Visit>
  void scan(std::string_view text, Visit&& visit) const {
    scanner_->scan(text, visit);
  }

  /// The patterns to try where this word stands, rising.
  const std::vector<std::uint32_t>& announced_by(std::uint32_t word) const {
    return announced_by_[word];
  }
  /// Patterns that no word announces, rising.
  const std::vector<std::uint32_t>& unannounced() const { return unannounced_; }

  /// Is a word there that makes the pattern match by itself? `has` answers for one word.
  template <class Has>
  bool must_match(std::uint32_t pattern, Has&& has) const {
    return any(sufficient_[pattern], has);
  }

  /// Are all words there that the pattern needs?
  template <class Has>
  bool may_match(std::uint32_t pattern, Has&& has) const {
    const Needs& needs = needs_[pattern];
    if (needs.empty()) return true;
    for (const auto& branch : needs) {
      bool all = true;
      for (const WordNumbers& set : branch) all = all && any(set, has);
      if (all) return true;
    }
    return false;
  }

 private:
  using WordNumbers = std::vector<std::uint32_t>;
  using Needs = std::vector<std::vector<WordNumbers>>;  // branches of sets of words

  template <class Has>
  static bool any(const WordNumbers& set, Has& has) {
    for (const std::uint32_t word : set) {
      if (has(word)) return true;
    }
    return false;
  }

  std::vector<Needs> needs_;               // by pattern
  std::vector<WordNumbers> sufficient_;    // by pattern
  std::vector<WordNumbers> announced_by_;  // patterns by word: those of whose first sets it is
  std::vector<std::uint32_t> unannounced_;
  std::unique_ptr<const LiteralScanner> scanner_;
};

}  // namespace triaged::rules

#pragma once
// Finds many words in a text in one pass (Aho and Corasick's machine with all transitions written
// out), folding case as required_literals.h says. Immutable once made; safe for several threads.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triaged::rules {

class LiteralScanner {
 public:
  /// Words in lower-case ASCII, distinct, none empty.
  explicit LiteralScanner(const std::vector<std::string>& words);

  /// Calls visit(index of the word) for each occurrence in order of its end; words repeat.
  template <class Visit>
  void scan(std::string_view text, Visit&& visit) const {
    std::uint32_t state = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const auto byte = static_cast<unsigned char>(text[at]);
      const std::uint32_t symbol = byte < 0x80 ? class_of_[byte] : wide_symbol(text, at);
      const std::uint32_t step = next_[state * classes_ + symbol];
      state = step >> 1U;
      if ((step & 1U) == 0) continue;
      for (std::uint32_t i = found_at_[state]; i < found_at_[state + 1]; ++i) visit(found_[i]);
    }
  }

  std::size_t bytes() const { return next_.size() * sizeof next_[0]; }

 private:
  std::uint32_t wide_symbol(std::string_view text, std::size_t& at) const;
  void number_symbols(const std::vector<std::string>& words);

  std::array<std::uint8_t, 128> class_of_{};  // 0: in no word
  std::uint32_t classes_ = 1;
  std::vector<std::uint32_t> next_;  // by state and class: target state, and whether it found words
  std::vector<std::uint32_t> found_at_;  // by state: where its words begin in found_
  std::vector<std::uint32_t> found_;
};

}  // namespace triaged::rules

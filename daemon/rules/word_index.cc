#include "rules/word_index.h"

#include <map>

#include "rules/required_literals.h"

namespace triaged::rules {
namespace {

using Branches = std::vector<Branch>;

std::map<std::string, std::uint32_t> number_words(const std::vector<Branches>& all) {
  std::map<std::string, std::uint32_t> numbers;
  for (const Branches& branches : all) {
    for (const Branch& branch : branches) {
      for (const WordSet& set : branch) {
        for (const std::string& word : set) numbers.emplace(word, 0);
      }
    }
  }
  std::uint32_t next = 0;
  for (auto& [word, number] : numbers) number = next++;
  return numbers;
}

}  // namespace

WordIndex::WordIndex(const std::vector<std::string>& patterns) {
  std::vector<Branches> all;
  for (const std::string& pattern : patterns) all.push_back(required_literals(pattern));
  const auto numbers = number_words(all);
  announced_by_.resize(numbers.size());
  for (std::uint32_t pattern = 0; pattern < all.size(); ++pattern) {
    Needs needs;
    for (const Branch& branch : all[pattern]) {
      std::vector<WordNumbers>& sets = needs.emplace_back();
      for (const WordSet& set : branch) {
        WordNumbers& words = sets.emplace_back();
        for (const std::string& word : set) words.push_back(numbers.at(word));
      }
      for (const std::uint32_t word : sets.front()) {
        auto& announced = announced_by_[word];
        if (announced.empty() || announced.back() != pattern) announced.push_back(pattern);
      }
    }
    if (needs.empty()) unannounced_.push_back(pattern);
    needs_.push_back(std::move(needs));
    WordNumbers& sufficient = sufficient_.emplace_back();
    for (const std::string& word : sufficient_literals(patterns[pattern])) {
      const auto number = numbers.find(word);
      if (number != numbers.end()) sufficient.push_back(number->second);
    }
  }
  std::vector<std::string> words;
  for (const auto& [word, number] : numbers) words.push_back(word);
  scanner_ = std::make_unique<const LiteralScanner>(words);
}

}  // namespace triaged::rules

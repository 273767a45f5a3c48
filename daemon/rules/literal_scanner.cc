#include "rules/literal_scanner.h"

#include <algorithm>

namespace triaged::rules {
namespace {

constexpr std::uint32_t kNoState = 0xFFFFFFFF;

/// The words as a tree, before failure links make it a machine.
struct Tree {
  std::uint32_t classes;
  std::vector<std::uint32_t> child;               // by state and class
  std::vector<std::vector<std::uint32_t>> words;  // by state

  explicit Tree(std::uint32_t classes_in) : classes(classes_in) { add_state(); }

  std::uint32_t add_state() {
    child.resize(child.size() + classes, kNoState);
    words.emplace_back();
    return static_cast<std::uint32_t>(words.size() - 1);
  }

  std::uint32_t step(std::uint32_t state, std::uint32_t symbol) {
    const std::size_t slot = std::size_t{state} * classes + symbol;
    if (child[slot] == kNoState) {
      const std::uint32_t added = add_state();
      child[slot] = added;
    }
    return child[slot];
  }
};

/// Fills in the missing transitions, nearest states first, and hands words on along failure links.
void complete(Tree& tree) {
  std::vector<std::uint32_t> failure(tree.words.size(), 0);
  std::vector<std::uint32_t> queue{0};
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::uint32_t state = queue[head];
    for (std::uint32_t symbol = 0; symbol < tree.classes; ++symbol) {
      std::uint32_t& child = tree.child[std::size_t{state} * tree.classes + symbol];
      const std::uint32_t fallback =
          state == 0 ? 0 : tree.child[std::size_t{failure[state]} * tree.classes + symbol];
      if (child == kNoState) {
        child = fallback;
        continue;
      }
      failure[child] = fallback;
      const auto& inherited = tree.words[fallback];
      tree.words[child].insert(tree.words[child].end(), inherited.begin(), inherited.end());
      queue.push_back(child);
    }
  }
}

}  // namespace

void LiteralScanner::number_symbols(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    for (const char c : word) {
      std::uint8_t& number = class_of_.at(static_cast<unsigned char>(c));
      if (number == 0) number = static_cast<std::uint8_t>(classes_++);
    }
  }
  for (std::size_t c = 'a'; c <= 'z'; ++c) class_of_[c - 'a' + 'A'] = class_of_[c];
}

LiteralScanner::LiteralScanner(const std::vector<std::string>& words) {
  number_symbols(words);
  Tree tree(classes_);
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::uint32_t state = 0;
    for (const char c : words[i])
      state = tree.step(state, class_of_.at(static_cast<unsigned char>(c)));
    tree.words[state].push_back(static_cast<std::uint32_t>(i));
  }
  complete(tree);
  next_.reserve(tree.child.size());
  for (const std::uint32_t target : tree.child) {
    next_.push_back(target << 1U | (tree.words[target].empty() ? 0U : 1U));
  }
  for (const auto& of_state : tree.words) {
    found_at_.push_back(static_cast<std::uint32_t>(found_.size()));
    found_.insert(found_.end(), of_state.begin(), of_state.end());
  }
  found_at_.push_back(static_cast<std::uint32_t>(found_.size()));
}

/// The two characters beyond ASCII that RE2 folds into it; everything else is in no word.
std::uint32_t LiteralScanner::wide_symbol(std::string_view text, std::size_t& at) const {
  if (text.substr(at, 2) == "\xC5\xBF") {
    at += 1;
    return class_of_['s'];
  }
  if (text.substr(at, 3) == "\xE2\x84\xAA") {
    at += 2;
    return class_of_['k'];
  }
  return 0;
}

}  // namespace triaged::rules

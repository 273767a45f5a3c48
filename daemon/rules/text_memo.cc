#include "rules/text_memo.h"

#include <functional>

namespace triaged::rules {
namespace {

// Two generations of this many texts; at some 400 bytes each that is 3 MB.
constexpr std::size_t kGeneration = 4096;
constexpr std::size_t kVisitors = 8192;

std::uint64_t hash_of(const FieldText& text) {
  const std::hash<std::string_view> hash;
  const auto part = static_cast<std::uint64_t>(text.part) + 1;
  return hash(text.text) ^ (hash(text.name) + part) * 0x9e3779b97f4a7c15;
}

}  // namespace

void TextMemo::begin() {
  passing_used_ = 0;
  if (young_.size() < kGeneration) return;
  old_ = std::move(young_);
  young_ = {};
}

TextMemo::Entry* TextMemo::recall(std::uint64_t hash) {
  if (const auto found = young_.find(hash); found != young_.end()) return &found->second;
  auto node = old_.extract(hash);
  return node.empty() ? nullptr : &young_.insert(std::move(node)).position->second;
}

bool TextMemo::came_before(std::uint64_t hash) {
  visitors_.resize(kVisitors, 0);
  std::uint64_t& visitor = visitors_[hash % kVisitors];
  if (visitor == hash) return true;
  visitor = hash;
  return false;
}

TextFindings& TextMemo::find(const FieldText& text, bool& fresh) {
  const std::uint64_t hash = hash_of(text);
  Entry* entry = recall(hash);
  const bool same = entry != nullptr && entry->part == text.part && entry->name == text.name &&
                    entry->text == text.text;
  fresh = !same;
  if (same) return entry->findings;
  // A clash of hashes must not touch what this subject may already point to.
  if (entry != nullptr || !came_before(hash)) return pass();
  Entry& added = young_[hash];
  added = {text.part, std::string(text.name), std::string(text.text), {}};
  added.findings.kept = true;
  return added.findings;
}

TextFindings& TextMemo::pass() {
  if (passing_used_ == passing_.size()) passing_.emplace_back();
  TextFindings& findings = passing_[passing_used_++];
  findings.words.clear();
  findings.signals.clear();
  findings.facts.clear();
  return findings;
}

}  // namespace triaged::rules

#include "rules/fact_finder.h"

#include <array>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kFactBytes = 256;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  return std::string(whole_prefix(text, kFactBytes));
}

/// What the rule says of one text; empty: nothing.
std::string fact_from(const FactRule& rule, const FieldText& text) {
  if (!rule.pattern.regex) return trimmed(text.text);
  const re2::StringPiece subject = piece(text.text);
  std::array<re2::StringPiece, 2> groups;
  const int wanted = rule.value.empty() ? 2 : 0;
  if (!rule.pattern.regex->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, groups.data(),
                                 wanted))
    return {};
  return rule.value.empty() ? trimmed({groups[1].data(), groups[1].size()}) : rule.value;
}

std::string fact_of(const FactRule& rule, const std::vector<FieldText>& texts) {
  for (const Field& field : rule.from) {
    for (const FieldText& text : texts) {
      if (!covers(field, text)) continue;
      if (std::string value = fact_from(rule, text); !value.empty()) return value;
    }
  }
  return {};
}

}  // namespace

Facts find_facts(const std::vector<FactRule>& rules, const std::vector<bool>& possible,
                 const std::vector<FieldText>& texts) {
  Facts facts;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!possible[i] || facts.count(rules[i].name) > 0) continue;
    std::string value = fact_of(rules[i], texts);
    if (!value.empty()) facts.emplace(rules[i].name, std::move(value));
  }
  return facts;
}

}  // namespace triaged::rules

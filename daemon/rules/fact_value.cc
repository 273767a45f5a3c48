#include "rules/fact_value.h"

#include <array>

#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kFactBytes = 256;

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  text = text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
  return std::string(whole_prefix(text, kFactBytes));
}

}  // namespace

std::string fact_value(const FactRule& rule, const FieldText& text) {
  if (!rule.pattern.regex) return trimmed(text.text);
  const re2::StringPiece subject(text.text.data(), text.text.size());
  std::array<re2::StringPiece, 2> groups;
  const int wanted = rule.value.empty() ? 2 : 0;
  if (!rule.pattern.regex->Match(subject, 0, subject.size(), re2::RE2::UNANCHORED, groups.data(),
                                 wanted)) {
    return {};
  }
  return rule.value.empty() ? trimmed({groups[1].data(), groups[1].size()}) : rule.value;
}

}  // namespace triaged::rules

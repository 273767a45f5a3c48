#include "rules/redact.h"

#include <re2/re2.h>

#include <array>
#include <memory>
#include <vector>

namespace triaged::rules {
namespace {

using re2::StringPiece;

RE2::Options options() {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);  // any byte is a character
  options.set_log_errors(false);
  return options;
}

/// Group 1 is what stays in front of the secret; a last group, where there is one, what stays behind.
struct Rule {
  Rule(const char* text, const char* with) : pattern(text, options()), replacement(with) {}
  RE2 pattern;
  const char* replacement;
};

// In this order: what names its own kind first, assignments last.
const std::vector<std::unique_ptr<Rule>>& rules() {
  static const auto kRules = [] {
    std::vector<std::unique_ptr<Rule>> all;
    const auto add = [&](const char* pattern, const char* replacement) {
      all.push_back(std::make_unique<Rule>(pattern, replacement));
    };
    add(R"((?s)()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))",
        R"(\1[redacted:private-key])");
    add(R"((\b)xox[a-z]-[A-Za-z0-9-]{8,})", R"(\1[redacted:slack-token])");
    add(R"((\b)xapp-[A-Za-z0-9-]{8,})", R"(\1[redacted:slack-token])");
    add(R"((\b)(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}))",
        R"(\1[redacted:github-token])");
    add(R"((\b)glpat-[A-Za-z0-9_-]{16,})", R"(\1[redacted:gitlab-token])");
    add(R"((\b)(?:AKIA|ASIA)[A-Z0-9]{16}\b)", R"(\1[redacted:aws-key])");
    add(R"((\b)eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*)", R"(\1[redacted:jwt])");
    add(R"((?i)(\b(?:bearer|basic)\s+)[A-Za-z0-9+/._~-]{12,}=*)", R"(\1[redacted:credential])");
    add(R"(([A-Za-z][A-Za-z0-9+.-]*://)[^/\s:@]*:[^/\s@]+@)", R"(\1[redacted:credential]@)");
    add(R"re((?i)(\b(?:[a-z0-9]+[_-])*(?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|client[_-]?secret|credentials?)["']?\s*[:=]\s*["']?)(?:[^\s"'\[&,;<>]{6,}))re",
        R"(\1[redacted:secret])");
    add(R"(()\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b)",
        R"(\1[redacted:e-mail])");
    return all;
  }();
  return kRules;
}

// One pass that answers "nothing here" for nearly every text.
const RE2& trigger() {
  static const RE2 kTrigger(
      R"((?i)xox[a-z]-|xapp-|gh[pousr]_|github_pat|glpat-|AKIA|ASIA|eyJ|-----BEGIN|bearer |basic )"
      R"(|passw|pwd|secret|token|api[_-]?key|access[_-]?key|credential|[a-z0-9._%+-]@[a-z0-9\[]|\d[ -]?\d{3}[ -]?\d{4}[ -]?\d{4})",
      options());
  return kTrigger;
}

bool triggered(std::string_view text) {
  return RE2::PartialMatch(StringPiece(text.data(), text.size()), trigger());
}

bool luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (auto it = digits.rbegin(); it != digits.rend(); ++it, twice = !twice) {
    int value = *it - '0';
    if (twice) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

std::string only_digits(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits;
}

// Card numbers as people write them: 13 to 19 digits that begin like a card and pass Luhn.
void redact_cards(std::string& text) {
  static const RE2 kCard(R"((?:^|[^0-9A-Za-z.:_-])([3-6]\d{3}(?:[ -]?\d{2,6}){2,4})(?:$|[^0-9A-Za-z._-]))",
                         options());
  std::size_t from = 0;
  StringPiece found;
  while (from < text.size()) {
    StringPiece rest(text.data() + from, text.size() - from);
    if (!RE2::PartialMatch(rest, kCard, &found)) return;
    const auto at = static_cast<std::size_t>(found.data() - text.data());
    const std::string digits = only_digits({found.data(), found.size()});
    const bool card = digits.size() >= 13 && digits.size() <= 19 && luhn(digits);
    if (card) text.replace(at, found.size(), "[redacted:card]");
    from = at + (card ? 15 : found.size());
  }
}

}  // namespace

std::string redact(std::string_view text) {
  std::string out(text);
  if (!triggered(out)) return out;
  for (const auto& rule : rules()) RE2::GlobalReplace(&out, rule->pattern, rule->replacement);
  redact_cards(out);
  return out;
}

Labels redact(const Labels& labels) {
  if (!triggered(labels.packed())) return labels;
  std::vector<std::pair<std::string, std::string>> kept;
  labels.each([&](std::string_view name, std::string_view value) {
    static const RE2 kNamed(R"((?i)(?:^|[_.-])(?:password|passwd|secret|api_?key|access_?token)$)",
                            options());
    const bool named = RE2::PartialMatch(StringPiece(name.data(), name.size()), kNamed);
    kept.emplace_back(name, named ? "[redacted:secret]" : redact(value));
  });
  return Labels::from({kept.begin(), kept.end()});
}

}  // namespace triaged::rules

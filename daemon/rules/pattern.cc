#include "rules/pattern.h"

#include "rules/required_literals.h"

namespace triaged::rules {
namespace {

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_max_mem(1 << 20);
  options.set_log_errors(false);
  return options;
}

/// RE2's own words, and what writers of other dialects need to hear.
std::string cause_of(const re2::RE2& regex) {
  switch (regex.error_code()) {
    case re2::RE2::ErrorBadPerlOp:
      return regex.error() + " (RE2 has no look-around; use a negative signal instead)";
    case re2::RE2::ErrorBadEscape: return regex.error() + " (RE2 has no back-references)";
    default: return regex.error();
  }
}

}  // namespace

bool check_not_everything(NodeReader& reader, const Pattern& pattern, std::string_view what) {
  if (!pattern.regex || !required_literals(pattern.regex->pattern()).empty()) return true;
  for (const char* text : {"", "\x01", "ab 1"}) {
    if (!re2::RE2::PartialMatch(text, *pattern.regex)) return true;
  }
  reader.error("matches-everything", pattern.place, std::string(what) + " matches every text");
  return false;
}

Pattern read_pattern(NodeReader& reader, const Node& node, std::string_view what) {
  Pattern pattern{nullptr, place_of(node)};
  const std::string text = reader.plain(node, what, kPatternBytes);
  if (text.empty() || reader.is_full()) return pattern;
  auto regex = std::make_shared<const re2::RE2>(text, options());
  if (!regex->ok()) {
    reader.error("bad-pattern", pattern.place, std::string(what) + ": " + cause_of(*regex));
  } else if (regex->ProgramSize() > kProgramSize) {
    reader.error("dear-pattern", pattern.place,
                 std::string(what) + " costs " + std::to_string(regex->ProgramSize()) +
                     " instructions, the limit is " + std::to_string(kProgramSize));
  } else {
    pattern.regex = std::move(regex);
  }
  return pattern;
}

}  // namespace triaged::rules

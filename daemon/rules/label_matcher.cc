#include "rules/label_matcher.h"

#include <re2/re2.h>

namespace triaged::rules {
namespace {

constexpr std::int64_t kPatternMemory = 1 << 20;

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool label_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  return name.find_first_of(" \"'{}=!~,") == std::string_view::npos;
}

// The inside of a quoted string, or the bare word; false if the quoting is broken.
bool unquote(std::string_view text, std::string& out) {
  if (text.empty() || text.front() != '"') {
    out = std::string(text);
    return text.find('"') == std::string_view::npos;
  }
  if (text.size() < 2 || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    out.push_back(text[i]);
  }
  return true;
}

Error matcher_error(std::string_view text, std::string_view why) {
  return {"matcher", std::string(why) + " in matcher " + std::string(text.substr(0, 80)) +
                         "; write it like team=\"payments\" or severity=~\"critical|page\""};
}

}  // namespace

struct LabelMatcher::Pattern {
  explicit Pattern(const std::string& text, const RE2::Options& options)
      : expression(text, options) {}
  RE2 expression;
};

Result<LabelMatcher> LabelMatcher::parse(std::string_view text) {
  const std::size_t at = text.find_first_of("=!");
  if (at == std::string_view::npos) return matcher_error(text, "no operator (=, !=, =~, !~)");
  LabelMatcher matcher;
  matcher.text_ = std::string(text);
  matcher.name_ = std::string(trim(text.substr(0, at)));
  if (!label_name(matcher.name_)) return matcher_error(text, "bad label name");
  std::string_view rest = text.substr(at);
  const std::string_view operation =
      rest.substr(0, rest.size() > 1 && (rest[1] == '=' || rest[1] == '~') ? 2 : 1);
  if (operation == "!" || operation == "==") return matcher_error(text, "bad operator");
  matcher.negated_ = operation[0] == '!';
  if (!unquote(trim(rest.substr(operation.size())), matcher.value_)) {
    return matcher_error(text, "bad quoting");
  }
  if (operation.back() != '~') return matcher;
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kPatternMemory);
  auto pattern = std::make_shared<Pattern>(matcher.value_, options);
  if (!pattern->expression.ok()) return matcher_error(text, pattern->expression.error());
  matcher.pattern_ = std::move(pattern);
  return matcher;
}

bool LabelMatcher::matches(const Labels& labels) const {
  const std::string_view value = labels.get(name_);
  const bool same = pattern_ == nullptr ? value == value_
                                        : RE2::FullMatch({value.data(), value.size()},
                                                         pattern_->expression);
  return same != negated_;
}

}  // namespace triaged::rules

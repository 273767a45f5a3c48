#pragma once
// One matcher over labels, written and meant as Alertmanager's: `team="payments"`,
// `severity=~"critical|page"`, `!=`, `!~`; regular expressions are anchored; a missing label is the
// empty value. Immutable once parsed; any thread.

#include <memory>
#include <string>
#include <string_view>

#include "core/labels.h"
#include "core/result.h"

namespace triaged::rules {

class LabelMatcher {
 public:
  /// Errors name what was expected ("matcher").
  static Result<LabelMatcher> parse(std::string_view text);

  bool matches(const Labels& labels) const;
  const std::string& text() const { return text_; }

 private:
  struct Pattern;
  std::string text_;
  std::string name_;
  std::string value_;
  bool negated_ = false;
  std::shared_ptr<const Pattern> pattern_;  ///< null: compare for equality
};

}  // namespace triaged::rules

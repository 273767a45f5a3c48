#pragma once
// Looks at a mustache text without filling it: which tags are in it, and may it be used at all.
// Only variables, sections, inverted sections and comments are; nothing that includes another text,
// turns escaping off or changes the delimiters. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

namespace triaged::rules {

inline constexpr std::size_t kTextBytes = 16U << 10;
inline constexpr std::size_t kTemplateDepth = 8;

struct TemplateTag {
  enum class Kind { variable, section, inverted, close, comment };
  Kind kind = Kind::variable;
  std::string_view name;
  std::string_view helpers;  ///< variables: what stands behind the first bar, see template_helpers.h
  std::size_t begin = 0;  ///< offset of the opening braces
  std::size_t end = 0;    ///< offset behind the closing braces
};

/// The tags in order, up to the first fault. `fault` is empty where the text may be used.
struct TemplateScan {
  std::vector<TemplateTag> tags;
  std::string fault;
};

TemplateScan scan_template(std::string_view text);

/// Lower-case letters, digits and underscores, a letter first, at most 40.
bool is_fact_name(std::string_view name);

}  // namespace triaged::rules

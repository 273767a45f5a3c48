#include "rules/template_text.h"

#include <algorithm>

#include "rules/diagnostic.h"
#include "rules/template_helpers.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kNameBytes = 40;

std::string_view trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

/// What the first character inside the braces asks for and we do not do.
std::string refused_form(char sigil) {
  switch (sigil) {
    case '{': return "{{{name}}} is not allowed; write {{name}}, values are literal anyway";
    case '&': return "{{&name}} is not allowed; write {{name}}, values are literal anyway";
    case '>': return "{{>name}} is not allowed; a text includes no other text";
    case '=': return "{{= =}} is not allowed; the braces stay as they are";
    default: return "";
  }
}

TemplateTag::Kind kind_of(char sigil) {
  switch (sigil) {
    case '#': return TemplateTag::Kind::section;
    case '^': return TemplateTag::Kind::inverted;
    case '/': return TemplateTag::Kind::close;
    case '!': return TemplateTag::Kind::comment;
    default: return TemplateTag::Kind::variable;
  }
}

/// Keeps the open sections; answers with a fault or "".
class Nesting {
 public:
  std::string take(const TemplateTag& tag) {
    if (tag.kind == TemplateTag::Kind::section || tag.kind == TemplateTag::Kind::inverted) {
      open_.push_back(tag.name);
      return open_.size() > kTemplateDepth ? "sections nest deeper than 8" : "";
    }
    if (tag.kind != TemplateTag::Kind::close) return "";
    if (open_.empty() || open_.back() != tag.name) {
      return "{{/" + std::string(tag.name) + "}} closes no section that is open";
    }
    open_.pop_back();
    return "";
  }

  std::string at_end() const {
    if (open_.empty()) return "";
    return "the section {{#" + std::string(open_.back()) + "}} is not closed";
  }

 private:
  std::vector<std::string_view> open_;
};

/// Parts `name | helper ...` in two.
void take_helpers(TemplateTag& tag, std::string& fault) {
  const std::size_t bar = tag.name.find('|');
  if (bar == std::string_view::npos) return;
  tag.helpers = trim(tag.name.substr(bar + 1));
  tag.name = trim(tag.name.substr(0, bar));
  read_helpers(tag.helpers, fault);
}

/// Reads the tag that begins at `begin`; its end is 0 where it is faulty.
TemplateTag read_tag(std::string_view text, std::size_t begin, std::string& fault) {
  TemplateTag tag;
  tag.begin = begin;
  const std::size_t close = text.find("}}", begin + 2);
  if (close == std::string_view::npos) {
    fault = R"("{{" without "}}")";
    return tag;
  }
  std::string_view inside = text.substr(begin + 2, close - begin - 2);
  const char sigil = inside.empty() ? ' ' : inside.front();
  fault = refused_form(sigil);
  if (!fault.empty()) return tag;
  tag.kind = kind_of(sigil);
  tag.end = close + 2;
  if (tag.kind != TemplateTag::Kind::variable) inside.remove_prefix(1);
  if (tag.kind == TemplateTag::Kind::comment) return tag;
  tag.name = trim(inside);
  if (tag.kind == TemplateTag::Kind::variable) take_helpers(tag, fault);
  if (!fault.empty()) return tag;
  if (!is_fact_name(tag.name)) {
    fault = "{{" + std::string(tag.name.substr(0, kNameBytes)) +
            "}}: a fact's name has lower-case letters, digits and underscores";
  }
  return tag;
}

}  // namespace

bool is_fact_name(std::string_view name) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && name.size() <= kNameBytes && lower(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return lower(c) || c == '_' || (c >= '0' && c <= '9'); });
}

TemplateScan scan_template(std::string_view text) {
  TemplateScan scan;
  if (text.size() > kTextBytes) {
    scan.fault = "the text is longer than 16 KiB";
    return scan;
  }
  Nesting nesting;
  std::size_t at = text.find("{{");
  while (at != std::string_view::npos && scan.fault.empty()) {
    const TemplateTag tag = read_tag(text, at, scan.fault);
    if (!scan.fault.empty()) return scan;
    scan.tags.push_back(tag);
    scan.fault = nesting.take(tag);
    at = text.find("{{", tag.end);
  }
  if (scan.fault.empty()) scan.fault = nesting.at_end();
  return scan;
}

}  // namespace triaged::rules

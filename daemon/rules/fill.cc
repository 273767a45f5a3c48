// Texts become sentences. Most texts have no tag or only plain ones and never meet the template
// engine; it serves those with sections. This is the only file that knows mustache.

#include <kainjow/mustache.hpp>

#include "rules/ruleset.h"
#include "rules/template_helpers.h"
#include "rules/template_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kFilledBytes = 4000;
constexpr std::string_view kUnknown = "unknown";

using Mustache = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;

std::string value_of(const Facts& facts, const TemplateTag& tag) {
  if (!tag.helpers.empty()) return apply_helpers(facts, tag.name, tag.helpers);
  const auto found = facts.find(tag.name);
  return found == facts.end() || found->second.empty() ? std::string(kUnknown) : found->second;
}

bool is_known(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  return found != facts.end() && !found->second.empty();
}

std::string capped(std::string text) {
  text.resize(whole_prefix(text, kFilledBytes).size());
  return text;
}

bool only_variables(const TemplateScan& scan) {
  for (const TemplateTag& tag : scan.tags) {
    if (tag.kind != TemplateTag::Kind::variable) return false;
  }
  return true;
}

std::string substitute(std::string_view text, const TemplateScan& scan, const Facts& facts) {
  std::string out;
  std::size_t at = 0;
  for (const TemplateTag& tag : scan.tags) {
    out.append(text.substr(at, tag.begin - at)).append(value_of(facts, tag));
    at = tag.end;
    if (out.size() > kFilledBytes) return capped(std::move(out));
  }
  return capped(std::move(out.append(text.substr(at))));
}

/// A section asks whether a fact is known while a variable of the same name prints it, "unknown"
/// included, after its own helpers. The engine has one table for all, so sections are renamed to
/// `?name` and variables to `v` and their number.
std::string rename_tags(std::string_view text, const TemplateScan& scan) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t i = 0; i < scan.tags.size(); ++i) {
    const TemplateTag& tag = scan.tags[i];
    out.append(text.substr(at, tag.begin - at));
    at = tag.end;
    switch (tag.kind) {
      case TemplateTag::Kind::section: out.append("{{#?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::inverted: out.append("{{^?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::close: out.append("{{/?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::variable: out.append("{{v" + std::to_string(i) + "}}"); break;
      case TemplateTag::Kind::comment: break;
    }
  }
  return out.append(text.substr(at));
}

std::string render(std::string_view text, const TemplateScan& scan, const Facts& facts) {
  Data data;
  for (std::size_t i = 0; i < scan.tags.size(); ++i) {
    const TemplateTag& tag = scan.tags[i];
    if (tag.kind == TemplateTag::Kind::variable) {
      data.set("v" + std::to_string(i), Data(value_of(facts, tag)));
    } else {
      data.set("?" + std::string(tag.name), Data(is_known(facts, tag.name)
                                                     ? Data::type::bool_true
                                                     : Data::type::bool_false));
    }
  }
  Mustache engine(rename_tags(text, scan));
  engine.set_custom_escape([](const std::string& value) { return value; });
  std::string out = engine.render(data);
  return capped(engine.is_valid() ? std::move(out) : std::string(text));
}

}  // namespace

std::string fill(std::string_view text, const Facts& facts) {
  if (text.find("{{") == std::string_view::npos) return capped(std::string(text));
  const TemplateScan scan = scan_template(text);
  if (!scan.fault.empty()) return capped(std::string(text));
  if (only_variables(scan)) return substitute(text, scan, facts);
  try {
    return render(text, scan, facts);
  } catch (const std::exception&) {
    return capped(std::string(text));
  }
}

}  // namespace triaged::rules

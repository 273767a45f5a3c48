// Texts become sentences. Most texts have no tag or only plain ones and never meet the template
// engine; it serves those with sections. This is the only file that knows mustache.

#include <kainjow/mustache.hpp>

#include "rules/ruleset.h"
#include "rules/template_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kFilledBytes = 4000;
constexpr std::string_view kUnknown = "unknown";

using Mustache = kainjow::mustache::mustache;
using Data = kainjow::mustache::data;

std::string_view value_of(const Facts& facts, std::string_view name) {
  const auto found = facts.find(name);
  return found == facts.end() || found->second.empty() ? kUnknown : std::string_view(found->second);
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
    out.append(text.substr(at, tag.begin - at)).append(value_of(facts, tag.name));
    at = tag.end;
    if (out.size() > kFilledBytes) return capped(std::move(out));
  }
  return capped(std::move(out.append(text.substr(at))));
}

/// A section asks whether a fact is known while a variable of the same name prints it, "unknown"
/// included. The engine has one table for both, so sections get names of their own: `?name`.
std::string rename_sections(std::string_view text, const TemplateScan& scan) {
  std::string out;
  std::size_t at = 0;
  for (const TemplateTag& tag : scan.tags) {
    out.append(text.substr(at, tag.begin - at));
    at = tag.end;
    switch (tag.kind) {
      case TemplateTag::Kind::section: out.append("{{#?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::inverted: out.append("{{^?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::close: out.append("{{/?").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::variable: out.append("{{").append(tag.name).append("}}"); break;
      case TemplateTag::Kind::comment: break;
    }
  }
  return out.append(text.substr(at));
}

std::string render(std::string_view text, const TemplateScan& scan, const Facts& facts) {
  Data data;
  for (const TemplateTag& tag : scan.tags) {
    const std::string name(tag.name);
    data.set(name, Data(std::string(value_of(facts, name))));
    data.set("?" + name,
             Data(is_known(facts, name) ? Data::type::bool_true : Data::type::bool_false));
  }
  Mustache engine(rename_sections(text, scan));
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

#pragma once
// Links that exist or none (desk rule 10): the alert's own first, then the team's `tools:` templates
// filled with this alert's values. A template that asks for an unknown fact gives no link.

#include <map>
#include <optional>
#include <string>

#include "core/card.h"
#include "core/facts.h"

namespace triaged::engine {

/// Fills `{{name}}` with percent-encoded facts; nothing if a fact is missing or the result is not
/// http(s).
std::optional<std::string> fill_url(std::string_view url_template, const Facts& facts);

/// The URL for a tool name: the alert's own (dashboard, runbook), else the template.
std::optional<std::string> tool_url(std::string_view tool,
                                    const std::map<std::string, std::string>& tools,
                                    const Facts& facts);

/// True for absolute http and https URLs without control characters, quotes or spaces.
bool is_web_url(std::string_view url);

}  // namespace triaged::engine

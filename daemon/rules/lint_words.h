#pragma once
// What the checks read out of a sentence. Heuristics: they err on the silent side.

#include <string_view>

namespace triaged::rules {

/// Does the text say what to do: a verb first, or after a colon or comma, or is it a question?
bool names_an_action(std::string_view text);

/// Does the text speak of a repair that outlasts the incident?
bool is_long_term(std::string_view text);

/// Does the command write, delete, restart or scale something?
bool changes_something(std::string_view command);

enum class LinkFinding { none, dead, fixed };

/// dead: no host, a placeholder host or a blank inside; fixed: written out instead of configured.
LinkFinding look_for_link(std::string_view text);

}  // namespace triaged::rules

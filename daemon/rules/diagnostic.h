#pragma once
// One finding about a file that a person wrote: where, what, and what was probably meant. Printed the
// way a compiler prints, or as JSON. Used for packs and for the configuration.

#include <cstdint>
#include <string>
#include <vector>

namespace triaged::rules {

struct Diagnostic {
  enum class Level : std::uint8_t { warning, error };
  Level level = Level::error;
  std::string code;     ///< stable word, e.g. "unknown-key"
  std::string path;
  std::size_t line = 0;    ///< from 1
  std::size_t column = 0;  ///< from 1, in characters
  std::string message;  ///< cause, and the nearest valid name where there is one
  std::string excerpt;  ///< the line itself, at most 120 characters; empty if not known

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// `rules/web.yml:14:7: error: unknown key "regexp" (did you mean "regex"?)`, the line, and a caret.
std::string format(const Diagnostic& diagnostic);

bool has_error(const std::vector<Diagnostic>& diagnostics);

/// The candidate nearest to `word` by edits, or "" when none is near (more than a third differs).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace triaged::rules

#pragma once
// One finding about a file that a person wrote: where, what, and what was
// probably meant. Printed the way a compiler prints, or as JSON. Used for packs
// and for the configuration.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace triaged::rules {

struct Diagnostic {
  enum class Level : std::uint8_t { warning, error };
  Level level = Level::error;
  std::string code;  ///< stable word, e.g. "unknown-key"
  std::string path;
  std::size_t line = 0;    ///< from 1; 0: the file as a whole
  std::size_t column = 0;  ///< from 1, in characters
  std::string message;     ///< cause, and the nearest valid name where there is one
  std::string excerpt;     ///< the line itself, at most 120 characters; empty if not known

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

std::string_view to_string(Diagnostic::Level level);

/// `rules/web.yml:14:7: error: unknown key "regexp" (did you mean "regex"?)
/// [unknown-key]`, the line, and a caret. No line break at the end.
std::string format(const Diagnostic& diagnostic);

/// The same as one JSON object with the members level, code, path, line,
/// column, message, excerpt.
std::string format_json(const Diagnostic& diagnostic);

bool has_error(const std::vector<Diagnostic>& diagnostics);

/// The candidate nearest to `word` by edits (a swap of neighbours is one edit),
/// or "" when none is near (more than a third differs). Case, and `-` against
/// `_`, do not count. Ties: the first.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// ` (did you mean "x"?)` for the nearest candidate, or "" where none is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// The word in quotes, cut where it is long, without control characters.
std::string quoted(std::string_view word);

}  // namespace triaged::rules

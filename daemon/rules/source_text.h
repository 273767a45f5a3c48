#pragma once
// The text of a file that diagnostics point into: turns places into excerpts.
// Views the text; the caller keeps it alive. Pure; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.h"

namespace triaged::rules {

/// From 1; column in characters. {0, 0} is the file as a whole.
struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

class SourceText {
 public:
  SourceText(std::string_view path, std::string_view text);

  const std::string& path() const { return path_; }

  /// Line and character column of a byte offset.
  Place place_of(std::size_t offset) const;

  /// Without its line break; empty where there is no such line.
  std::string_view line(std::size_t number) const;

  Diagnostic make(Diagnostic::Level level, std::string code, Place place,
                  std::string message) const;

 private:
  std::string path_;
  std::string_view text_;
  std::vector<std::size_t> starts_;  // offset of each line
};

}  // namespace triaged::rules

#pragma once
// The guarded YAML reader: one document, no aliases, no duplicate keys, no tags, bounded in size,
// depth and nodes, checked UTF-8; every node knows its line and column. The only place that touches
// yaml-cpp, and only its event interface. Used for packs and for the configuration. Pure; any thread.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/diagnostic.h"

namespace triaged::rules {

/// A scalar, a list or a map. Scalars keep their text as written; quoting is remembered, so that a
/// caller can tell "yes" the word from yes the plain scalar.
struct Node {
  enum class Kind : std::uint8_t { scalar, list, map };
  Kind kind = Kind::scalar;
  std::string text;
  bool quoted = false;
  std::vector<Node> items;                           ///< of a list
  std::vector<std::pair<std::string, Node>> fields;  ///< of a map, in file order
  std::vector<std::pair<std::size_t, std::size_t>> key_places;  ///< line, column of each key
  std::size_t line = 0;
  std::size_t column = 0;

  const Node* get(std::string_view key) const;
};

struct YamlLimits {
  std::size_t bytes = 1U << 20;
  std::size_t depth = 32;
  std::size_t nodes = 100'000;
};

struct Parsed {
  Node root;
  std::vector<Diagnostic> diagnostics;  ///< empty, or exactly one error
};

Parsed read_yaml(std::string_view path, std::string_view text, const YamlLimits& limits = {});

}  // namespace triaged::rules

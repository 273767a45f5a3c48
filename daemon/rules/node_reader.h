#pragma once
// Reads nodes into values and says what is wrong with them, with file, line, column, cause and the
// nearest valid word. All readers of a pack stand on this. A value that cannot be read keeps its
// default, so that one pass finds every fault. One thread.

#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"
#include "rules/source_text.h"
#include "rules/yaml_reader.h"

namespace triaged::rules {

/// A fact that a text or a condition asks for. `in_draft`: in a draft, which knows a few facts
/// more.
struct FactUse {
  std::string name;
  Place place;
  bool in_draft = false;
};

inline Place place_of(const Node& node) { return {node.line, node.column}; }

/// The findings of one file, at most kFindings of them, and the facts it asks for.
class NodeReader {
 public:
  static constexpr std::size_t kFindings = 100;
  static constexpr std::size_t kItems = 1000;

  NodeReader(const SourceText& source, std::vector<Diagnostic>& out) : source_(source), out_(out) {}

  void error(std::string code, Place place, std::string message) {
    report(Diagnostic::Level::error, std::move(code), place, std::move(message));
  }
  void warning(std::string code, Place place, std::string message) {
    report(Diagnostic::Level::warning, std::move(code), place, std::move(message));
  }

  /// Nothing more is shown: a caller may spare itself the search for words.
  bool is_full() const { return reported_ > kFindings; }

  /// False, and an error, where it is something else or a list too long.
  bool expect(const Node& node, Node::Kind kind, std::string_view what);

  std::string plain(const Node& node, std::string_view what, std::size_t bytes = 200);
  std::string text(const Node& node, std::string_view what);
  std::string id(const Node& node, std::string_view what);
  std::string fact_name(const Node& node);
  std::vector<std::string> plain_list(const Node& node, std::string_view what);
  std::int32_t number(const Node& node, std::string_view what, std::int32_t least,
                      std::int32_t most);
  bool flag(const Node& node, std::string_view what);
  Duration duration(const Node& node, std::string_view what);
  /// The index of the word among `words`; nullopt and an error where it is none of them.
  std::optional<std::size_t> word(const Node& node, std::string_view what,
                                  const std::vector<std::string>& words);

  void use_fact(std::string name, Place place) {
    uses_.push_back({std::move(name), place, drafts_});
  }
  void use_facts_of(std::string_view text, Place place);
  std::vector<FactUse> take_fact_uses() { return std::exchange(uses_, {}); }
  std::size_t fact_use_count() const { return uses_.size(); }
  void forget_fact_uses_from(std::size_t count) { uses_.resize(count); }
  void reading_drafts(bool on) { drafts_ = on; }

 private:
  void report(Diagnostic::Level level, std::string code, Place place, std::string message);

  const SourceText& source_;
  std::vector<Diagnostic>& out_;
  std::size_t reported_ = 0;
  std::vector<FactUse> uses_;
  bool drafts_ = false;
};

/// A map of which all keys are known. Each member reads one key if it is there.
class MapReader {
 public:
  /// Reports keys that are not among `keys`. `what` names the thing in messages: "a step".
  MapReader(NodeReader& reader, const Node& node, std::string_view what,
            std::initializer_list<std::string_view> keys);

  const Node* get(std::string_view key) const { return node_.get(key); }
  const Node* need(std::string_view key);
  Place place() const { return place_of(node_); }
  Place place(std::string_view key) const;
  NodeReader& reader() { return reader_; }

  void plain(std::string_view key, std::string& out);
  void text(std::string_view key, std::string& out);
  void id(std::string_view key, std::string& out);
  void flag(std::string_view key, bool& out);
  void duration(std::string_view key, Duration& out);
  void number(std::string_view key, std::int32_t& out, std::int32_t least, std::int32_t most);
  /// For enumerators 0 .. count-1 that have a to_string().
  template <class Enum>
  void word(std::string_view key, Enum& out, std::size_t first, std::size_t count) {
    const Node* found = get(key);
    if (found == nullptr) return;
    std::vector<std::string> words;
    for (std::size_t i = 0; i < count; ++i) {
      words.emplace_back(to_string(static_cast<Enum>(first + i)));
    }
    if (const auto index = reader_.word(*found, key, words))
      out = static_cast<Enum>(first + *index);
  }
  void word(std::string_view key, std::string& out, const std::vector<std::string>& words);
  /// The items of a list; none, and an error, where it is no list.
  const std::vector<Node>& list(std::string_view key);

 private:
  NodeReader& reader_;
  const Node& node_;
  std::string what_;
};

}  // namespace triaged::rules

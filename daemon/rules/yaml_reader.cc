#include "rules/yaml_reader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <set>
#include <sstream>

#include "rules/source_text.h"
#include "rules/utf8.h"

namespace triaged::rules {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNeedsQuotes = R"(a text that begins with "{{" needs quotes around it)";

/// Leaves the parser from inside an event; never leaves this file.
struct Refusal {
  std::string code;
  Place place;
  std::string message;
};

// --- before the parser: bytes that it would accept or choke on ---

std::optional<Refusal> refuse_size(std::string_view text, const YamlLimits& limits) {
  if (text.size() <= limits.bytes) return std::nullopt;
  return Refusal{"too-large",
                 {},
                 "the file has " + std::to_string(text.size()) + " bytes, the limit is " +
                     std::to_string(limits.bytes)};
}

std::string code_point(std::string_view character) {
  std::uint32_t value = static_cast<unsigned char>(character[0]);
  if (character.size() > 1) value &= 0x7FU >> character.size();
  for (const char c : character.substr(1))
    value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  std::array<char, 16> out{};
  std::snprintf(out.data(), out.size(), "U+%04X", value);
  return out.data();
}

/// Control characters, and those that make a text look like another one.
bool is_hidden(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20) return first != '\n' && first != '\r' && first != '\t';
  if (first == 0x7F) return true;
  if (character.size() == 2)
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
  if (character.size() != 3) return false;
  const auto in = [&](std::string_view from, std::string_view to) {
    return character >= from && character <= to;
  };
  return in("\xE2\x80\x8B", "\xE2\x80\x8F") ||  // zero width, marks of direction
         in("\xE2\x80\xAA", "\xE2\x80\xAE") ||  // embeddings and overrides
         in("\xE2\x81\xA0", "\xE2\x81\xA9") ||  // invisible operators, isolates
         character == "\xEF\xBB\xBF";
}

std::optional<Refusal> refuse_characters(const SourceText& source, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_character(text.substr(at));
    if (length == 0) return Refusal{"not-utf8", source.place_of(at), "this byte is not UTF-8"};
    const std::string_view character = text.substr(at, length);
    if (is_hidden(character)) {
      return Refusal{
          "hidden-character", source.place_of(at),
          "the character " + code_point(character) + " cannot be seen; write the text without it"};
    }
    at += length;
  }
  return std::nullopt;
}

/// The parser reads a whole flow collection before its first event, so its
/// depth is looked at beforehand. Crude: quoted brackets count too, hence the
/// wide allowance.
std::optional<Refusal> refuse_brackets(const SourceText& source, std::string_view text,
                                       const YamlLimits& limits) {
  const std::size_t most = limits.depth * 16;
  std::size_t open = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '[' || text[at] == '{') ++open;
    if ((text[at] == ']' || text[at] == '}') && open > 0) --open;
    if (open > most) {
      return Refusal{
          "too-deep", source.place_of(at),
          "too many open brackets; nesting is limited to " + std::to_string(limits.depth)};
    }
  }
  return std::nullopt;
}

// --- the parser's events become a tree ---

class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, std::string_view text, const YamlLimits& limits)
      : source_(source), text_(text), limits_(limits) {}

  Node take_root() { return std::move(root_); }
  bool has_root() const { return documents_ > 0; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse("second-document", mark, "one file holds one document");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    Node node = make(Node::Kind::scalar, mark);
    const bool has_key = !open_.empty() && open_.back().key;
    if (has_key) {  // the parser tells the place of whatever comes next
      node.line = open_.back().key_place.line;
      node.column = open_.back().key_place.column;
    }
    deliver(std::move(node), mark);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(mark); }

  void OnAnchor(const YAML::Mark& mark, const std::string&) override { refuse_alias(mark); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node = make(Node::Kind::scalar, mark);
    node.text = value;
    node.quoted = tag == "!";
    deliver(std::move(node), mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    enter(Node::Kind::list, mark);
  }
  void OnSequenceEnd() override { leave(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    enter(Node::Kind::map, mark);
  }
  void OnMapEnd() override { leave(); }

 private:
  struct Open {
    Node node;
    std::optional<std::string> key;  // read, waits for its value
    Place key_place;
    std::set<std::string, std::less<>> seen;
  };

  [[noreturn]] void refuse(std::string code, const YAML::Mark& mark, std::string message) {
    throw Refusal{std::move(code), place_of(mark), std::move(message)};
  }

  [[noreturn]] void refuse_alias(const YAML::Mark& mark) {
    refuse("alias", mark,
           "anchors (&) and aliases (*) are not allowed; write the value out, "
           "or quote the text");
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag == "?" || tag == "!" || tag.empty()) return;
    refuse("tag", mark, "tags (!) are not allowed; write the plain value, or quote the text");
  }

  Node make(Node::Kind kind, const YAML::Mark& mark) {
    if (++nodes_ > limits_.nodes) {
      refuse("too-many-nodes", mark,
             "more than " + std::to_string(limits_.nodes) + " values in one file");
    }
    Node node;
    node.kind = kind;
    const Place place = place_of(mark);
    node.line = place.line;
    node.column = place.column;
    return node;
  }

  void enter(Node::Kind kind, const YAML::Mark& mark) {
    const bool is_key =
        !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().key;
    if (is_key) refuse_key(mark);
    if (open_.size() >= limits_.depth) {
      refuse("too-deep", mark, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    Open open;
    open.node = make(kind, mark);
    open_.push_back(std::move(open));
  }

  /// A list or map cannot be a key; nearly always it is an unquoted `{{name}}`.
  [[noreturn]] void refuse_key(const YAML::Mark& mark) {
    const std::size_t at = static_cast<std::size_t>(mark.pos);
    const bool braces = at > 0 && at < text_.size() && text_[at] == '{' && text_[at - 1] == '{';
    refuse("bad-key", mark, braces ? std::string(kNeedsQuotes) : "a key must be a word");
  }

  void leave() {
    Open done = std::move(open_.back());
    open_.pop_back();
    attach(std::move(done.node));
  }

  void deliver(Node node, const YAML::Mark& mark) {
    const bool is_key =
        !open_.empty() && open_.back().node.kind == Node::Kind::map && !open_.back().key;
    if (!is_key) return attach(std::move(node));
    Open& map = open_.back();
    if (node.text.empty()) refuse("bad-key", mark, "a key must be a word");
    if (!map.seen.insert(node.text).second) refuse_duplicate(map, node.text, mark);
    map.key = std::move(node.text);
    map.key_place = {node.line, node.column};
  }

  [[noreturn]] void refuse_duplicate(const Open& map, const std::string& key,
                                     const YAML::Mark& mark) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < map.node.fields.size(); ++i) {
      if (map.node.fields[i].first == key) first = map.node.key_places[i].first;
    }
    refuse("duplicate-key", mark,
           "the key " + quoted(key) + " stands here twice, first in line " + std::to_string(first));
  }

  void attach(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == Node::Kind::list) {
      parent.node.items.push_back(std::move(node));
      return;
    }
    parent.node.fields.emplace_back(std::move(*parent.key), std::move(node));
    parent.node.key_places.emplace_back(parent.key_place.line, parent.key_place.column);
    parent.key.reset();
  }

  /// The parser counts columns in bytes. Marks mostly move forward, so the
  /// count goes on from the last.
  Place place_of(const YAML::Mark& mark) {
    if (mark.line < 0 || mark.column < 0) return {};
    const auto line = static_cast<std::size_t>(mark.line) + 1;
    const auto bytes = static_cast<std::size_t>(mark.column);
    if (line != last_.line || bytes < last_bytes_) {
      last_ = {line, 1};
      last_bytes_ = 0;
    }
    const std::string_view text = source_.line(line);
    const std::size_t end = std::min(bytes, text.size());
    if (end > last_bytes_)
      last_.column += count_characters(text.substr(last_bytes_, end - last_bytes_));
    last_bytes_ = std::max(end, last_bytes_);
    return last_;
  }

  const SourceText& source_;
  std::string_view text_;
  const YamlLimits& limits_;
  std::vector<Open> open_;
  Node root_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
  Place last_;
  std::size_t last_bytes_ = 0;
};

// --- what the parser says, in words that help ---

bool starts_with_tab(std::string_view line) {
  const std::string_view indent = line.substr(0, line.find_first_not_of(" \t"));
  return indent.find('\t') != std::string_view::npos;
}

/// The line of the error, or one of the two before it, is indented with a tab.
std::optional<Refusal> explain_tab(const SourceText& source, std::size_t line) {
  for (std::size_t back = 0; back < 3 && back < line; ++back) {
    if (!starts_with_tab(source.line(line - back))) continue;
    const std::size_t column = source.line(line - back).find('\t') + 1;
    return Refusal{
        "tab", {line - back, column}, "this line is indented with a tab; YAML wants spaces"};
  }
  return std::nullopt;
}

std::string hint_for(std::string_view line, std::string_view message) {
  const auto has = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  if (has(line, ": {{") || has(line, "- {{")) return "; " + std::string(kNeedsQuotes);
  if (has(message, "map"))
    return R"(; a text with ": " or " #" in it needs quotes, and keys of one map start in one column)";
  if (has(message, "escape"))
    return "; in double quotes a backslash escapes, patterns stand better in "
           "single quotes";
  if (has(message, "EOF") || has(message, "end of"))
    return "; a quote or bracket opened before is not closed";
  return "";
}

Refusal explain(const SourceText& source, const YAML::Exception& error) {
  const auto line = static_cast<std::size_t>(std::max(error.mark.line, 0)) + 1;
  const auto column = static_cast<std::size_t>(std::max(error.mark.column, 0));
  if (error.msg == YAML::ErrorMsg::UNKNOWN_ANCHOR) {
    return {"alias",
            {line, column + 1},
            "anchors (&) and aliases (*) are not allowed; quote a text that "
            "begins with *"};
  }
  if (auto tab = explain_tab(source, line)) return std::move(*tab);
  const std::string_view text = source.line(line);
  const Place place{line, count_characters(text.substr(0, column)) + 1};
  return {"syntax", place, "not YAML: " + error.msg + hint_for(text, error.msg)};
}

Node parse(const SourceText& source, std::string_view text, const YamlLimits& limits) {
  std::istringstream stream{std::string(text)};
  TreeBuilder builder(source, text, limits);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw explain(source, error);
  }
  if (!builder.has_root()) throw Refusal{"empty", {}, "the file is empty"};
  return builder.take_root();
}

}  // namespace

const Node* Node::get(std::string_view key) const {
  for (const auto& [name, value] : fields) {
    if (name == key) return &value;
  }
  return nullptr;
}

Parsed read_yaml(std::string_view path, std::string_view text, const YamlLimits& limits) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark)
    text.remove_prefix(kByteOrderMark.size());
  const auto fail = [&](const SourceText& source, const Refusal& r) {
    return Parsed{{}, {source.make(Diagnostic::Level::error, r.code, r.place, r.message)}};
  };
  if (const auto refusal = refuse_size(text, limits)) return fail(SourceText(path, {}), *refusal);
  const SourceText source(path, text);
  if (const auto refusal = refuse_characters(source, text)) return fail(source, *refusal);
  if (const auto refusal = refuse_brackets(source, text, limits)) return fail(source, *refusal);
  try {
    return {parse(source, text, limits), {}};
  } catch (const Refusal& refusal) {
    return fail(source, refusal);
  }
}

}  // namespace triaged::rules

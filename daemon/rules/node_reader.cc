#include "rules/node_reader.h"

#include <algorithm>
#include <charconv>

#include "rules/template_text.h"

namespace triaged::rules {
namespace {

constexpr std::size_t kIdBytes = 60;
const std::vector<Node> kNoItems;

std::string_view name_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::scalar: return "a text";
    case Node::Kind::list: return "a list";
    case Node::Kind::map: return "a map of keys and values";
  }
  return "";
}

bool is_id(std::string_view text) {
  const auto inner = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= kIdBytes && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), inner);
}

}  // namespace

void NodeReader::report(Diagnostic::Level level, std::string code, Place place,
                        std::string message) {
  if (is_full()) return;
  if (++reported_ > kFindings) {
    out_.push_back(source_.make(Diagnostic::Level::error, "too-many", {},
                                "more than 100 findings; the rest is not shown"));
    return;
  }
  out_.push_back(source_.make(level, std::move(code), place, std::move(message)));
}

bool NodeReader::expect(const Node& node, Node::Kind kind, std::string_view what) {
  if (node.kind == kind) {
    if (node.items.size() <= kItems) return true;
    error("too-many-items", place_of(node),
          std::string(what) + " has " + std::to_string(node.items.size()) +
              " items, the limit is " + std::to_string(kItems));
    return false;
  }
  error("wrong-type", place_of(node),
        std::string(what) + " must be " + std::string(name_of(kind)) + ", not " +
            std::string(name_of(node.kind)));
  return false;
}

std::string NodeReader::plain(const Node& node, std::string_view what, std::size_t bytes) {
  if (!expect(node, Node::Kind::scalar, what)) return {};
  if (node.text.empty()) error("empty-value", place_of(node), std::string(what) + " has no value");
  if (node.text.size() <= bytes) return node.text;
  error("too-long", place_of(node),
        std::string(what) + " has " + std::to_string(node.text.size()) + " bytes, the limit is " +
            std::to_string(bytes));
  return {};
}

std::string NodeReader::text(const Node& node, std::string_view what) {
  const std::string value = plain(node, what, kTextBytes);
  const TemplateScan scan = scan_template(value);
  use_facts_of(value, place_of(node));
  if (scan.fault.empty()) return value;
  error("bad-template", place_of(node), std::string(what) + ": " + scan.fault);
  return {};
}

void NodeReader::use_facts_of(std::string_view text, Place place) {
  for (const TemplateTag& tag : scan_template(text).tags) {
    const bool asks =
        tag.kind != TemplateTag::Kind::comment && tag.kind != TemplateTag::Kind::close;
    if (asks) use_fact(std::string(tag.name), place);
  }
}

std::string NodeReader::id(const Node& node, std::string_view what) {
  std::string value = plain(node, what);
  if (value.empty() || is_id(value)) return value;
  error("bad-id", place_of(node),
        std::string(what) + " " + quoted(value) +
            " must have lower-case letters, digits and dashes, at most 60");
  return {};
}

std::string NodeReader::fact_name(const Node& node) {
  std::string value = plain(node, "a fact's name");
  if (value.empty() || is_fact_name(value)) return value;
  error("bad-id", place_of(node),
        "a fact's name " + quoted(value) +
            " must have lower-case letters, digits and underscores, at most 40");
  return {};
}

std::vector<std::string> NodeReader::plain_list(const Node& node, std::string_view what) {
  std::vector<std::string> values;
  if (!expect(node, Node::Kind::list, what)) return values;
  for (const Node& item : node.items) {
    if (std::string value = plain(item, what); !value.empty()) values.push_back(std::move(value));
  }
  return values;
}

std::int32_t NodeReader::number(const Node& node, std::string_view what, std::int32_t least,
                                std::int32_t most) {
  if (!expect(node, Node::Kind::scalar, what)) return least;
  std::int32_t value = 0;
  const char* const end = node.text.data() + node.text.size();
  const auto read = std::from_chars(node.text.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && value >= least && value <= most) return value;
  error("bad-number", place_of(node),
        std::string(what) + " must be a whole number from " + std::to_string(least) + " to " +
            std::to_string(most));
  return least;
}

bool NodeReader::flag(const Node& node, std::string_view what) {
  if (!expect(node, Node::Kind::scalar, what)) return false;
  if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
  error("bad-flag", place_of(node),
        std::string(what) + " must be true or false, not " + quoted(node.text));
  return false;
}

Duration NodeReader::duration(const Node& node, std::string_view what) {
  if (!expect(node, Node::Kind::scalar, what)) return Duration{0};
  if (const auto value = parse_duration(node.text)) return *value;
  error("bad-duration", place_of(node),
        std::string(what) + " must be a duration such as 30s, 5m or 2h, not " + quoted(node.text));
  return Duration{0};
}

std::optional<std::size_t> NodeReader::word(const Node& node, std::string_view what,
                                            const std::vector<std::string>& words) {
  if (!expect(node, Node::Kind::scalar, what)) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), node.text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string all;
  for (const std::string& each : words) all += (all.empty() ? "" : ", ") + each;
  const std::string guess = did_you_mean(node.text, words);
  error("unknown-word", place_of(node),
        "unknown " + std::string(what) + " " + quoted(node.text) +
            (guess.empty() ? " (one of " + all + ")" : guess));
  return std::nullopt;
}

MapReader::MapReader(NodeReader& reader, const Node& node, std::string_view what,
                     std::initializer_list<std::string_view> keys)
    : reader_(reader), node_(node), what_(what) {
  if (!reader.expect(node, Node::Kind::map, what)) return;
  for (std::size_t i = 0; i < node.fields.size(); ++i) {
    if (reader.is_full()) return;
    const std::string& key = node.fields[i].first;
    if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
    const std::vector<std::string> words(keys.begin(), keys.end());
    reader.error("unknown-key", {node.key_places[i].first, node.key_places[i].second},
                 "unknown key " + quoted(key) + " in " + what_ + did_you_mean(key, words));
  }
}

const Node* MapReader::need(std::string_view key) {
  const Node* found = get(key);
  if (found == nullptr && node_.kind == Node::Kind::map) {
    reader_.error("missing-key", place(), what_ + " needs the key " + quoted(key));
  }
  return found;
}

Place MapReader::place(std::string_view key) const {
  for (std::size_t i = 0; i < node_.fields.size(); ++i) {
    if (node_.fields[i].first == key)
      return {node_.key_places[i].first, node_.key_places[i].second};
  }
  return place();
}

void MapReader::plain(std::string_view key, std::string& out) {
  if (const Node* found = get(key)) out = reader_.plain(*found, key);
}

void MapReader::text(std::string_view key, std::string& out) {
  if (const Node* found = get(key)) out = reader_.text(*found, key);
}

void MapReader::id(std::string_view key, std::string& out) {
  if (const Node* found = get(key)) out = reader_.id(*found, key);
}

void MapReader::flag(std::string_view key, bool& out) {
  if (const Node* found = get(key)) out = reader_.flag(*found, key);
}

void MapReader::duration(std::string_view key, Duration& out) {
  if (const Node* found = get(key)) out = reader_.duration(*found, key);
}

void MapReader::number(std::string_view key, std::int32_t& out, std::int32_t least,
                       std::int32_t most) {
  if (const Node* found = get(key)) out = reader_.number(*found, key, least, most);
}

void MapReader::word(std::string_view key, std::string& out,
                     const std::vector<std::string>& words) {
  const Node* found = get(key);
  if (found == nullptr) return;
  if (const auto index = reader_.word(*found, key, words)) out = words[*index];
}

const std::vector<Node>& MapReader::list(std::string_view key) {
  const Node* found = get(key);
  if (found == nullptr || !reader_.expect(*found, Node::Kind::list, key)) return kNoItems;
  return found->items;
}

}  // namespace triaged::rules

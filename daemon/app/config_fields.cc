#include "app/config_fields.h"

#include <algorithm>
#include <charconv>

namespace triaged::app {
namespace {

using Kind = rules::Node::Kind;

std::string meant(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string near = rules::nearest(word, candidates);
  if (!near.empty()) return " (did you mean \"" + near + "\"?)";
  std::string list;
  for (const std::string& candidate : candidates) list += (list.empty() ? "" : ", ") + candidate;
  return "; known: " + list;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  std::uint64_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec != std::errc{}) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(read.ptr - text.data()));
  if (unit.empty() || unit == "B") return count;
  if (unit == "KiB") return count << 10U;
  if (unit == "MiB") return count << 20U;
  if (unit == "GiB") return count << 30U;
  return std::nullopt;
}

}  // namespace

Fields::Fields(const rules::Node& node, Findings& findings, std::string what)
    : node_(node), findings_(findings), what_(std::move(what)) {
  if (node.kind != Kind::map) findings_.error(node, "type", what_ + " must be a map");
}

Fields::~Fields() {
  for (std::size_t i = 0; i < node_.fields.size(); ++i) {
    const std::string& key = node_.fields[i].first;
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    rules::Node place;
    if (i < node_.key_places.size()) std::tie(place.line, place.column) = node_.key_places[i];
    findings_.error(place, "unknown-key",
                    "unknown key \"" + key + "\" in " + what_ + meant(key, asked_));
  }
}

const rules::Node* Fields::find(std::string_view key) {
  asked_.emplace_back(key);
  return node_.get(key);
}

const rules::Node* Fields::scalar(std::string_view key) {
  const rules::Node* node = find(key);
  if (node == nullptr || node->kind == Kind::scalar) return node;
  findings_.error(*node, "type", what_ + "." + std::string(key) + " must be a single value");
  return nullptr;
}

void Fields::text(std::string_view key, std::string& out) {
  if (const rules::Node* node = scalar(key)) out = node->text;
}

void Fields::required_text(std::string_view key, std::string& out) {
  text(key, out);
  if (out.empty()) {
    findings_.error(node_, "missing-key", what_ + " needs \"" + std::string(key) + "\"");
  }
}

void Fields::texts(std::string_view key, std::vector<std::string>& out) {
  const rules::Node* node = find(key);
  if (node == nullptr) return;
  out.clear();
  if (node->kind == Kind::scalar) {
    out.push_back(node->text);
    return;
  }
  for (const rules::Node& item : node->items) {
    if (item.kind == Kind::scalar) {
      out.push_back(item.text);
    } else {
      findings_.error(item, "type", what_ + "." + std::string(key) + " must be a list of words");
    }
  }
}

void Fields::flag(std::string_view key, bool& out) {
  const rules::Node* node = scalar(key);
  if (node == nullptr) return;
  if (node->text != "true" && node->text != "false") {
    findings_.error(*node, "type", what_ + "." + std::string(key) + " must be true or false");
    return;
  }
  out = node->text == "true";
}

void Fields::duration(std::string_view key, Duration& out) {
  const rules::Node* node = scalar(key);
  if (node == nullptr) return;
  if (const auto value = parse_duration(node->text)) {
    out = *value;
  } else {
    findings_.error(*node, "type",
                    "\"" + node->text + "\" is not a duration; write it like 30s, 5m or 2h");
  }
}

void Fields::bytes(std::string_view key, std::uint64_t& out) {
  const rules::Node* node = scalar(key);
  if (node == nullptr) return;
  if (const auto value = parse_bytes(node->text)) {
    out = *value;
  } else {
    findings_.error(*node, "type", "\"" + node->text + "\" is not a size; write it like 32MiB");
  }
}

void Fields::severity(std::string_view key, Severity& out) {
  const rules::Node* node = scalar(key);
  if (node == nullptr) return;
  if (const auto value = parse_severity(node->text)) {
    out = *value;
  } else {
    findings_.error(*node, "unknown-word",
                    "\"" + node->text + "\" is not a severity; known: SEV1, SEV2, SEV3, SEV4, SEV5");
  }
}

void Fields::word(std::string_view key, const std::vector<std::string>& words, std::size_t& out) {
  const rules::Node* node = scalar(key);
  if (node == nullptr) return;
  const auto found = std::find(words.begin(), words.end(), node->text);
  if (found != words.end()) {
    out = static_cast<std::size_t>(found - words.begin());
  } else {
    findings_.error(*node, "unknown-word",
                    "unknown " + std::string(key) + " \"" + node->text + "\"" +
                        meant(node->text, words));
  }
}

void Fields::each(std::string_view key, const std::function<void(const rules::Node&)>& read) {
  const rules::Node* node = find(key);
  if (node == nullptr) return;
  if (node->kind != Kind::list) {
    if (node->kind == Kind::scalar && node->text.empty()) return;
    findings_.error(*node, "type", what_ + "." + std::string(key) + " must be a list");
    return;
  }
  for (const rules::Node& item : node->items) read(item);
}

void Fields::entries(std::string_view key,
                     const std::function<void(const std::string&, const rules::Node&)>& read) {
  const rules::Node* node = find(key);
  if (node == nullptr) return;
  if (node->kind != Kind::map) {
    findings_.error(*node, "type", what_ + "." + std::string(key) + " must be a map");
    return;
  }
  for (const auto& [name, value] : node->fields) read(name, value);
}

}  // namespace triaged::app

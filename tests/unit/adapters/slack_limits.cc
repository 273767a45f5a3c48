#include "slack_limits.h"

#include <regex>

#include "adapters/utf8.h"

namespace slack_limits {
namespace {

using Json = nlohmann::json;

// Code points of valid UTF-8.
std::size_t length(const std::string& text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return count;
}

class Checker {
 public:
  Findings run(const Json& body) {
    text_field(body);
    blocks(body.value("blocks", Json()));
    if (found_.characters > 8000) add("/blocks", "more than 8,000 characters of text");
    const std::string all = body.value("blocks", Json()).dump(-1, ' ', false);
    if (length(all) > 13'200) add("/blocks", "more than 13,200 characters in all");
    if (body.contains("metadata")) metadata(body["metadata"]);
    for (const char* flag : {"unfurl_links", "unfurl_media", "link_names"}) {
      if (body.value(flag, false)) add(flag, "is on");
    }
    return std::move(found_);
  }

 private:
  void add(const std::string& where, const std::string& what) {
    found_.errors.push_back(where + ": " + what);
  }

  std::string text(const Json& node, const char* name, const std::string& where, std::size_t most) {
    if (!node.contains(name) || !node[name].is_string()) {
      add(where + "/" + name, "no string");
      return {};
    }
    const auto value = node[name].get<std::string>();
    if (value.empty()) add(where + "/" + name, "empty");
    if (length(value) > most) add(where + "/" + name, "too long");
    unseen(value, where + "/" + name);
    return value;
  }

  // Control characters (but line breaks), zero width, direction; and bytes that are no UTF-8.
  void unseen(const std::string& value, const std::string& where) {
    std::string_view rest = value;
    while (!rest.empty()) {
      const char32_t c = triaged::adapters::take_code_point(rest);
      const bool control = (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0);
      const bool zero = c == 0x200B || c == 0xFEFF || (c >= 0x2060 && c <= 0x2064);
      const bool turns = (c >= 0x200E && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
                         (c >= 0x2066 && c <= 0x2069) || c == 0x061C;
      if (control || zero || turns) return add(where, "has characters that cannot be seen");
    }
  }

  void text_field(const Json& body) {
    const std::string value = text(body, "text", "", 4000);
    const auto alive = alive_in_mrkdwn(value);
    for (const std::string& what : alive) add("/text", "is alive: " + what);
  }

  void metadata(const Json& node) {
    static const std::regex kName("[a-z0-9_]+");
    if (!std::regex_match(node.value("event_type", ""), kName)) add("/metadata", "event_type");
    if (!node.value("event_payload", Json()).is_object()) add("/metadata", "event_payload");
    if (node.dump().size() > 8000) add("/metadata", "too large");
  }

  void blocks(const Json& all) {
    if (!all.is_array() || all.empty()) return add("/blocks", "none");
    if (all.size() > 50) add("/blocks", "more than 50");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string where = "/blocks/" + std::to_string(i);
      const Json& block = all[i];
      if (block.contains("block_id") && !ids.insert(text(block, "block_id", where, 255)).second) {
        add(where, "block_id twice");
      }
      const std::string type = block.value("type", "");
      if (type == "rich_text") {
        rich_text(block, where);
      } else if (type == "actions") {
        actions(block, where);
      } else if (type == "section") {
        plain_text(block.value("text", Json()), where + "/text", 3000);
      } else {
        add(where, "unexpected type " + type);
      }
    }
  }

  void plain_text(const Json& node, const std::string& where, std::size_t most) {
    if (node.value("type", "") != "plain_text") add(where, "not plain_text");
    if (node.value("emoji", true)) add(where, "emoji codes are on");
    found_.characters += length(text(node, "text", where, most));
  }

  void rich_text(const Json& block, const std::string& where) {
    const Json parts = block.value("elements", Json::array());
    if (parts.empty()) add(where, "no elements");
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const std::string here = where + "/elements/" + std::to_string(i);
      if (parts[i].value("type", "") != "rich_text_section") add(here, "not a section");
      const Json elements = parts[i].value("elements", Json::array());
      if (elements.empty()) add(here, "no elements");
      for (const Json& element : elements) rich_element(element, here);
    }
  }

  void rich_element(const Json& node, const std::string& where) {
    const std::string type = node.value("type", "");
    if (type == "text") {
      found_.characters += length(text(node, "text", where, 40'000));
    } else if (type == "link") {
      link(node, where);
    } else if (type == "date") {
      date(node, where);
    } else if (type == "user") {
      id(node, "user_id", "[UW][A-Z0-9]+", where);
    } else if (type == "usergroup") {
      id(node, "usergroup_id", "S[A-Z0-9]+", where);
    } else if (type == "broadcast") {
      found_.mentions.insert(text(node, "range", where, 10));
    } else {
      add(where, "unexpected element " + type);
    }
    const Json style = node.value("style", Json::object());
    for (const auto& [name, value] : style.items()) {
      const bool known = name == "bold" || (name == "code" && type != "date");
      if (!known || !value.is_boolean()) add(where, "style " + name);
    }
  }

  void link(const Json& node, const std::string& where) {
    static const std::regex kUrl("https?://[!-;=?-~]+");
    const std::string url = text(node, "url", where, 3000);
    if (!std::regex_match(url, kUrl)) add(where, "odd url " + url);
    found_.links.insert(url);
    found_.characters += length(url) + length(text(node, "text", where, 3000));
  }

  void date(const Json& node, const std::string& where) {
    if (!node.value("timestamp", Json()).is_number_integer()) add(where, "timestamp");
    text(node, "format", where, 100);
    found_.characters += length(text(node, "fallback", where, 3000));
  }

  void id(const Json& node, const char* name, const char* shape, const std::string& where) {
    const std::string value = text(node, name, where, 50);
    if (!std::regex_match(value, std::regex(shape))) add(where, "odd id " + value);
    found_.mentions.insert(value);
  }

  void actions(const Json& block, const std::string& where) {
    const Json elements = block.value("elements", Json::array());
    if (elements.empty() || elements.size() > 25) add(where, "number of elements");
    std::set<std::string> ids;
    for (const Json& button : elements) {
      if (button.value("type", "") != "button") add(where, "not a button");
      if (!ids.insert(text(button, "action_id", where, 255)).second) add(where, "action_id twice");
      plain_text(button.value("text", Json()), where, 75);
      text(button, "value", where, 2000);
      const std::string style = button.value("style", "primary");
      if (style != "primary" && style != "danger") add(where, "style " + style);
    }
  }

  Findings found_;
};

}  // namespace

std::vector<std::string> alive_in_mrkdwn(const std::string& text) {
  static const std::regex kAlive("<[^>]*>|<|>|&(?!(amp|lt|gt);)");
  std::vector<std::string> out;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), kAlive);
       it != std::sregex_iterator(); ++it) {
    out.push_back(it->str());
  }
  return out;
}

Findings check(const Json& body) { return Checker().run(body); }

}  // namespace slack_limits

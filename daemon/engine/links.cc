#include "engine/links.h"

#include <algorithm>
#include <array>

namespace triaged::engine {
namespace {

constexpr std::size_t kLongestUrl = 2000;

bool unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == '~';
}

void percent_encode(std::string_view value, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : value) {
    if (unreserved(c)) {
      out.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out.push_back('%');
      out.push_back(kHex[byte >> 4U]);
      out.push_back(kHex[byte & 15U]);
    }
  }
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Which fact of the alert itself serves a tool.
std::string_view own_link(std::string_view tool) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOwn{
      {{"dashboard", "dashboard_url"}, {"panel", "panel_url"}, {"runbook", "runbook_url"}}};
  const auto* found = std::find_if(kOwn.begin(), kOwn.end(),
                                   [&](const auto& entry) { return entry.first == tool; });
  return found == kOwn.end() ? std::string_view{} : found->second;
}

}  // namespace

bool is_web_url(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return false;
  if (url.size() > kLongestUrl || url.find("//") + 2 >= url.size()) return false;
  return std::none_of(url.begin(), url.end(), [](char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' ||
           c == '\\' || c == '`' || c == '|' || static_cast<unsigned char>(c) == 0x7F;
  });
}

std::optional<std::string> fill_url(std::string_view url_template, const Facts& facts) {
  std::string out;
  while (!url_template.empty()) {
    const std::size_t open = url_template.find("{{");
    out += url_template.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = url_template.find("}}", open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto fact = facts.find(trim(url_template.substr(open + 2, close - open - 2)));
    if (fact == facts.end() || fact->second.empty()) return std::nullopt;
    percent_encode(fact->second, out);
    url_template.remove_prefix(close + 2);
  }
  return is_web_url(out) ? std::optional(out) : std::nullopt;
}

std::optional<std::string> tool_url(std::string_view tool,
                                    const std::map<std::string, std::string>& tools,
                                    const Facts& facts) {
  if (const std::string_view own = own_link(tool); !own.empty()) {
    const auto fact = facts.find(own);
    if (fact != facts.end() && is_web_url(fact->second)) return fact->second;
  }
  const auto found = tools.find(std::string(tool));
  return found == tools.end() ? std::nullopt : fill_url(found->second, facts);
}

}  // namespace triaged::engine

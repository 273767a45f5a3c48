#include "adapters/chat/link.h"

#include <algorithm>

namespace triaged::chat {
namespace {

constexpr std::size_t kLongest = 3000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool digit(char c) { return c >= '0' && c <= '9'; }

bool host_character(char c) { return letter(c) || digit(c) || c == '.' || c == '-' || c == '_'; }

bool sound_port(std::string_view port) {
  return port.empty() || (port.front() == ':' && port.size() <= 6 &&
                          std::all_of(port.begin() + 1, port.end(), digit));
}

// The host of "host", "host:port" or "[v6]:port"; empty if it is anything else.
std::string host_of(std::string_view authority) {
  std::size_t end = 0;
  if (authority.starts_with('[')) {
    end = authority.find(']');
    if (end == std::string_view::npos) return {};
    const auto address = authority.substr(1, end - 1);
    const bool sound = std::all_of(address.begin(), address.end(), [](char c) {
      return digit(c) || c == ':' || c == '.' || (lower(c) >= 'a' && lower(c) <= 'f');
    });
    if (!sound || address.empty()) return {};
    ++end;
  } else {
    while (end < authority.size() && host_character(authority[end])) ++end;
  }
  return sound_port(authority.substr(end)) ? lowered(authority.substr(0, end)) : std::string{};
}

// Percent-encodes what may not stand in a URL: spaces, quotes, brackets, anything outside ASCII.
bool encode_rest(std::string& out, std::string_view rest) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kUnsafe = " \"<>\\^`{|}";
  for (const char c : rest) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (byte < 0x7F && kUnsafe.find(c) == std::string_view::npos) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 0xF]);
    }
  }
  return true;
}

// "://", "www." or a dot between word characters and letters, as in "good.example".
bool claims_address(std::string_view label) {
  if (label.find("://") != std::string_view::npos) return true;
  for (std::size_t i = 1; i + 2 < label.size(); ++i) {
    const bool before = letter(label[i - 1]) || digit(label[i - 1]);
    if (label[i] == '.' && before && letter(label[i + 1]) && letter(label[i + 2])) return true;
  }
  return false;
}

}  // namespace

std::optional<Link> safe_link(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Link link;
  const std::string scheme = lowered(url.substr(0, colon));
  if (scheme != "http" && scheme != "https") return std::nullopt;
  const std::string_view after = url.substr(colon + 3);
  const std::size_t end = std::min(after.find_first_of("/?#"), after.size());
  link.host = host_of(after.substr(0, end));
  if (link.host.empty()) return std::nullopt;
  link.url = scheme + "://";
  link.url += after.substr(0, end);
  if (!encode_rest(link.url, after.substr(end)) || link.url.size() > kLongest) return std::nullopt;
  return link;
}

std::string honest_label(std::string_view label, const Link& link) {
  if (label.empty()) return link.host;
  std::string out(label);
  if (claims_address(label) && safe_link(label).value_or(Link{}).host != link.host &&
      lowered(label) != link.host) {
    out += " (" + link.host + ")";
  }
  return out;
}

}  // namespace triaged::chat

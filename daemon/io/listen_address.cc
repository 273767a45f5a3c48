#include "io/listen_address.h"

#include <arpa/inet.h>

#include <charconv>
#include <optional>

#include "io/http_server.h"

namespace triaged::io {
namespace {

Error bad_address(std::string reason) { return {"bad-address", std::move(reason)}; }

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

std::optional<std::uint16_t> read_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return port;
}

bool is_loopback_host(const std::string& host) {
  in_addr four{};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
  in6_addr six{};
  if (inet_pton(AF_INET6, host.c_str(), &six) != 1) return false;
  return IN6_IS_ADDR_LOOPBACK(&six) || (IN6_IS_ADDR_V4MAPPED(&six) && six.s6_addr[12] == 127);
}

/// Sets `host`; nullopt if `text` is acceptable.
std::optional<Error> read_host(std::string_view text, std::string& host) {
  host = text == "localhost" ? std::string_view("127.0.0.1") : text;
  if (host.empty() || is_ipv4(host)) return std::nullopt;
  if (host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
    if (is_ipv6(host)) return std::nullopt;
    return bad_address("not an IPv6 address between the brackets");
  }
  if (is_ipv6(host)) return bad_address("an IPv6 address is written in brackets: [::1]:9095");
  return bad_address("neither an IP address nor localhost");
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos) return bad_address("the port is missing: write ADDRESS:PORT");
  const auto port = read_port(text.substr(colon + 1));
  if (!port) return bad_address("the port is not a number from 0 to 65535");
  ListenAddress address{{}, *port};
  if (auto error = read_host(text.substr(0, colon), address.host)) return std::move(*error);
  return address;
}

std::string to_string(const ListenAddress& address) {
  const bool six = address.host.find(':') != std::string::npos;
  const std::string host = six ? "[" + address.host + "]" : address.host;
  return host + ":" + std::to_string(address.port);
}

bool is_loopback(const std::string& address) {
  if (address == "localhost") return true;
  const Result<ListenAddress> parsed = parse_listen_address(address);
  return is_loopback_host(parsed.has_value() ? parsed->host : address);
}

}  // namespace triaged::io

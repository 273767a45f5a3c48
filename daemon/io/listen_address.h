#pragma once
// Where to listen, as people write it: "127.0.0.1:9095", "[::1]:9095", ":9095", "localhost:0". No
// name is ever looked up, so a start never hangs on DNS. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace triaged::io {

struct ListenAddress {
  std::string host;  ///< an IPv4 or IPv6 literal without brackets; empty: every address
  std::uint16_t port = 0;

  friend bool operator==(const ListenAddress&, const ListenAddress&) = default;
};

Result<ListenAddress> parse_listen_address(std::string_view text);

/// `127.0.0.1:9095`, `[::1]:9095`; the form the log and the tests read.
std::string to_string(const ListenAddress& address);

}  // namespace triaged::io

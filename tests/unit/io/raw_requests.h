#pragma once
// Raw bytes as a client may send them, with what must come of each. The same table is played
// through a connection without sockets, at every split of the bytes, and through the server over
// TCP.

#include <string>
#include <vector>

namespace triaged::io::test {

struct RawRequest {
  std::string law;            ///< what the row shows
  std::string raw;            ///< sent as it stands
  std::vector<int> statuses;  ///< of the replies, in order
  bool stays_open = true;     ///< a further request on the connection is answered
  int handled = 1;            ///< requests that reached on_request()
};

/// Bodies up to this many bytes are allowed by the handler of these tests ...
inline constexpr std::size_t kBodyLimit = 64;
/// ... and its answer to a request for this path is a 401 before the body.
inline constexpr const char* kForbiddenPath = "/forbidden";
/// Asked at the end to see whether the connection is open; answered with 204.
inline constexpr const char* kProbe =
    "GET /probe HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n";

const std::vector<RawRequest>& raw_requests();

}  // namespace triaged::io::test

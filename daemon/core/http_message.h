#pragma once
// An HTTP request and reply as plain values, in and out. Codecs (adapters) make and read them, io
// moves them, engine and app decide about them; none of those needs to know another.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triaged {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< in: the target as sent (path?query); out: absolute
  Headers headers;
  std::string body;
  std::string peer;  ///< in: address of the sender; out: empty
};

struct HttpReply {
  int status = 200;
  Headers headers;
  std::string body;
};

/// The first value of a header, compared without case; empty if absent.
std::string_view header(const Headers& headers, std::string_view name);

}  // namespace triaged

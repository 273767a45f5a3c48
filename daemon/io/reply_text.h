#pragma once
// An HttpReply as bytes. The framing fields (Content-Length, Connection, Transfer-Encoding) are
// written here and nowhere else; a handler's own are ignored, as are fields that would break a
// line. Pure; I/O thread.

#include <string>
#include <string_view>

#include "core/http_message.h"
#include "io/strictness.h"

namespace triaged::io {

/// What the reply must say about its connection and request.
struct ReplyFrame {
  bool keep_alive = true;
  bool head_only = false;  ///< the request was HEAD
  int minor = 1;           ///< the x of the request's HTTP/1.x
};

/// Appends status line and header to `out`. Returns whether the body is to follow.
bool append_head(const HttpReply& reply, const ReplyFrame& frame, std::string& out);

/// Appends the head of an event stream, whose end is the end of the connection.
void append_stream_head(std::string& out);

/// {"error": code, "reason": reason}; with Retry-After: 1 for a 503.
HttpReply refusal_reply(const Refusal& refusal);

}  // namespace triaged::io

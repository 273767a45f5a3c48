#pragma once
// The outgoing HTTPS client: libcurl's multi interface on one thread of its own. It moves one
// request and says how that ended; retries, order and limits are decided in engine. One proxy and
// CA setting for all that leaves. Redirects are never followed; only http and https are spoken.

#include <functional>
#include <memory>
#include <string>

#include "core/http_message.h"
#include "core/time.h"

namespace triaged::io {

struct ClientOptions {
  std::string proxy;    ///< empty: the environment's
  std::string ca_file;  ///< empty: the system's
  std::size_t reply_bytes = 1U << 20;
  std::size_t connections_per_host = 4;
};

/// How a transfer ended. `reached` false: no byte of the request can have been acted on (no
/// connection was made). `complete` false with `reached` true: ambiguous; the status is then what
/// was seen of the reply, or 0.
struct Transfer {
  bool reached = false;
  bool complete = false;
  HttpReply reply;
  std::string error;  ///< without URL, credentials or tokens
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  /// Any thread. `done` is called once, on the client's thread (after stop(): on the caller's); it
  /// must not block. `timeout` runs from here to the last byte of the reply.
  virtual void send(HttpRequest request, Duration timeout, std::function<void(Transfer)> done) = 0;
  /// Fails whatever is still under way after `grace` and joins the thread. Not from `done`.
  virtual void stop(Duration grace) = 0;
};

std::unique_ptr<HttpClient> make_http_client(const ClientOptions& options);

}  // namespace triaged::io

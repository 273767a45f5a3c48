#pragma once
// The HTTP/1.1 server: bytes in, HttpRequest out, HttpReply back. One I/O thread with one
// io_context; a coarse sweep once a second enforces deadlines. It adds the strictness that Beast
// 1.81 lacks (design, trap 2) and knows nothing about routes, alerts or authentication, which the
// handler decides.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/http_message.h"
#include "core/result.h"
#include "core/time.h"

namespace triaged::io {

struct ServerLimits {
  std::size_t header_bytes = 16U << 10;
  std::size_t header_fields = 100;
  std::size_t connections = 1024;
  std::size_t connections_per_peer = 256;
  std::uint64_t in_flight_bytes = 64ULL << 20;  ///< of bodies, over all connections
  Duration header_deadline = std::chrono::seconds{10};
  Duration body_deadline = std::chrono::seconds{30};
  Duration idle_deadline = std::chrono::seconds{60};
  Duration hold = std::chrono::seconds{2};  ///< how long a body waits for budget before 503
};

/// The answer to a request whose body has not been read. Anything but `accept` closes the
/// connection.
struct HeadVerdict {
  bool accept = true;
  std::uint64_t body_limit = 1U << 20;
  HttpReply refusal;
};

/// Gives the reply to one request; from any thread. The first call counts; if all copies go away
/// uncalled, the client gets a 500.
using Respond = std::function<void(HttpReply)>;

/// A server-sent-events stream: the reply's head is sent, then every push() as it stands. The
/// stream ends when the last owner of the sink lets go.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// False once the client is gone or more than 256 KiB wait for it. Any thread.
  virtual bool push(std::string event) = 0;
};

/// Implemented by the app. Called on the I/O thread; must not block.
class RequestHandler {
 public:
  virtual ~RequestHandler() = default;
  virtual HeadVerdict on_head(const HttpRequest& head) = 0;
  virtual void on_request(HttpRequest request, Respond respond) = 0;
  /// Asked for every GET: whether it is to be taken over as an event stream.
  virtual bool wants_stream(const HttpRequest& head) = 0;
  virtual void on_stream(HttpRequest request, std::shared_ptr<EventSink> sink) = 0;
};

struct ServerStats {
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  std::uint64_t refused = 0;  ///< by strictness, limits or deadlines
  std::uint64_t in_flight_bytes = 0;
};

class HttpServer {
 public:
  virtual ~HttpServer() = default;
  /// "127.0.0.1:9095", "[::1]:9095", ":9095", port 0 for any. Returns the bound address. Clients
  /// can connect from then on; they are served after start(). May be called for several addresses.
  virtual Result<std::string> listen(const std::string& address) = 0;
  /// Takes over a listening socket passed by the service manager.
  virtual Result<std::string> adopt(int descriptor) = 0;
  virtual void start() = 0;
  /// Stops accepting, lets requests in progress finish for up to `grace`, then closes. Not on the
  /// I/O thread. Replies that come later go nowhere.
  virtual void stop(Duration grace) = 0;
  virtual ServerStats stats() const = 0;
};

std::unique_ptr<HttpServer> make_http_server(RequestHandler& handler, const ServerLimits& limits);

/// True for 127.0.0.0/8, ::1 and "localhost" forms of a listen address.
bool is_loopback(const std::string& address);

}  // namespace triaged::io

// One keep-alive client connection: one request out, one response in, then free again. It does not
// choose requests and keeps no time; LoadRun does. One thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "event_loop.h"
#include "http_message.h"
#include "socket.h"

namespace triaged::bench {

class Connection;

class ResponseListener {
 public:
  virtual ~ResponseListener() = default;
  virtual void answered(Connection& connection, int status) = 0;
  // The connection closed; a request in flight has no answer. The next `send` opens it again.
  virtual void broke(Connection& connection) = 0;
};

class Connection final : public Watcher {
 public:
  Connection(EventLoop& loop, uint16_t port, ResponseListener& listener);

  bool reopen();

  // `request` must stay alive until the listener is told; it is not copied. A connection the server
  // closed is opened again first; if that fails the listener hears `broke` at once.
  void send(std::string_view request);

  void on_events(uint32_t events) override;

  uint64_t due_ns = 0;  // LoadRun's note: from when this request's latency counts
  uint64_t number = 0;  // LoadRun's note: which request it is
  bool in_flight = false;

 private:
  void flush();
  void receive();
  void fail();

  EventLoop& loop_;
  uint16_t port_;
  ResponseListener& listener_;
  Socket socket_;
  std::string_view unsent_;
  HttpMessage response_;
  bool waits_to_write_ = false;
};

}  // namespace triaged::bench

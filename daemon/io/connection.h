#pragma once
// One client of the HTTP server as a state machine: it reads a head, asks the handler, reads the
// body within the budget, hands the request over, writes the reply, and starts again. It knows no
// sockets (Wire does) and no clock of its own. I/O thread only.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "io/byte_budget.h"
#include "io/http_server.h"
#include "io/reply_queue.h"
#include "io/request_reader.h"
#include "io/wire.h"

namespace triaged::io {

class Connection;

/// What the connections of one server share. Implemented by the server.
class ConnectionHost {
 public:
  using Time = std::chrono::steady_clock::time_point;

  ConnectionHost(RequestHandler& request_handler, const ServerLimits& server_limits)
      : handler(request_handler), limits(server_limits), budget(server_limits.in_flight_bytes) {}
  virtual ~ConnectionHost() = default;
  ConnectionHost(const ConnectionHost&) = delete;
  ConnectionHost& operator=(const ConnectionHost&) = delete;

  virtual Time now() const = 0;
  /// The connection closed.
  virtual void forget(const Connection& connection) = 0;
  /// The last thing each event does: hands out the replies and the budget that became free.
  virtual void settle() = 0;

  RequestHandler& handler;
  const ServerLimits limits;
  ByteBudget budget;
  std::shared_ptr<ReplyQueue> queue;
  std::deque<std::uint64_t> held;  ///< connections that wait for budget, in order
  bool budget_freed = false;
  bool stopping = false;
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
};

/// Owned by the server's table; operations of the wire keep it alive while they last.
class Connection final : public Wire::User, public std::enable_shared_from_this<Connection> {
 public:
  using Time = ConnectionHost::Time;

  Connection(ConnectionHost& host, std::uint64_t id, std::unique_ptr<Wire> wire, std::string peer);

  std::uint64_t id() const { return id_; }
  const std::string& peer() const { return peer_; }
  bool idle() const { return phase_ == Phase::idle; }
  Time deadline() const { return deadline_; }

  /// Runs until it must wait for the client, the handler or the budget.
  void advance();
  /// The handler's reply arrived.
  void answer(HttpReply reply);
  /// The event stream has something to send, or ended.
  void pump_stream();
  /// Budget may be free again. False: still not enough.
  bool resume_body();
  /// The deadline passed.
  void expire();
  /// The server stops: what is idle ends now, the rest after its reply.
  void wind_down();
  void close();

  void on_received(bool alive) override;
  void on_room(bool alive) override;

 private:
  enum class Phase { idle, head, body, held, handling, reply, streaming, lingering, closed };

  bool start_head();
  bool read_head();
  bool consider_head();
  bool read_body();
  bool send_continue();
  bool deliver();
  bool begin_stream(HttpRequest request);
  bool refuse(const Refusal& refusal);
  bool refuse_with(HttpReply reply);
  void prepare(HttpReply reply, bool keep_alive);
  bool write();
  bool after_write();
  bool linger();
  bool cover_body();
  bool receive(std::size_t most);
  void wait_for_room();
  void release_share();
  void enter(Phase phase, Duration limit);
  void enter(Phase phase);

  ConnectionHost& host_;
  const std::uint64_t id_;
  std::unique_ptr<Wire> wire_;
  const std::string peer_;
  RequestReader reader_;
  BodyShare share_;
  Phase phase_ = Phase::idle;
  Time deadline_ = Time::max();
  Time body_deadline_ = Time::max();
  bool receiving_ = false;
  bool waiting_for_room_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool continue_due_ = false;
  bool unread_request_ = false;  ///< answered before its end was read
  std::string out_;
  std::string out_body_;
  std::size_t sent_ = 0;  ///< of out_ and out_body_ together
  std::shared_ptr<StreamPipe> pipe_;
};

}  // namespace triaged::io

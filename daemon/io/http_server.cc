// Callbacks instead of coroutines: no frame per request, and none of the expressions this compiler
// gets wrong. Everything runs on the I/O thread except listen(), adopt(), start(), stop() and
// stats().

#include "io/http_server.h"

#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <list>
#include <thread>
#include <unordered_map>

#include "io/connection.h"
#include "io/listen_address.h"
#include "io/reply_text.h"

namespace triaged::io {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using tcp = net::ip::tcp;
using Executor = net::io_context::executor_type;  // known, so that no call is type-erased
using Socket = net::basic_stream_socket<tcp, Executor>;
using Acceptor = net::basic_socket_acceptor<tcp, Executor>;
using Timer = net::basic_waitable_timer<std::chrono::steady_clock,
                                        net::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::size_t kReadAhead = 64U << 10;   ///< beyond a head, at most
constexpr std::size_t kIdleBuffer = 16U << 10;  ///< what a connection may keep between requests
constexpr Duration kAcceptPause = std::chrono::milliseconds{200};
constexpr Duration kSweep = std::chrono::seconds{1};

/// A TCP socket with a capped buffer for what was received.
class TcpWire final : public Wire {
 public:
  TcpWire(Socket socket, std::size_t most) : socket_(std::move(socket)), buffer_(most) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay(true), ignored);
  }

  void receive(std::size_t most, std::shared_ptr<User> user) override {
    if (buffer_.size() == 0 && buffer_.capacity() > kIdleBuffer) buffer_.shrink_to_fit();
    const std::size_t room = buffer_.max_size() - buffer_.size();
    const auto target = buffer_.prepare(std::min(most, room));
    socket_.async_read_some(target, [this, user = std::move(user)](error_code ec, std::size_t n) {
      buffer_.commit(n);
      user->on_received(!ec);
    });
  }

  std::string_view unread() const override {
    const net::const_buffer bytes = buffer_.cdata();
    return {static_cast<const char*>(bytes.data()), bytes.size()};
  }

  void consume(std::size_t bytes) override { buffer_.consume(bytes); }

  std::optional<std::size_t> send(std::string_view first, std::string_view second) override {
    const std::size_t total = first.size() + second.size();
    std::size_t sent = 0;
    while (sent < total) {
      const std::size_t of_first = std::min(sent, first.size());
      const std::array<net::const_buffer, 2> rest{net::buffer(first) + of_first,
                                                  net::buffer(second) + (sent - of_first)};
      error_code ec;
      sent += second.empty() ? socket_.write_some(rest[0], ec) : socket_.write_some(rest, ec);
      if (ec == net::error::would_block) break;
      if (ec) return std::nullopt;
    }
    return sent;
  }

  void wait_for_room(std::shared_ptr<User> user) override {
    socket_.async_wait(Socket::wait_write,
                       [user = std::move(user)](error_code ec) { user->on_room(!ec); });
  }

  void finish_sending() override {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  Socket socket_;
  boost::beast::flat_buffer buffer_;
};

struct Listener {
  explicit Listener(net::io_context& context) : acceptor(context), pause(context) {}
  Acceptor acceptor;
  Timer pause;
};

class Server final : public HttpServer, public ConnectionHost {
 public:
  Server(RequestHandler& request_handler, const ServerLimits& server_limits);
  ~Server() override;

  Result<std::string> listen(const std::string& address) override;
  Result<std::string> adopt(int descriptor) override;
  void start() override;
  void stop(Duration grace) override;
  ServerStats stats() const override;

 private:
  using Clock = std::chrono::steady_clock;

  Time now() const override { return Clock::now(); }
  void forget(const Connection& connection) override;
  void settle() override;

  Result<std::string> bound(Listener& listener);
  void run();
  void accept(Listener& listener);
  void on_accept(Listener& listener, error_code ec, Socket socket);
  void admit(Socket socket);
  bool make_room();
  void turn_away(Socket& socket);
  Connection* find(std::uint64_t id);
  void hand_out(std::vector<ReplyQueue::Item>& batch);
  void resume_held();
  void schedule_sweep();
  void sweep();
  void begin_stop(Duration grace);
  void end_if_done();

  net::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  Timer sweep_timer_{context_};
  std::list<Listener> listeners_;
  std::vector<ReplyQueue::Item> batch_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::size_t> per_peer_;
  std::uint64_t next_id_ = 1;
  bool stopped_ = false;
  Time stop_at_ = Time::max();
  std::atomic<std::uint64_t> open_{0};
  std::thread thread_;
};

Server::Server(RequestHandler& request_handler, const ServerLimits& server_limits)
    : ConnectionHost(request_handler, server_limits) {
  queue = std::make_shared<ReplyQueue>([this] {
    net::post(context_, [this] {
      queue->woken();
      settle();
    });
  });
}

Server::~Server() { stop(Duration::zero()); }

Error listen_error(const std::string& address, const error_code& ec) {
  return {"listen-failed", address + ": " + ec.message()};
}

Result<std::string> Server::listen(const std::string& address) {
  const Result<ListenAddress> parsed = parse_listen_address(address);
  if (parsed.has_error()) return parsed.error();
  error_code ec;
  const bool any = parsed->host.empty();
  tcp::endpoint endpoint(tcp::v6(), parsed->port);
  if (!any) endpoint.address(net::ip::make_address(parsed->host, ec));
  Listener& listener = listeners_.emplace_back(context_);
  listener.acceptor.open(endpoint.protocol(), ec);
  if (ec && any) {  // a kernel without IPv6
    endpoint = tcp::endpoint(tcp::v4(), parsed->port);
    listener.acceptor.open(endpoint.protocol(), ec);
  }
  if (!ec) listener.acceptor.set_option(Acceptor::reuse_address(true), ec);
  if (!ec && any && endpoint.protocol() == tcp::v6()) {
    listener.acceptor.set_option(net::ip::v6_only(false), ec);
  }
  if (!ec) listener.acceptor.bind(endpoint, ec);
  if (!ec) listener.acceptor.listen(net::socket_base::max_listen_connections, ec);
  if (!ec) return bound(listener);
  listeners_.pop_back();
  return listen_error(address, ec);
}

Result<std::string> Server::adopt(int descriptor) {
  int listening = 0;
  socklen_t size = sizeof listening;
  sockaddr_storage name{};
  socklen_t name_size = sizeof name;
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &name_size) != 0 ||
      (name.ss_family != AF_INET && name.ss_family != AF_INET6)) {
    return Error{"bad-descriptor", "not a listening TCP socket"};
  }
  Listener& listener = listeners_.emplace_back(context_);
  error_code ec;
  const tcp protocol = name.ss_family == AF_INET ? tcp::v4() : tcp::v6();
  listener.acceptor.assign(protocol, descriptor, ec);
  if (!ec) return bound(listener);
  listeners_.pop_back();
  return listen_error("adopted socket", ec);
}

Result<std::string> Server::bound(Listener& listener) {
  error_code ec;
  const tcp::endpoint endpoint = listener.acceptor.local_endpoint(ec);
  if (ec) return listen_error("bound socket", ec);
  const ListenAddress address{endpoint.address().to_string(), endpoint.port()};
  return {boost::system::in_place_value, to_string(address)};
}

void Server::start() {
  for (Listener& listener : listeners_) accept(listener);
  schedule_sweep();
  thread_ = std::thread([this] { run(); });
}

void Server::run() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_setname_np(pthread_self(), "io");
  queue->set_io_thread(std::this_thread::get_id());
  context_.run();
}

void Server::stop(Duration grace) {
  if (thread_.joinable()) {
    net::post(context_, [this, grace] { begin_stop(grace); });
    thread_.join();
  }
  queue->close();
  connections_.clear();
  listeners_.clear();
}

ServerStats Server::stats() const {
  return {open_.load(), requests.load(), refused.load(), budget.used()};
}

void Server::accept(Listener& listener) {
  listener.acceptor.async_accept([this, &listener](error_code ec, Socket socket) {
    on_accept(listener, ec, std::move(socket));
  });
}

/// Out of descriptors or memory (or anything else that would repeat at once): clients wait in the
/// kernel's queue for a moment while we make room.
void Server::on_accept(Listener& listener, error_code ec, Socket socket) {
  if (stopping || ec == net::error::operation_aborted) return;
  if (!ec) admit(std::move(socket));
  if (!ec || ec == net::error::connection_aborted) {
    accept(listener);
  } else {
    make_room();
    listener.pause.expires_after(kAcceptPause);
    listener.pause.async_wait([this, &listener](error_code cancelled) {
      if (!cancelled && !stopping) accept(listener);
    });
  }
  settle();
}

std::string peer_name(const tcp::endpoint& endpoint) {
  const net::ip::address address = endpoint.address();
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
  return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
}

void Server::admit(Socket socket) {
  error_code ec;
  const tcp::endpoint endpoint = socket.remote_endpoint(ec);
  if (ec) return;
  std::string peer = peer_name(endpoint);
  const auto known = per_peer_.find(peer);
  const bool peer_full = known != per_peer_.end() && known->second >= limits.connections_per_peer;
  if (peer_full || (connections_.size() >= limits.connections && !make_room())) {
    return turn_away(socket);
  }
  ++per_peer_[peer];
  const std::uint64_t id = next_id_++;
  auto wire = std::make_unique<TcpWire>(std::move(socket), limits.header_bytes + kReadAhead);
  auto connection = std::make_shared<Connection>(*this, id, std::move(wire), std::move(peer));
  connections_.emplace(id, connection);
  open_ = connections_.size();
  connection->advance();
}

/// Closes the connection that has been idle longest. False: all are busy.
bool Server::make_room() {
  Connection* oldest = nullptr;
  for (const auto& [id, connection] : connections_) {
    if (connection->idle() && (!oldest || connection->deadline() < oldest->deadline())) {
      oldest = connection.get();
    }
  }
  if (oldest) oldest->close();
  return oldest != nullptr;
}

void Server::turn_away(Socket& socket) {
  ++refused;
  const HttpReply reply = refusal_reply({503, "overload", "too many connections"});
  std::string out;
  append_head(reply, {false, false, 1}, out);
  out += reply.body;
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(out), ignored);
  socket.shutdown(Socket::shutdown_both, ignored);
}

void Server::forget(const Connection& connection) {
  const auto peer = per_peer_.find(connection.peer());
  if (peer != per_peer_.end() && --peer->second == 0) per_peer_.erase(peer);
  connections_.erase(connection.id());
  open_ = connections_.size();
}

Connection* Server::find(std::uint64_t id) {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

void Server::settle() {
  for (;;) {
    queue->take(batch_);
    if (batch_.empty() && !budget_freed) break;
    hand_out(batch_);
    if (budget_freed) resume_held();
  }
  end_if_done();
}

void Server::hand_out(std::vector<ReplyQueue::Item>& batch) {
  for (ReplyQueue::Item& item : batch) {
    const auto found = connections_.find(item.connection);
    if (found == connections_.end()) continue;
    const std::shared_ptr<Connection> connection = found->second;
    if (item.is_reply) {
      connection->answer(std::move(item.reply));
    } else {
      connection->pump_stream();
    }
  }
}

/// In order of arrival, but whoever fits may pass: a large body must not stop the small ones.
void Server::resume_held() {
  budget_freed = false;
  std::deque<std::uint64_t> waiting;
  waiting.swap(held);
  for (const std::uint64_t id : waiting) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    const std::shared_ptr<Connection> connection = found->second;
    if (!connection->resume_body()) held.push_back(id);
  }
}

void Server::schedule_sweep() {
  const Duration shortest = std::min({limits.header_deadline, limits.body_deadline,
                                      limits.idle_deadline, limits.hold, Duration(kSweep)});
  Time next = Clock::now() + std::max(shortest, Duration(10));
  for (const std::uint64_t id : held) {
    if (const Connection* connection = find(id)) next = std::min(next, connection->deadline());
  }
  sweep_timer_.expires_at(std::min(next, stop_at_));
  sweep_timer_.async_wait([this](error_code ec) {
    if (!ec) sweep();
  });
}

void Server::sweep() {
  const Time now = Clock::now();
  std::vector<std::shared_ptr<Connection>> late;
  for (const auto& [id, connection] : connections_) {
    if (connection->deadline() <= now || now >= stop_at_) late.push_back(connection);
  }
  for (const auto& connection : late) {
    if (now >= stop_at_) {
      connection->close();
    } else {
      connection->expire();
    }
  }
  budget_freed = true;  // so that settle() also forgets those that waited in vain
  settle();
  if (!stopped_) schedule_sweep();
}

void Server::begin_stop(Duration grace) {
  stopping = true;
  stop_at_ = Clock::now() + grace;
  error_code ignored;
  for (Listener& listener : listeners_) {
    listener.acceptor.close(ignored);
    listener.pause.cancel();
  }
  std::vector<std::shared_ptr<Connection>> all;
  for (const auto& [id, connection] : connections_) all.push_back(connection);
  for (const auto& connection : all) connection->wind_down();
  sweep_timer_.cancel();
  schedule_sweep();
  settle();
}

void Server::end_if_done() {
  if (!stopping || stopped_ || !connections_.empty()) return;
  stopped_ = true;
  context_.stop();
}

}  // namespace

std::unique_ptr<HttpServer> make_http_server(RequestHandler& handler, const ServerLimits& limits) {
  return std::make_unique<Server>(handler, limits);
}

}  // namespace triaged::io

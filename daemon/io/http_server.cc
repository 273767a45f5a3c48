// Callbacks instead of coroutines: no frame per request, and none of the expressions this compiler
// gets wrong. A connection is a small state machine; advance() runs it until it must wait for the
// socket, the handler, the budget or the client. Everything below runs on the I/O thread except
// listen(), adopt(), start(), stop() and stats().

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
#include <deque>
#include <list>
#include <thread>
#include <unordered_map>

#include "io/byte_budget.h"
#include "io/listen_address.h"
#include "io/reply_queue.h"
#include "io/reply_text.h"
#include "io/request_reader.h"

namespace triaged::io {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using tcp = net::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeadRead = 4096;
constexpr std::size_t kBodyRead = 64U << 10;
constexpr std::size_t kIdleBuffer = 16U << 10;
constexpr std::size_t kJoinedBody = 16U << 10;  ///< bodies up to this are written with their head
constexpr auto kLinger = std::chrono::seconds{2};
constexpr auto kAcceptPause = std::chrono::milliseconds{200};
constexpr auto kSweep = std::chrono::seconds{1};

class Server;

/// One client. Owned by the server's table; handlers of operations under way keep it alive.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Server& server, std::uint64_t id, tcp::socket socket, std::string peer);

  std::uint64_t id() const { return id_; }
  const std::string& peer() const { return peer_; }
  bool idle() const { return phase_ == Phase::idle; }
  Clock::time_point deadline() const { return deadline_; }

  void advance();
  /// The handler's reply arrived.
  void answer(HttpReply reply);
  /// The stream has something to send, or ended.
  void pump_stream();
  /// Budget may be free again. False: still not enough.
  bool resume_body();
  /// The deadline passed.
  void expire();
  /// The server stops: idle connections and streams end now, the others after their reply.
  void wind_down();
  void close();

 private:
  enum class Phase { idle, head, body, held, handling, reply, streaming, lingering, closed };

  bool start_head();
  bool read_head();
  bool consider_head();
  bool read_body();
  bool deliver();
  bool begin_stream(HttpRequest request);
  bool refuse(const Refusal& refusal);
  bool refuse_with(HttpReply reply);
  void prepare(HttpReply reply, bool keep_alive);
  bool write();
  void write_rest();
  void on_written(error_code ec);
  bool after_write();
  bool linger();
  bool wait_for_bytes(std::size_t most);
  void on_read(error_code ec, std::size_t bytes);
  bool release_share();
  std::string_view unread() const;
  void enter(Phase phase, Duration limit);
  void enter(Phase phase);

  Server& server_;
  const std::uint64_t id_;
  tcp::socket socket_;
  const std::string peer_;
  RequestReader reader_;
  boost::beast::flat_buffer buffer_;
  BodyShare share_;
  Phase phase_ = Phase::idle;
  Clock::time_point deadline_ = Clock::time_point::max();
  bool reading_ = false;
  bool writing_ = false;
  bool keep_alive_ = true;
  bool head_only_ = false;
  bool continue_due_ = false;
  bool unread_request_ = false;  ///< answered before its end was read
  std::string out_;
  std::size_t sent_ = 0;  ///< of out_ and out_body_ together
  std::string out_body_;
  std::shared_ptr<StreamPipe> pipe_;
};

struct Listener {
  explicit Listener(net::io_context& context) : acceptor(context), pause(context) {}
  tcp::acceptor acceptor;
  net::steady_timer pause;
};

class Server final : public HttpServer {
 public:
  Server(RequestHandler& handler, const ServerLimits& limits);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<std::string> listen(const std::string& address) override;
  Result<std::string> adopt(int descriptor) override;
  void start() override;
  void stop(Duration grace) override;
  ServerStats stats() const override;

  RequestHandler& handler() { return handler_; }
  const ServerLimits& limits() const { return limits_; }
  ByteBudget& budget() { return budget_; }
  const std::shared_ptr<ReplyQueue>& queue() const { return queue_; }
  bool stopping() const { return stopping_; }

  void count_request() { bump(requests_); }
  void count_refused() { bump(refused_); }
  void budget_freed() { budget_freed_ = true; }
  void hold(std::uint64_t connection) { held_.push_back(connection); }
  void forget(const Connection& connection);
  /// Ends every callback: hands out replies and freed budget until nothing is left to do.
  void settle();

 private:
  static void bump(std::atomic<std::uint64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  Result<std::string> bound(Listener& listener);
  void run();
  void accept(Listener& listener);
  void on_accept(Listener& listener, error_code ec, tcp::socket socket);
  void admit(tcp::socket socket);
  bool make_room();
  void turn_away(tcp::socket& socket);
  Connection* find(std::uint64_t id);
  void hand_out(std::vector<ReplyQueue::Item>& batch);
  void resume_held();
  void schedule_sweep();
  void sweep();
  void begin_stop(Duration grace);
  void end_if_done();

  RequestHandler& handler_;
  const ServerLimits limits_;
  ByteBudget budget_;
  net::io_context context_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  net::steady_timer sweep_timer_{context_};
  std::list<Listener> listeners_;
  std::shared_ptr<ReplyQueue> queue_;
  std::vector<ReplyQueue::Item> batch_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::unordered_map<std::string, std::size_t> per_peer_;
  std::deque<std::uint64_t> held_;
  std::uint64_t next_id_ = 1;
  bool budget_freed_ = false;
  bool stopping_ = false;
  bool stopped_ = false;
  Clock::time_point stop_at_ = Clock::time_point::max();
  std::atomic<std::uint64_t> open_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::thread thread_;
};

// ---- Connection

Connection::Connection(Server& server, std::uint64_t id, tcp::socket socket, std::string peer)
    : server_(server),
      id_(id),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      reader_(server.limits().header_bytes, server.limits().header_fields),
      buffer_(server.limits().header_bytes + kBodyRead),
      share_(server.budget()) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  enter(Phase::idle, server.limits().idle_deadline);
}

std::string_view Connection::unread() const {
  const auto bytes = buffer_.data();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

void Connection::enter(Phase phase, Duration limit) {
  phase_ = phase;
  deadline_ = Clock::now() + limit;
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  deadline_ = Clock::time_point::max();
}

/// Each step returns whether the next one can run at once.
void Connection::advance() {
  bool go_on = true;
  while (go_on) {
    switch (phase_) {
      case Phase::idle:
        go_on = start_head();
        break;
      case Phase::head:
        go_on = read_head();
        break;
      case Phase::body:
        go_on = read_body();
        break;
      case Phase::reply:
        go_on = write();
        break;
      case Phase::held:
      case Phase::handling:
      case Phase::streaming:
      case Phase::lingering:
      case Phase::closed:
        go_on = false;
        break;
    }
  }
}

bool Connection::wait_for_bytes(std::size_t most) {
  if (reading_) return false;
  reading_ = true;
  const std::size_t room = buffer_.max_size() - buffer_.size();
  socket_.async_read_some(buffer_.prepare(std::min(most, room)),
                          [self = shared_from_this()](error_code ec, std::size_t bytes) {
                            self->on_read(ec, bytes);
                          });
  return false;
}

void Connection::on_read(error_code ec, std::size_t bytes) {
  reading_ = false;
  if (phase_ == Phase::closed) return;
  if (ec) {
    close();
  } else if (phase_ == Phase::streaming || phase_ == Phase::lingering) {
    wait_for_bytes(kHeadRead);  // whatever it says is ignored; only its end matters
  } else {
    buffer_.commit(bytes);
    advance();
  }
  server_.settle();
}

bool Connection::start_head() {
  if (buffer_.size() > 0) {
    enter(Phase::head, server_.limits().header_deadline);
    return true;
  }
  if (server_.stopping()) {
    close();
    return false;
  }
  if (buffer_.capacity() > kIdleBuffer) buffer_.shrink_to_fit();
  return wait_for_bytes(kHeadRead);
}

bool Connection::read_head() {
  buffer_.consume(reader_.feed(unread()));
  switch (reader_.stage()) {
    case RequestReader::Stage::head:
      return wait_for_bytes(kHeadRead);
    case RequestReader::Stage::refused:
      return refuse(reader_.refusal());
    default:
      return consider_head();
  }
}

bool Connection::consider_head() {
  server_.count_request();
  HttpRequest& request = reader_.request();
  request.peer = peer_;
  head_only_ = request.method == "HEAD";
  HeadVerdict verdict = server_.handler().on_head(request);
  if (!verdict.accept) return refuse_with(std::move(verdict.refusal));
  reader_.allow_body(std::min(verdict.body_limit, server_.budget().capacity()));
  if (reader_.stage() == RequestReader::Stage::refused) return refuse(reader_.refusal());
  if (reader_.stage() == RequestReader::Stage::complete) return deliver();
  continue_due_ = reader_.framing().expects_continue;
  enter(Phase::body, server_.limits().body_deadline);
  return true;
}

bool Connection::read_body() {
  const std::uint64_t have = reader_.request().body.size();
  if (!share_.cover(have + buffer_.size(), reader_.framing().length)) {
    enter(Phase::held, server_.limits().hold);
    server_.hold(id_);
    return false;
  }
  if (buffer_.size() > 0) {
    reader_.request().body.reserve(share_.held());
    buffer_.consume(reader_.feed(unread()));
    continue_due_ = false;
  }
  if (reader_.stage() == RequestReader::Stage::refused) return refuse(reader_.refusal());
  if (reader_.stage() == RequestReader::Stage::complete) return deliver();
  if (continue_due_) {
    continue_due_ = false;
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    error_code ec;
    if (socket_.write_some(net::buffer(kContinue), ec) != kContinue.size()) {
      close();
      return false;
    }
  }
  return wait_for_bytes(kBodyRead);
}

bool Connection::resume_body() {
  if (phase_ != Phase::held) return true;
  const std::uint64_t have = reader_.request().body.size();
  if (!share_.cover(have + buffer_.size(), reader_.framing().length)) return false;
  enter(Phase::body, server_.limits().body_deadline);
  advance();
  return true;
}

bool Connection::deliver() {
  enter(Phase::handling);
  keep_alive_ = reader_.keep_alive();
  HttpRequest request = std::move(reader_.request());
  RequestHandler& handler = server_.handler();
  if (request.method == "GET" && request.body.empty() && handler.wants_stream(request)) {
    return begin_stream(std::move(request));
  }
  auto ticket = std::make_shared<Ticket>(server_.queue(), id_);
  handler.on_request(std::move(request), [ticket = std::move(ticket)](HttpReply reply) {
    ticket->answer(std::move(reply));
  });
  return false;
}

void Connection::answer(HttpReply reply) {
  if (phase_ != Phase::handling) return;
  release_share();
  prepare(std::move(reply), keep_alive_ && !server_.stopping());
  advance();
}

bool Connection::refuse(const Refusal& refusal) { return refuse_with(refusal_reply(refusal)); }

bool Connection::refuse_with(HttpReply reply) {
  server_.count_refused();
  release_share();
  unread_request_ = true;
  prepare(std::move(reply), false);
  return true;
}

bool Connection::release_share() {
  if (!share_.release()) return false;
  server_.budget_freed();
  return true;
}

void Connection::prepare(HttpReply reply, bool keep_alive) {
  out_.clear();
  out_body_.clear();
  sent_ = 0;
  keep_alive_ = keep_alive;
  const ReplyFrame frame{keep_alive, head_only_, reader_.minor()};
  if (append_head(reply, frame, out_)) {
    if (reply.body.size() <= kJoinedBody) {
      out_ += reply.body;
    } else {
      out_body_ = std::move(reply.body);
    }
  }
  enter(Phase::reply, server_.limits().body_deadline);
}

/// Writes what the socket takes at once, which nearly always is everything.
bool Connection::write() {
  if (writing_) return false;
  while (sent_ < out_.size() + out_body_.size()) {
    const std::size_t of_head = std::min(sent_, out_.size());
    const std::array<net::const_buffer, 2> rest{net::buffer(out_) + of_head,
                                                net::buffer(out_body_) + (sent_ - of_head)};
    error_code ec;
    sent_ += socket_.write_some(rest, ec);
    if (ec == net::error::would_block) {
      write_rest();
      return false;
    }
    if (ec) {
      close();
      return false;
    }
  }
  return after_write();
}

void Connection::write_rest() {
  writing_ = true;
  socket_.async_wait(tcp::socket::wait_write,
                     [self = shared_from_this()](error_code ec) { self->on_written(ec); });
}

void Connection::on_written(error_code ec) {
  writing_ = false;
  if (phase_ == Phase::closed) return;
  if (ec) {
    close();
  } else if (phase_ == Phase::streaming) {
    pump_stream();
  } else {
    advance();
  }
  server_.settle();
}

bool Connection::after_write() {
  if (!keep_alive_) return linger();
  out_body_ = std::string();
  reader_.next();
  head_only_ = false;
  enter(Phase::idle, server_.limits().idle_deadline);
  return true;
}

/// Closing with bytes unread would reset the connection and could take our reply with it.
bool Connection::linger() {
  if (!unread_request_ && buffer_.size() == 0) {
    close();
    return false;
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  buffer_.consume(buffer_.size());
  enter(Phase::lingering, kLinger);
  return wait_for_bytes(kBodyRead);
}

bool Connection::begin_stream(HttpRequest request) {
  enter(Phase::streaming);
  out_.clear();
  out_body_.clear();
  sent_ = 0;
  append_stream_head(out_);
  pipe_ = std::make_shared<StreamPipe>(server_.queue(), id_);
  server_.handler().on_stream(std::move(request), make_event_sink(pipe_));
  wait_for_bytes(kHeadRead);
  pump_stream();
  return false;
}

void Connection::pump_stream() {
  if (phase_ != Phase::streaming || writing_) return;
  out_.erase(0, sent_);
  sent_ = 0;
  const StreamPipe::State state = pipe_->drain(out_);
  if (state == StreamPipe::State::broken) return close();
  error_code ec;
  while (sent_ < out_.size() && !ec) {
    sent_ += socket_.write_some(net::buffer(out_) + sent_, ec);
  }
  pipe_->set_unsent(out_.size() - sent_);
  if (ec == net::error::would_block) {
    deadline_ = Clock::now() + server_.limits().body_deadline;
    return write_rest();
  }
  if (ec) return close();
  deadline_ = Clock::time_point::max();
  if (state == StreamPipe::State::finished) {
    unread_request_ = true;
    linger();
  }
}

void Connection::expire() {
  static constexpr Refusal kSlow{408, "timeout", "the request took too long to arrive"};
  static constexpr Refusal kBusy{503, "overloaded", "too many bytes in flight, try again"};
  switch (phase_) {
    case Phase::head:
    case Phase::body:
      refuse(kSlow);
      return advance();
    case Phase::held:
      refuse(kBusy);
      return advance();
    default:
      return close();
  }
}

void Connection::wind_down() {
  if (phase_ == Phase::idle || phase_ == Phase::streaming || phase_ == Phase::lingering) close();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  enter(Phase::closed);
  release_share();
  if (pipe_) pipe_->break_off();
  error_code ignored;
  socket_.close(ignored);
  server_.forget(*this);
}

// ---- Server

Server::Server(RequestHandler& handler, const ServerLimits& limits)
    : handler_(handler), limits_(limits), budget_(limits.in_flight_bytes) {
  queue_ = std::make_shared<ReplyQueue>([this] { net::post(context_, [this] { settle(); }); });
}

Server::~Server() { stop(Duration::zero()); }

Error listen_error(const std::string& address, const error_code& ec) {
  return {"listen_failed", address + ": " + ec.message()};
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
  if (!ec) listener.acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
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
  if (getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 ||
      listening == 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &name_size) != 0 ||
      (name.ss_family != AF_INET && name.ss_family != AF_INET6)) {
    return Error{"bad_descriptor", "not a listening TCP socket"};
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
  queue_->set_io_thread(std::this_thread::get_id());
  context_.run();
}

void Server::stop(Duration grace) {
  if (thread_.joinable()) {
    net::post(context_, [this, grace] { begin_stop(grace); });
    thread_.join();
  }
  queue_->close();
  connections_.clear();
  listeners_.clear();
}

ServerStats Server::stats() const {
  return {open_.load(std::memory_order_relaxed), requests_.load(std::memory_order_relaxed),
          refused_.load(std::memory_order_relaxed), budget_.used()};
}

void Server::accept(Listener& listener) {
  listener.acceptor.async_accept([this, &listener](error_code ec, tcp::socket socket) {
    on_accept(listener, ec, std::move(socket));
  });
}

/// Out of descriptors or memory: the queue of the kernel waits while we make room.
void Server::on_accept(Listener& listener, error_code ec, tcp::socket socket) {
  if (stopping_ || ec == net::error::operation_aborted) return;
  if (!ec) admit(std::move(socket));
  const bool exhausted = ec == net::error::no_descriptors || ec == net::error::no_memory ||
                         ec == net::error::no_buffer_space ||
                         ec == boost::system::errc::too_many_files_open_in_system;
  if (exhausted) {
    make_room();
    listener.pause.expires_after(kAcceptPause);
    listener.pause.async_wait([this, &listener](error_code cancelled) {
      if (!cancelled && !stopping_) accept(listener);
    });
  } else {
    accept(listener);
  }
  settle();
}

std::string peer_name(const tcp::endpoint& endpoint) {
  const net::ip::address address = endpoint.address();
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
  return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
}

void Server::admit(tcp::socket socket) {
  error_code ec;
  const tcp::endpoint endpoint = socket.remote_endpoint(ec);
  if (ec) return;
  std::string peer = peer_name(endpoint);
  const auto known = per_peer_.find(peer);
  const bool peer_full = known != per_peer_.end() && known->second >= limits_.connections_per_peer;
  if (peer_full || (connections_.size() >= limits_.connections && !make_room())) {
    return turn_away(socket);
  }
  ++per_peer_[peer];
  const std::uint64_t id = next_id_++;
  auto connection = std::make_shared<Connection>(*this, id, std::move(socket), std::move(peer));
  connections_.emplace(id, connection);
  open_.store(connections_.size(), std::memory_order_relaxed);
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

void Server::turn_away(tcp::socket& socket) {
  count_refused();
  const HttpReply reply = refusal_reply({503, "overloaded", "too many connections"});
  std::string out;
  append_head(reply, {false, false, 1}, out);
  out += reply.body;
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(net::buffer(out), ignored);
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

void Server::forget(const Connection& connection) {
  const auto peer = per_peer_.find(connection.peer());
  if (peer != per_peer_.end() && --peer->second == 0) per_peer_.erase(peer);
  connections_.erase(connection.id());
  open_.store(connections_.size(), std::memory_order_relaxed);
}

Connection* Server::find(std::uint64_t id) {
  const auto found = connections_.find(id);
  return found == connections_.end() ? nullptr : found->second.get();
}

void Server::settle() {
  for (;;) {
    queue_->take(batch_);
    if (batch_.empty() && !budget_freed_) break;
    hand_out(batch_);
    if (budget_freed_) resume_held();
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
  budget_freed_ = false;
  std::deque<std::uint64_t> waiting;
  waiting.swap(held_);
  for (const std::uint64_t id : waiting) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) continue;
    const std::shared_ptr<Connection> connection = found->second;
    if (!connection->resume_body()) held_.push_back(id);
  }
}

void Server::schedule_sweep() {
  const Duration shortest =
      std::min({limits_.header_deadline, limits_.body_deadline, limits_.idle_deadline,
                limits_.hold, Duration(kSweep)});
  Clock::time_point next = Clock::now() + std::max(shortest, Duration(10));
  for (const std::uint64_t id : held_) {
    if (const Connection* connection = find(id)) next = std::min(next, connection->deadline());
  }
  sweep_timer_.expires_at(std::min(next, stop_at_));
  sweep_timer_.async_wait([this](error_code ec) {
    if (!ec) sweep();
  });
}

void Server::sweep() {
  const Clock::time_point now = Clock::now();
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
  settle();
  if (!stopped_) schedule_sweep();
}

void Server::begin_stop(Duration grace) {
  stopping_ = true;
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
  if (!stopping_ || stopped_ || !connections_.empty()) return;
  stopped_ = true;
  context_.stop();
}

}  // namespace

std::unique_ptr<HttpServer> make_http_server(RequestHandler& handler, const ServerLimits& limits) {
  return std::make_unique<Server>(handler, limits);
}

}  // namespace triaged::io

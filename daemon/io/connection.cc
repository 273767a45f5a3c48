#include "io/connection.h"

#include <algorithm>

#include "io/reply_text.h"

namespace triaged::io {
namespace {

constexpr std::size_t kHeadRead = 4096;
constexpr std::size_t kBodyRead = 32U << 10;
constexpr std::size_t kJoinedBody = 16U << 10;  ///< bodies up to this are written with their head
constexpr Duration kLinger = std::chrono::seconds{2};

}  // namespace

Connection::Connection(ConnectionHost& host, std::uint64_t id, std::unique_ptr<Wire> wire,
                       std::string peer)
    : host_(host),
      id_(id),
      wire_(std::move(wire)),
      peer_(std::move(peer)),
      reader_(host.limits.header_bytes, host.limits.header_fields),
      share_(host.budget) {
  enter(Phase::idle, host.limits.idle_deadline);
}

void Connection::enter(Phase phase, Duration limit) {
  phase_ = phase;
  deadline_ = host_.now() + limit;
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  deadline_ = Time::max();
}

/// Each step returns whether the next one can run at once.
void Connection::advance() {
  bool go_on = true;
  while (go_on) {
    switch (phase_) {
      case Phase::idle: go_on = start_head(); break;
      case Phase::head: go_on = read_head(); break;
      case Phase::body: go_on = read_body(); break;
      case Phase::reply: go_on = write(); break;
      case Phase::held:
      case Phase::handling:
      case Phase::streaming:
      case Phase::lingering:
      case Phase::closed: go_on = false; break;
    }
  }
}

// ---- reading

bool Connection::receive(std::size_t most) {
  if (!receiving_) {
    receiving_ = true;
    wire_->receive(most, shared_from_this());
  }
  return false;
}

void Connection::on_received(bool alive) {
  receiving_ = false;
  if (phase_ == Phase::closed) return;
  if (!alive) {
    close();
  } else if (phase_ == Phase::streaming || phase_ == Phase::lingering) {
    wire_->consume(wire_->unread().size());  // whatever it says; only its end matters
    receive(kHeadRead);
  } else {
    advance();
  }
  host_.settle();
}

bool Connection::start_head() {
  if (!wire_->unread().empty()) {
    enter(Phase::head, host_.limits.header_deadline);
    return true;
  }
  if (host_.stopping) {
    close();
    return false;
  }
  return receive(kHeadRead);
}

bool Connection::read_head() {
  wire_->consume(reader_.feed(wire_->unread()));
  switch (reader_.stage()) {
    case RequestReader::Stage::refused: return refuse(reader_.refusal());
    case RequestReader::Stage::head:
      if (!wire_->unread().empty()) return receive(kHeadRead);
      enter(Phase::idle, host_.limits.idle_deadline);  // only an empty line came
      return true;
    default: return consider_head();
  }
}

bool Connection::consider_head() {
  ++host_.requests;
  HttpRequest& request = reader_.request();
  request.peer = peer_;
  head_only_ = request.method == "HEAD";
  HeadVerdict verdict = host_.handler.on_head(request);
  if (!verdict.accept) return refuse_with(std::move(verdict.refusal));
  reader_.allow_body(std::min(verdict.body_limit, host_.budget.capacity()));
  if (reader_.stage() == RequestReader::Stage::refused) return refuse(reader_.refusal());
  if (reader_.stage() == RequestReader::Stage::complete) return deliver();
  continue_due_ = reader_.framing().expects_continue;
  enter(Phase::body, host_.limits.body_deadline);
  body_deadline_ = deadline_;
  return true;
}

bool Connection::cover_body() {
  const std::uint64_t needed = reader_.request().body.size() + wire_->unread().size();
  return share_.cover(needed, reader_.framing().length);
}

bool Connection::read_body() {
  if (!cover_body()) {
    enter(Phase::held, host_.limits.hold);
    host_.held.push_back(id_);
    return false;
  }
  std::string& body = reader_.request().body;
  if (!wire_->unread().empty()) {
    continue_due_ = false;
    body.reserve(share_.held());
    wire_->consume(reader_.feed(wire_->unread()));
  }
  if (reader_.stage() == RequestReader::Stage::refused) return refuse(reader_.refusal());
  if (reader_.stage() == RequestReader::Stage::complete) return deliver();
  if (continue_due_ && !send_continue()) return false;
  const std::uint64_t length = reader_.framing().length;
  const std::size_t rest = length > body.size() ? length - body.size() : kBodyRead;
  return receive(std::min(rest, kBodyRead));
}

/// The client waits for this before it sends the body.
bool Connection::send_continue() {
  static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  continue_due_ = false;
  if (wire_->send(kContinue, {}) == kContinue.size()) return true;
  close();
  return false;
}

bool Connection::resume_body() {
  if (phase_ != Phase::held) return true;
  if (!cover_body()) return false;
  phase_ = Phase::body;
  deadline_ = body_deadline_;
  advance();
  return true;
}

bool Connection::deliver() {
  enter(Phase::handling);
  keep_alive_ = reader_.keep_alive();
  HttpRequest request = std::move(reader_.request());
  if (request.method == "GET" && request.body.empty() && host_.handler.wants_stream(request)) {
    return begin_stream(std::move(request));
  }
  auto ticket = std::make_shared<Ticket>(host_.queue, id_);
  host_.handler.on_request(std::move(request), [ticket = std::move(ticket)](HttpReply reply) {
    ticket->answer(std::move(reply));
  });
  return false;
}

void Connection::release_share() {
  if (share_.release()) host_.budget_freed = true;
}

// ---- replying

void Connection::answer(HttpReply reply) {
  if (phase_ != Phase::handling) return;
  release_share();
  prepare(std::move(reply), keep_alive_ && !host_.stopping);
  advance();
}

bool Connection::refuse(const Refusal& refusal) {
  ++host_.refused;
  return refuse_with(refusal_reply(refusal));
}

bool Connection::refuse_with(HttpReply reply) {
  release_share();
  unread_request_ = true;
  prepare(std::move(reply), false);
  return true;
}

void Connection::prepare(HttpReply reply, bool keep_alive) {
  out_.clear();
  out_body_.clear();
  sent_ = 0;
  keep_alive_ = keep_alive;
  if (append_head(reply, {keep_alive, head_only_, reader_.minor()}, out_)) {
    if (reply.body.size() <= kJoinedBody) {
      out_ += reply.body;
    } else {
      out_body_ = std::move(reply.body);
    }
  }
  enter(Phase::reply, host_.limits.body_deadline);
}

/// Writes what the wire takes at once, which nearly always is everything.
bool Connection::write() {
  if (waiting_for_room_) return false;
  const std::size_t of_head = std::min(sent_, out_.size());
  const auto taken = wire_->send(std::string_view(out_).substr(of_head),
                                 std::string_view(out_body_).substr(sent_ - of_head));
  if (!taken) {
    close();
    return false;
  }
  sent_ += *taken;
  if (sent_ == out_.size() + out_body_.size()) return after_write();
  wait_for_room();
  return false;
}

void Connection::wait_for_room() {
  waiting_for_room_ = true;
  wire_->wait_for_room(shared_from_this());
}

void Connection::on_room(bool alive) {
  waiting_for_room_ = false;
  if (phase_ == Phase::closed) return;
  if (!alive) {
    close();
  } else if (phase_ == Phase::streaming) {
    pump_stream();
  } else {
    advance();
  }
  host_.settle();
}

bool Connection::after_write() {
  if (!keep_alive_) return linger();
  out_body_ = std::string();
  reader_.next();
  head_only_ = false;
  enter(Phase::idle, host_.limits.idle_deadline);
  return true;
}

/// Closing with bytes unread would reset the connection and could take our reply with it.
bool Connection::linger() {
  if (!unread_request_ && wire_->unread().empty()) {
    close();
    return false;
  }
  wire_->finish_sending();
  wire_->consume(wire_->unread().size());
  enter(Phase::lingering, kLinger);
  return receive(kBodyRead);
}

// ---- event streams

bool Connection::begin_stream(HttpRequest request) {
  enter(Phase::streaming);
  out_.clear();
  sent_ = 0;
  append_stream_head(out_);
  pipe_ = std::make_shared<StreamPipe>(host_.queue, id_);
  host_.handler.on_stream(std::move(request), make_event_sink(pipe_));
  receive(kHeadRead);
  pump_stream();
  return false;
}

void Connection::pump_stream() {
  if (phase_ != Phase::streaming || waiting_for_room_) return;
  out_.erase(0, sent_);
  const StreamPipe::State state = pipe_->drain(out_);
  const auto taken = wire_->send(out_, {});
  if (!taken || state == StreamPipe::State::broken) return close();
  sent_ = *taken;
  const std::size_t unsent = out_.size() - sent_;
  pipe_->set_unsent(unsent);
  if (unsent > 0) {
    deadline_ = host_.now() + host_.limits.body_deadline;
    return wait_for_room();
  }
  deadline_ = Time::max();
  if (state != StreamPipe::State::finished) return;
  unread_request_ = true;
  linger();
}

// ---- ends

void Connection::expire() {
  static constexpr Refusal kSlow{408, "timeout", "the request took too long to arrive"};
  static constexpr Refusal kBusy{503, "overload", "too many bytes in flight, try again"};
  if (phase_ != Phase::head && phase_ != Phase::body && phase_ != Phase::held) return close();
  refuse(phase_ == Phase::held ? kBusy : kSlow);
  advance();
}

void Connection::wind_down() {
  if (phase_ == Phase::idle || phase_ == Phase::streaming || phase_ == Phase::lingering) close();
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  enter(Phase::closed);
  release_share();
  if (pipe_) pipe_->break_off();
  wire_->close();
  host_.forget(*this);
}

}  // namespace triaged::io

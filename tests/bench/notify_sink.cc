#include "notify_sink.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <string>

#include "clock.h"
#include "http_message.h"

namespace triaged::bench {
namespace {

constexpr std::string_view kMarker = "unit-";
constexpr size_t kDigits = 6;

std::string http_answer(std::string_view type, std::string_view body) {
  std::string out = "HTTP/1.1 200 OK\r\nContent-Type: ";
  out += type;
  out += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return out += body;
}

// One answer that satisfies every Slack method a sender may try: each reads only its own fields.
std::string slack_answer(uint64_t number) {
  return http_answer(
      "application/json; charset=utf-8",
      R"({"ok":true,"channel":"C0BENCH","ts":"1700000000.)" + std::to_string(100'000 + number) +
          R"(","messages":[],"has_more":false,"user_id":"U0BENCH","team_id":"T0BENCH",)"
          R"("bot_id":"B0BENCH","url":"http://127.0.0.1/"})");
}

}  // namespace

class SinkConnection final : public Watcher {
 public:
  SinkConnection(NotifySink& sink, Socket socket) : sink_(sink), socket_(std::move(socket)) {}
  int fd() const { return socket_.fd(); }
  void on_events(uint32_t events) override;

 private:
  void take();
  void close() { socket_ = Socket{}; }
  void write(std::string_view bytes) { ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL); }

  NotifySink& sink_;
  Socket socket_;
  HttpMessage message_;
};

void SinkConnection::on_events(uint32_t /*events*/) {
  std::array<char, 65'536> bytes;
  const ssize_t got = recv(fd(), bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return close();
  const bool had_header = message_.has_header();
  const auto state = message_.feed({bytes.data(), static_cast<size_t>(got)});
  if (state == HttpMessage::State::complete) return take();
  if (state == HttpMessage::State::bad) {
    sink_.reject();
    return close();
  }
  if (!had_header && message_.header_contains("100-continue")) {
    write("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

void SinkConnection::take() {
  sink_.arrived(message_.body(), monotonic_ns());
  const bool slack = message_.start_line().find("/api/") != std::string_view::npos;
  write(slack ? slack_answer(sink_.posts()) : http_answer("text/plain", "ok"));
  message_.clear();
}

NotifySink::NotifySink(EventLoop& loop, int listener, uint64_t first, uint64_t count)
    : loop_(loop), listener_(listener), first_(first), sent_ns_(count), arrived_ns_(count) {
  set_nonblocking(listener);
  loop_.add(listener, EPOLLIN, *this);
}

NotifySink::~NotifySink() = default;

void NotifySink::on_events(uint32_t /*events*/) {
  Socket accepted = accept_one(listener_.fd());
  if (!accepted) return;
  ++counts_.connections;
  connections_.push_back(std::make_unique<SinkConnection>(*this, std::move(accepted)));
  loop_.add(connections_.back()->fd(), EPOLLIN, *connections_.back());
}

void NotifySink::sent(uint64_t number, uint64_t now) {
  if (number < sent_ns_.size()) sent_ns_[number] = now;
}

void NotifySink::arrived(std::string_view body, uint64_t now) {
  ++counts_.posts;
  size_t at = body.find(kMarker);
  while (at != std::string_view::npos && at + kMarker.size() + kDigits <= body.size()) {
    uint64_t incident = 0;
    const char* digits = body.data() + at + kMarker.size();
    const auto read = std::from_chars(digits, digits + kDigits, incident);
    if (read.ptr == digits + kDigits) mark(incident, now);
    at = body.find(kMarker, at + kMarker.size());
  }
}

void NotifySink::mark(uint64_t incident, uint64_t now) {
  const uint64_t number = incident - first_;  // wraps for a stranger, and then is out of range
  if (number >= sent_ns_.size() || sent_ns_[number] == 0 || arrived_ns_[number] != 0) return;
  arrived_ns_[number] = now;
}

void NotifySink::drain(uint64_t limit_ns) {
  const uint64_t started = monotonic_ns();
  while (missing() > 0 && monotonic_ns() - started < limit_ns) loop_.wait(kSecond / 20);
}

SinkResult NotifySink::result() const {
  SinkResult result = counts_;
  result.missing = missing();
  for (size_t i = 0; i < sent_ns_.size(); ++i) {
    if (arrived_ns_[i] != 0) result.latencies_ns.push_back(arrived_ns_[i] - sent_ns_[i]);
  }
  return result;
}

uint64_t NotifySink::missing() const {
  return static_cast<uint64_t>(std::count(arrived_ns_.begin(), arrived_ns_.end(), 0));
}

}  // namespace triaged::bench

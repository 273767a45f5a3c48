#include "connection.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace triaged::bench {

Connection::Connection(EventLoop& loop, uint16_t port, ResponseListener& listener)
    : loop_(loop), port_(port), listener_(listener) {}

bool Connection::reopen() {
  socket_ = connect_loopback(port_);
  if (!socket_) return false;
  waits_to_write_ = false;
  response_.clear();
  loop_.add(socket_.fd(), EPOLLIN, *this);
  return true;
}

void Connection::send(std::string_view request) {
  if (!socket_ && !reopen()) return fail();
  unsent_ = request;
  response_.clear();
  flush();
}

void Connection::on_events(uint32_t events) {
  if ((events & EPOLLOUT) != 0 && !unsent_.empty()) flush();
  if (socket_ && (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) receive();
}

void Connection::flush() {
  while (!unsent_.empty()) {
    const ssize_t sent = ::send(socket_.fd(), unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno != EAGAIN) return;  // the read side reports the broken connection
    if (sent < 0) break;
    unsent_.remove_prefix(static_cast<size_t>(sent));
  }
  const bool wants_to_write = !unsent_.empty();
  if (wants_to_write == waits_to_write_) return;
  waits_to_write_ = wants_to_write;
  loop_.change(socket_.fd(), EPOLLIN | (wants_to_write ? EPOLLOUT : 0U), *this);
}

void Connection::receive() {
  std::array<char, 16'384> bytes;
  const ssize_t got = recv(socket_.fd(), bytes.data(), bytes.size(), 0);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) return fail();
  const auto state = response_.feed({bytes.data(), static_cast<size_t>(got)});
  if (state == HttpMessage::State::bad) return fail();
  if (state != HttpMessage::State::complete) return;
  if (response_.header_contains("connection: close")) socket_ = Socket{};
  listener_.answered(*this, response_.status());
}

void Connection::fail() {
  socket_ = Socket{};
  unsent_ = {};
  listener_.broke(*this);
}

}  // namespace triaged::bench

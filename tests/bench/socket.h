// Owns one descriptor; the few socket calls the benchmark needs, all of them on 127.0.0.1 only.
#pragma once

#include <cstdint>
#include <utility>

namespace triaged::bench {

class Socket {
 public:
  Socket() = default;
  explicit Socket(int fd) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// Connects, blocking, then makes it non-blocking with TCP_NODELAY. Empty on failure, errno kept.
Socket connect_loopback(uint16_t port);

// The next waiting connection of a non-blocking listener, non-blocking itself; empty if none.
Socket accept_one(int listener);

void set_nonblocking(int fd);

}  // namespace triaged::bench

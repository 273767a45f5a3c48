#pragma once
// A blocking TCP client for tests that says exactly what goes over the wire.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace triaged::io::test {

class SocketClient {
 public:
  /// `address` is what listen() returned: 127.0.0.1:PORT.
  explicit SocketClient(const std::string& address) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port =
        htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
    peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd_, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
      ::close(fd_);
      throw std::runtime_error("connect failed");
    }
  }
  ~SocketClient() { close(); }
  SocketClient(SocketClient&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  SocketClient& operator=(SocketClient&&) = delete;
  SocketClient(const SocketClient&) = delete;

  /// False: the server is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// What arrives until the server closes, until it is quiet for `patience`, or until `enough`
  /// was seen in it.
  std::string receive(std::chrono::milliseconds patience = std::chrono::seconds(3),
                      std::string_view enough = {}) {
    std::string all;
    pollfd ready{fd_, POLLIN, 0};
    while (enough.empty() || all.find(enough) == all.npos) {
      if (poll(&ready, 1, static_cast<int>(patience.count())) != 1) break;
      char bytes[16384];
      const ssize_t size = recv(fd_, bytes, sizeof bytes, 0);
      ended_ = size <= 0;
      if (ended_) break;
      all.append(bytes, static_cast<std::size_t>(size));
    }
    return all;
  }

  /// The last receive() saw the end of the connection.
  bool ended() const { return ended_; }
  void finish_sending() { shutdown(fd_, SHUT_WR); }
  int descriptor() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
  bool ended_ = false;
};

}  // namespace triaged::io::test

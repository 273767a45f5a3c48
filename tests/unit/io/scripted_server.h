#pragma once
// A TCP server on loopback that misbehaves on purpose: the script gets each accepted connection in
// order, on the server's own thread, and does with the socket what it likes.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace triaged::io::test {

class ScriptedServer {
 public:
  /// Called with the number of the connection and its socket, which is closed afterwards.
  using Script = std::function<void(int number, int fd)>;

  explicit ScriptedServer(Script script) : script_(std::move(script)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(listener_, 16) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("cannot listen");
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~ScriptedServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::string url(const std::string& path = "/", const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
  }

  /// Reads up to the end of a head and `body` bytes more; empty if the peer closed before.
  static std::string read_request(int fd, std::size_t body = 0) {
    std::string all;
    char bytes[4096];
    for (;;) {
      const std::size_t end = all.find("\r\n\r\n");
      if (end != all.npos && all.size() >= end + 4 + body) return all;
      const ssize_t size = recv(fd, bytes, sizeof bytes, 0);
      if (size <= 0) return {};
      all.append(bytes, static_cast<std::size_t>(size));
    }
  }
  static void reply(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  /// Makes the close that follows a reset.
  static void reset(int fd) {
    const linger hard{1, 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  /// Returns when the peer has closed.
  static void wait_for_end(int fd) {
    char bytes[4096];
    while (recv(fd, bytes, sizeof bytes, 0) > 0) {
    }
  }

 private:
  void run() {
    for (int number = 0;; ++number) {
      const int fd = accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      script_(number, fd);
      close(fd);
    }
  }

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace triaged::io::test

#include "io/notify.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace triaged::io {
namespace {

constexpr int kFirstPassed = 3;
constexpr int kMostPassed = 64;

/// Null if unset. The environment is read and changed before there are threads.
const char* variable(const char* name) {
  return std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
}

std::optional<long long> read_number(const char* text) {
  if (!text) return std::nullopt;
  const std::string_view digits(text);
  long long value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool is_for_us(const char* name) {
  const auto pid = read_number(variable(name));
  return pid && *pid == getpid();
}

std::vector<int> passed_sockets() {
  std::vector<int> sockets;
  const auto count = read_number(variable("LISTEN_FDS"));
  if (!count || !is_for_us("LISTEN_PID")) return sockets;
  for (int fd = kFirstPassed; fd < kFirstPassed + std::clamp<long long>(*count, 0, kMostPassed);
       ++fd) {
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) == 0) sockets.push_back(fd);
  }
  return sockets;
}

/// WATCHDOG_PID may be absent, which means everyone.
std::optional<Duration> watchdog_interval() {
  const auto microseconds = read_number(variable("WATCHDOG_USEC"));
  if (!microseconds || *microseconds <= 0) return std::nullopt;
  if (variable("WATCHDOG_PID") && !is_for_us("WATCHDOG_PID")) return std::nullopt;
  return std::chrono::duration_cast<Duration>(std::chrono::microseconds(*microseconds));
}

/// Fills `address` and returns its length; 0: not a usable name.
socklen_t fill_address(const std::string& name, sockaddr_un& address) {
  if (name.size() < 2 || name.size() >= sizeof address.sun_path) return 0;
  if (name[0] != '/' && name[0] != '@') return 0;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  if (name[0] == '@') address.sun_path[0] = '\0';
  const std::size_t end = name[0] == '@' ? name.size() : name.size() + 1;
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + end);
}

}  // namespace

ServiceEnvironment read_service_environment() {
  ServiceEnvironment found;
  if (const char* socket = variable("NOTIFY_SOCKET")) found.notify_socket = socket;
  found.listen_sockets = passed_sockets();
  found.watchdog = watchdog_interval();
  for (const char* name : {"NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
                           "WATCHDOG_USEC", "WATCHDOG_PID"}) {
    unsetenv(name);  // NOLINT(concurrency-mt-unsafe)
  }
  return found;
}

bool ServiceNotifier::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const long long microseconds = now.tv_sec * 1'000'000LL + now.tv_nsec / 1000;
  return notify("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

bool ServiceNotifier::status(std::string_view text) const {
  std::string line = "STATUS=";
  line += text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return notify(line);
}

bool ServiceNotifier::notify(std::string_view lines) const {
  sockaddr_un address{};
  const socklen_t size = fill_address(socket_, address);
  if (size == 0) return false;
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const ssize_t sent = sendto(fd, lines.data(), lines.size(), MSG_NOSIGNAL,
                              reinterpret_cast<const sockaddr*>(&address), size);
  close(fd);
  return sent == static_cast<ssize_t>(lines.size());
}

}  // namespace triaged::io

#include "io/notify.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace triaged::io {
namespace {

/// The service manager's end, in the abstract namespace.
class Manager {
 public:
  Manager() : name_("@triaged-notify-" + std::to_string(getpid())) {
    fd_ = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path + 1, name_.data() + 1, name_.size() - 1);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    REQUIRE(bind(fd_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  }
  ~Manager() { close(fd_); }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  const std::string& name() const { return name_; }
  std::string received() {
    char bytes[4096];
    const ssize_t size = recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT);
    return size < 0 ? "nothing" : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  std::string name_;
  int fd_ = -1;
};

}  // namespace

TEST_CASE("the service manager hears the words of its protocol", "[io]") {
  Manager manager;
  const ServiceNotifier notifier(manager.name());
  CHECK(notifier.ready());
  CHECK(manager.received() == "READY=1");
  CHECK(notifier.stopping());
  CHECK(manager.received() == "STOPPING=1");
  CHECK(notifier.alive());
  CHECK(manager.received() == "WATCHDOG=1");
  CHECK(notifier.status("three incidents\nopen"));
  CHECK(manager.received() == "STATUS=three incidents open");
  CHECK(notifier.reloading());
  const std::string reloading = manager.received();
  CHECK(reloading.substr(0, 27) == "RELOADING=1\nMONOTONIC_USEC=");
  CHECK(std::stoll(reloading.substr(27)) > 0);
}

TEST_CASE("without a service manager nothing happens", "[io]") {
  const std::string too_long = "/" + std::string(200, 'x');
  for (const std::string& socket :
       {std::string(), std::string("/nonexistent/notify"), std::string("relative"),
        std::string("/"), std::string("@"), too_long}) {
    CHECK_FALSE(ServiceNotifier(socket).ready());
  }
}

TEST_CASE("the environment is read once and then gone", "[io]") {
  const std::string pid = std::to_string(getpid());
  setenv("NOTIFY_SOCKET", "@x", 1);
  setenv("WATCHDOG_USEC", "30000000", 1);
  setenv("WATCHDOG_PID", pid.c_str(), 1);
  const ServiceEnvironment found = read_service_environment();
  CHECK(found.notify_socket == "@x");
  CHECK(found.watchdog == Duration(30000));
  CHECK(found.listen_sockets.empty());
  const ServiceEnvironment again = read_service_environment();
  CHECK(again.notify_socket.empty());
  CHECK_FALSE(again.watchdog.has_value());
}

TEST_CASE("variables meant for another process are ignored", "[io]") {
  setenv("LISTEN_FDS", "1", 1);
  setenv("LISTEN_PID", "1", 1);
  setenv("WATCHDOG_USEC", "30000000", 1);
  setenv("WATCHDOG_PID", "1", 1);
  const ServiceEnvironment found = read_service_environment();
  CHECK(found.listen_sockets.empty());
  CHECK_FALSE(found.watchdog.has_value());

  for (const char* nonsense : {"", "x", "-1", "1x", "99999999999999999999"}) {
    setenv("WATCHDOG_USEC", nonsense, 1);
    setenv("LISTEN_FDS", nonsense, 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    const ServiceEnvironment broken = read_service_environment();
    CHECK_FALSE(broken.watchdog.has_value());
    CHECK(broken.listen_sockets.empty());
  }
}

TEST_CASE("passed sockets start at descriptor 3 and stay in this process",
          "[io][socket-activation]") {
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {  // descriptors 3 and 4 can be arranged freely here
    const int passed = socket(AF_INET, SOCK_STREAM, 0);
    dup2(passed, 3);
    dup2(passed, 4);
    setenv("LISTEN_FDS", "2", 1);
    setenv("LISTEN_PID", std::to_string(getpid()).c_str(), 1);
    const ServiceEnvironment found = read_service_environment();
    const bool good = found.listen_sockets == std::vector<int>{3, 4} &&
                      fcntl(3, F_GETFD) == FD_CLOEXEC && !std::getenv("LISTEN_FDS");
    _exit(good ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}

}  // namespace triaged::io

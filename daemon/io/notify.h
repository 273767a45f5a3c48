#pragma once
// Talking to the service manager without its library: the readiness protocol is one datagram per
// message, passed sockets and the watchdog are environment variables. Outside a service manager
// every call does nothing. Called by app, on the main thread at start and end, and by whoever
// proves that the loop is alive; notify() itself may be called on any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace triaged::io {

/// What the service manager said to this process.
struct ServiceEnvironment {
  std::string notify_socket;         ///< a path, or `@name` in the abstract namespace; may be empty
  std::vector<int> listen_sockets;   ///< passed listening sockets, close-on-exec already set
  std::optional<Duration> watchdog;  ///< kill interval; send alive() at less than half of it
};

/// Reads and removes the variables, so that children do not act on them. Call once, before threads.
ServiceEnvironment read_service_environment();

class ServiceNotifier {
 public:
  explicit ServiceNotifier(std::string socket) : socket_(std::move(socket)) {}

  /// The reload or the start is complete.
  bool ready() const { return notify("READY=1"); }
  /// A reload begins; followed by ready().
  bool reloading() const;
  bool stopping() const { return notify("STOPPING=1"); }
  bool alive() const { return notify("WATCHDOG=1"); }
  /// One line that people see in the status of the service.
  bool status(std::string_view text) const;

  /// Sends lines of `NAME=value`. False: no service manager, or it does not listen.
  bool notify(std::string_view lines) const;

 private:
  std::string socket_;
};

}  // namespace triaged::io

#pragma once
// The running daemon: opens the journal, starts the three threads, serves until told to stop. Used by
// `serve` and by `demo`, which differ in their options only. Main thread.

#include <functional>
#include <string>

#include "core/time.h"

namespace triaged::app {

struct ServeOptions {
  std::string config_file;
  std::string storage_path = "triaged-data";
  std::string listen_address = "127.0.0.1:9095";
  std::string log_level = "info";
  std::string log_format = "logfmt";
  Duration retention = std::chrono::hours{24 * 90};
  bool lifecycle = false;
  /// Called once the address is bound, on the main thread; may send requests to it from elsewhere.
  std::function<void(const std::string& address)> ready;
  /// Adds a console chat besides what is configured.
  bool console = false;
};

/// Returns the exit code. Blocks until SIGTERM or SIGINT; SIGHUP reloads.
int serve(const ServeOptions& options);

}  // namespace triaged::app

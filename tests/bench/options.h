// The command line of bench_load. `--help` prints the table in options.cc, which is the only list.
#pragma once

#include <cstdint>
#include <string>

#include "payload.h"

namespace triaged::bench {

struct Options {
  std::string label;
  uint16_t port = 0;
  int pid = 0;  // of the server, for its CPU and memory; 0 leaves them out
  Format format = Format::webhook;
  bool repeat = false;
  uint64_t known = 640;  // alerts that a repeat run cycles through
  uint32_t batch = 1;
  uint32_t connections = 64;
  uint64_t alerts = 100'000;
  uint64_t first = 0;
  double seconds = 30;
  double rate = 0;  // requests/s of the open loop; 0 is the closed loop
  uint32_t incidents = 0;
  uint64_t seed = 1;
  int64_t starts_at_ms = 0;  // 0 is now
  int64_t ends_at_ms = 0;
  int sink_fd = -1;
  double drain = 5;
};

// Prints the reason and exits 2 on a bad command line, exits 0 after --help.
Options parse_options(int argc, char** argv);

}  // namespace triaged::bench

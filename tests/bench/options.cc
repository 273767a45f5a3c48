#include "options.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace triaged::bench {
namespace {

struct Flag {
  std::string_view name;
  const char* help;
  void (*set)(Options&, const std::string&);
};

Format format_named(const std::string& name) {
  if (name == "webhook") return Format::webhook;
  if (name == "v2") return Format::v2;
  throw std::invalid_argument("--format is webhook or v2");
}

bool repeat_named(const std::string& name) {
  if (name == "repeat") return true;
  if (name == "distinct") return false;
  throw std::invalid_argument("--mode is distinct or repeat");
}

uint64_t natural(const std::string& text) {
  if (text.empty() || text[0] == '-') throw std::invalid_argument("not a number: " + text);
  return std::stoull(text);
}

uint32_t small(const std::string& text) {
  const uint64_t value = natural(text);
  if (value > 1'000'000) throw std::invalid_argument("too large: " + text);
  return static_cast<uint32_t>(value);
}

using Text = const std::string&;
const Flag kFlags[] = {
    {"--port", "server on 127.0.0.1",
     [](Options& o, Text v) { o.port = static_cast<uint16_t>(small(v)); }},
    {"--pid", "server process, for CPU and memory",
     [](Options& o, Text v) { o.pid = static_cast<int>(natural(v)); }},
    {"--label", "copied into the report", [](Options& o, Text v) { o.label = v; }},
    {"--format", "webhook | v2", [](Options& o, Text v) { o.format = format_named(v); }},
    {"--mode", "distinct | repeat", [](Options& o, Text v) { o.repeat = repeat_named(v); }},
    {"--known", "alerts a repeat run cycles through",
     [](Options& o, Text v) { o.known = natural(v); }},
    {"--batch", "alerts per request", [](Options& o, Text v) { o.batch = small(v); }},
    {"--connections", "keep-alive connections",
     [](Options& o, Text v) { o.connections = small(v); }},
    {"--alerts", "how many, in all", [](Options& o, Text v) { o.alerts = natural(v); }},
    {"--first", "index of the first alert", [](Options& o, Text v) { o.first = natural(v); }},
    {"--seconds", "longest run", [](Options& o, Text v) { o.seconds = std::stod(v); }},
    {"--rate", "open loop, requests/s", [](Options& o, Text v) { o.rate = std::stod(v); }},
    {"--incidents", "one service per incident, N of them",
     [](Options& o, Text v) { o.incidents = small(v); }},
    {"--seed", "of the corpus", [](Options& o, Text v) { o.seed = natural(v); }},
    {"--starts-at-ms", "wall clock base of startsAt, default now",
     [](Options& o, Text v) { o.starts_at_ms = std::stoll(v); }},
    {"--ends-at-ms", "endsAt of every alert, default none",
     [](Options& o, Text v) { o.ends_at_ms = std::stoll(v); }},
    {"--sink-fd", "inherited listening socket of the notification sink",
     [](Options& o, Text v) { o.sink_fd = static_cast<int>(natural(v)); }},
    {"--drain", "seconds to wait for notifications",
     [](Options& o, Text v) { o.drain = std::stod(v); }},
};

void print_help() {
  std::puts("bench_load: posts seeded alerts to 127.0.0.1, prints one JSON line.");
  for (const Flag& flag : kFlags) std::printf("  %-16s %s\n", flag.name.data(), flag.help);
}

void set(Options& options, std::string_view name, const std::string& value) {
  for (const Flag& flag : kFlags) {
    if (flag.name == name) return flag.set(options, value);
  }
  throw std::invalid_argument("unknown flag " + std::string{name});
}

void check(const Options& o) {
  if (o.port == 0) throw std::invalid_argument("--port is missing");
  if (o.batch == 0 || o.connections == 0 || o.alerts == 0 || o.known == 0) {
    throw std::invalid_argument("--batch, --connections, --alerts, --known: at least 1");
  }
  if (o.connections > 1000) throw std::invalid_argument("--connections: at most 1000");
  if (o.alerts > 20'000'000 || (!o.repeat && o.alerts > 2'000'000)) {
    throw std::invalid_argument("--alerts: at most 2,000,000 distinct or 20,000,000 repeated");
  }
  if (!(o.seconds > 0 && o.seconds <= 600) || !(o.drain >= 0 && o.drain <= 60)) {
    throw std::invalid_argument("--seconds: up to 600, --drain: up to 60");
  }
  if (!(o.rate >= 0 && o.rate <= 1e6)) throw std::invalid_argument("--rate: up to 1,000,000");
}

Options read(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; i += 2) {
    if (i + 1 == argc) throw std::invalid_argument(std::string{argv[i]} + " needs a value");
    set(options, argv[i], argv[i + 1]);
  }
  check(options);
  return options;
}

}  // namespace

Options parse_options(int argc, char** argv) {
  if (argc == 2 && std::string_view{argv[1]} == "--help") {
    print_help();
    std::exit(0);
  }
  try {
    return read(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_load: %s (--help lists the flags)\n", error.what());
    std::exit(2);
  }
}

}  // namespace triaged::bench

// bench_load: builds its requests, runs them against a server on loopback, prints one JSON line.
#include <cmath>
#include <csignal>
#include <cstdio>
#include <exception>
#include <memory>
#include <numeric>
#include <optional>

#include "clock.h"
#include "json_line.h"
#include "latency.h"
#include "load_run.h"
#include "notify_sink.h"
#include "options.h"
#include "process_stats.h"

namespace triaged::bench {
namespace {

struct Measured {
  Outcome outcome;
  CpuUse cpu;
  Memory memory;
  std::optional<SinkResult> notified;
};

std::vector<std::string> bodies_for(const Options& options) {
  PayloadSpec spec;
  spec.format = options.format;
  spec.shape = {options.seed, options.incidents};
  spec.times = {options.starts_at_ms > 0 ? options.starts_at_ms : wall_ms(), options.ends_at_ms};
  spec.batch = options.batch;
  spec.first = options.first;
  spec.alerts = options.repeat ? std::min(options.known, options.alerts) : options.alerts;
  spec.port = options.port;
  return build_requests(spec);
}

Plan plan_for(const Options& options) {
  Plan plan;
  plan.port = options.port;
  plan.connections = options.connections;
  plan.requests = (options.alerts + options.batch - 1) / options.batch;
  plan.period_ns =
      options.rate > 0 ? static_cast<uint64_t>(std::llround(kSecond / options.rate)) : 0;
  plan.limit_ns = static_cast<uint64_t>(options.seconds * kSecond);
  return plan;
}

Measured measure(const Options& options) {
  const std::vector<std::string> bodies = bodies_for(options);
  EventLoop loop;
  const Plan plan = plan_for(options);
  std::unique_ptr<NotifySink> sink;
  if (options.sink_fd >= 0) {
    sink = std::make_unique<NotifySink>(loop, options.sink_fd, options.first, plan.requests);
  }
  LoadRun run(loop, plan, bodies, sink.get());
  run.connect();
  const CpuSample before = sample_cpu(options.pid);
  Measured measured;
  measured.outcome = run.run();
  if (sink) {
    sink->drain(static_cast<uint64_t>(options.drain * kSecond));
    measured.notified = sink->result();
  }
  measured.cpu = cpu_between(before, sample_cpu(options.pid));
  measured.memory = read_memory(options.pid);
  return measured;
}

std::string errors_of(const Outcome& outcome) {
  JsonLine errors;
  errors.count("broken", outcome.broken).count("unanswered", outcome.unanswered);
  for (const auto& [status, count] : outcome.refused) {
    errors.count("http_" + std::to_string(status), count);
  }
  return errors.str();
}

uint64_t error_total(const Outcome& outcome) {
  return std::accumulate(outcome.refused.begin(), outcome.refused.end(),
                         outcome.broken + outcome.unanswered,
                         [](uint64_t sum, const auto& entry) { return sum + entry.second; });
}

void report_run(JsonLine& line, const Options& options) {
  line.text("label", options.label)
      .text("format", options.format == Format::webhook ? "webhook" : "v2")
      .text("mode", options.repeat ? "repeat" : "distinct")
      .count("batch", options.batch)
      .count("connections", options.connections)
      .number("rate", options.rate);
}

void report_outcome(JsonLine& line, const Options& options, const Outcome& outcome) {
  const double seconds = static_cast<double>(outcome.elapsed_ns) * 1e-9;
  const auto requests = static_cast<double>(outcome.ack_ns.size());
  const Percentiles ack = percentiles(outcome.ack_ns);
  line.number("seconds", seconds)
      .count("requests", outcome.ack_ns.size())
      .count("alerts", outcome.ack_ns.size() * options.batch)
      .number("requests_per_s", requests / seconds)
      .number("alerts_per_s", requests * options.batch / seconds)
      .number("ack_p50_us", ack.p50_us)
      .number("ack_p99_us", ack.p99_us)
      .number("ack_max_us", ack.max_us)
      .count("unsent", outcome.unsent)
      .count("errors", error_total(outcome))
      .raw("error_kinds", errors_of(outcome));
}

void report_process(JsonLine& line, const Options& options, const Measured& measured) {
  const auto alerts = static_cast<double>(measured.outcome.ack_ns.size() * options.batch);
  line.number("server_cpu_s", measured.cpu.server_s)
      .number("cpu_us_per_alert", alerts > 0 ? measured.cpu.server_s * 1e6 / alerts : 0)
      .number("generator_cpu_s", measured.cpu.own_s)
      .number("foreign_cpu_percent", measured.cpu.foreign_percent)
      .number("rss_mb", measured.memory.resident_mb)
      .number("rss_peak_mb", measured.memory.peak_mb);
}

void report_sink(JsonLine& line, const SinkResult& notified) {
  const Percentiles notify = percentiles(notified.latencies_ns);
  line.number("notify_p50_us", notify.p50_us)
      .number("notify_p99_us", notify.p99_us)
      .count("notify_missing", notified.missing)
      .count("notify_posts", notified.posts)
      .count("notify_connections", notified.connections)
      .count("notify_bad", notified.bad);
}

int run(const Options& options) {
  const Measured measured = measure(options);
  JsonLine line;
  report_run(line, options);
  report_outcome(line, options, measured.outcome);
  report_process(line, options, measured);
  if (measured.notified) report_sink(line, *measured.notified);
  std::puts(line.str().c_str());
  return 0;
}

}  // namespace
}  // namespace triaged::bench

int main(int argc, char** argv) {
  const auto options = triaged::bench::parse_options(argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return triaged::bench::run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_load: %s\n", error.what());
    return 1;
  }
}

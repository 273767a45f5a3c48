#include "app/metrics.h"

#include <dirent.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>

namespace triaged::app {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Buckets = Histogram::BucketBoundaries;

const Buckets kCommitBuckets{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                             0.05,   0.1,     0.25,   0.5,   1,      2.5,   5};

constexpr std::array<std::string_view, 7> kOutcomes{"sent",    "retry",   "ambiguous", "refused",
                                                    "invalid", "stopped", "gone"};

double seconds_of(Timestamp at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

template <class Builder>
auto& family(Builder builder, prometheus::Registry& registry, const char* name, const char* help) {
  return builder.Name(name).Help(help).Register(registry);
}

MetricFamily single(std::string name, std::string help, MetricType type, double value) {
  prometheus::ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {std::move(name), std::move(help), type, {metric}};
}

// --- the process, as the kernel sees it ---

struct ProcessFigures {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double threads = 0;
  double start_seconds = 0;
};

double clock_seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

/// /proc/self/stat from its third field on; the second is a name that may hold anything.
std::optional<ProcessFigures> read_process() {
  std::ifstream in("/proc/self/stat");
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream rest(line.substr(name_end + 1));
  std::array<std::string, 22> fields;  // fields[0] is field 3 of proc(5)
  for (std::string& field : fields) rest >> field;
  if (!rest) return std::nullopt;
  const auto field = [&fields](std::size_t number) {
    return std::strtod(fields.at(number - 3).c_str(), nullptr);
  };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  const double age = clock_seconds(CLOCK_BOOTTIME) - field(22) / ticks;
  return ProcessFigures{(field(14) + field(15)) / ticks,
                        field(24) * static_cast<double>(sysconf(_SC_PAGESIZE)), field(23),
                        field(20), clock_seconds(CLOCK_REALTIME) - age};
}

double count_open_files() {
  DIR* directory = opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  double count = -3;  // ".", ".." and the one just opened
  while (readdir(directory) != nullptr) ++count;
  closedir(directory);
  return count;
}

void add_process(std::vector<MetricFamily>& out) {
  if (const auto process = read_process()) {
    out.push_back(single("process_cpu_seconds_total", "User and system CPU time spent.",
                         MetricType::Counter, process->cpu_seconds));
    out.push_back(single("process_resident_memory_bytes", "Resident memory size.",
                         MetricType::Gauge, process->resident_bytes));
    out.push_back(single("process_virtual_memory_bytes", "Virtual memory size.", MetricType::Gauge,
                         process->virtual_bytes));
    out.push_back(
        single("process_threads", "Threads of the process.", MetricType::Gauge, process->threads));
    out.push_back(single("process_start_time_seconds", "Start of the process, Unix time.",
                         MetricType::Gauge, process->start_seconds));
  }
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  out.push_back(
      single("process_open_fds", "Open file descriptors.", MetricType::Gauge, count_open_files()));
  out.push_back(single("process_max_fds", "Most file descriptors the process may open.",
                       MetricType::Gauge, static_cast<double>(limit.rlim_cur)));
}

/// Figures that others count; they are told as they were at the last observe().
void add_journal(std::vector<MetricFamily>& out, const journal::Stats& figures) {
  const auto add = [&out](const char* name, const char* help, MetricType type, auto value) {
    out.push_back(single(name, help, type, static_cast<double>(value)));
  };
  add("triaged_journal_bytes", "Size of all journal segments on disk.", MetricType::Gauge,
      figures.bytes);
  add("triaged_journal_segments", "Journal segments on disk.", MetricType::Gauge, figures.segments);
  add("triaged_journal_tail_records", "Records that a restart would replay.", MetricType::Gauge,
      figures.tail);
  add("triaged_snapshots_total", "Snapshots finished since start.", MetricType::Counter,
      figures.snapshots);
  add("triaged_snapshot_running", "Whether a snapshot is being written (0 or 1).",
      MetricType::Gauge, figures.snapshot_running ? 1 : 0);
}

struct LoopFigures {
  std::uint64_t resends = 0;
  std::uint64_t commit_failures = 0;
  std::uint64_t queue = 0;
};

void add_loop(std::vector<MetricFamily>& out, const LoopFigures& figures) {
  out.push_back(single("triaged_alerts_resent_total", "Alerts told again that changed nothing.",
                       MetricType::Counter, static_cast<double>(figures.resends)));
  out.push_back(single("triaged_commit_failures_total", "Journal transactions that failed.",
                       MetricType::Counter, static_cast<double>(figures.commit_failures)));
  out.push_back(single("triaged_loop_queue", "Inputs that wait for the loop.", MetricType::Gauge,
                       static_cast<double>(figures.queue)));
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;

  Family<Gauge>& build_info = family(prometheus::BuildGauge(), registry, "triaged_build_info",
                                     "1, labelled by version and by the digest of the packs.");
  Family<Counter>& received = family(prometheus::BuildCounter(), registry,
                                     "triaged_alerts_received_total", "Alerts kept, by source.");
  Family<Counter>& refused =
      family(prometheus::BuildCounter(), registry, "triaged_alerts_refused_total",
             "Alerts or whole deliveries that were refused, by source and reason.");
  Family<Counter>& requests = family(prometheus::BuildCounter(), registry, "triaged_requests_total",
                                     "HTTP requests answered, by code.");
  Family<Counter>& chat_requests =
      family(prometheus::BuildCounter(), registry, "triaged_chat_requests_total",
             "Requests to chats, by chat and what their answer meant.");
  Family<Counter>& heartbeats =
      family(prometheus::BuildCounter(), registry, "triaged_heartbeats_total",
             "Heartbeats to the dead man's URL, by outcome.");
  Family<Gauge>& undelivered =
      family(prometheus::BuildGauge(), registry, "triaged_chat_oldest_undelivered_seconds",
             "Age of the oldest message that a chat has not taken yet.");
  Family<Gauge>& open = family(prometheus::BuildGauge(), registry, "triaged_incidents_open",
                               "Open live incidents, by severity.");

  Counter& records = family(prometheus::BuildCounter(), registry, "triaged_journal_records_total",
                            "Records committed to the journal since start.")
                         .Add({});
  Counter& opened = family(prometheus::BuildCounter(), registry, "triaged_incidents_opened_total",
                           "Live incidents opened.")
                        .Add({});
  Counter& muted = family(prometheus::BuildCounter(), registry, "triaged_alerts_muted_total",
                          "Alerts that opened nothing.")
                       .Add({});
  Gauge& alerts = family(prometheus::BuildGauge(), registry, "triaged_alerts_tracked",
                         "Alerts in memory, firing or not.")
                      .Add({});
  Gauge& notices = family(prometheus::BuildGauge(), registry, "triaged_notices_undelivered",
                          "Notices that have not arrived everywhere yet.")
                       .Add({});
  Gauge& faults = family(prometheus::BuildGauge(), registry, "triaged_faults",
                         "Open faults of the daemon itself, as the page shows them.")
                      .Add({});
  Gauge& reload_successful =
      family(prometheus::BuildGauge(), registry, "triaged_config_last_reload_successful",
             "Whether the last reload of the configuration was successful (0 or 1).")
          .Add({});
  Gauge& reload_at = family(prometheus::BuildGauge(), registry,
                            "triaged_config_last_reload_success_timestamp_seconds",
                            "When the configuration was last read successfully, Unix time.")
                         .Add({});
  Histogram& acknowledged =
      family(prometheus::BuildHistogram(), registry, "triaged_acknowledge_seconds",
             "From the last byte of a delivery to its durable 2xx.")
          .Add({}, kCommitBuckets);
  Histogram& commits = family(prometheus::BuildHistogram(), registry, "triaged_commit_seconds",
                              "One journal transaction, until it is durable.")
                           .Add({}, kCommitBuckets);

  std::mutex mutex;  ///< of the three below
  Gauge* info = nullptr;
  journal::Stats journal;
  LoopFigures loop;
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  packs("");
  for (int level = 1; level <= 5; ++level) {
    families_->open.Add({{"severity", std::string(to_string(static_cast<Severity>(level)))}});
  }
  families_->heartbeats.Add({{"outcome", "sent"}});
  families_->heartbeats.Add({{"outcome", "failed"}});
}

Metrics::~Metrics() = default;

void Metrics::declare_source(std::string_view source) { received(source, 0); }

void Metrics::declare_chat(std::string_view chat) {
  for (const std::string_view outcome : kOutcomes) {
    families_->chat_requests.Add({{"chat", std::string(chat)}, {"outcome", std::string(outcome)}});
  }
  families_->undelivered.Add({{"chat", std::string(chat)}});
}

void Metrics::received(std::string_view source, std::size_t alerts) {
  families_->received.Add({{"source", std::string(source)}}).Increment(static_cast<double>(alerts));
}

void Metrics::refused(std::string_view source, std::string_view reason) {
  families_->refused.Add({{"source", std::string(source)}, {"reason", std::string(reason)}})
      .Increment();
}

void Metrics::request(int status) {
  families_->requests.Add({{"code", std::to_string(status)}}).Increment();
}

void Metrics::acknowledged(double seconds) { families_->acknowledged.Observe(seconds); }

void Metrics::commit_took(Duration length) {
  commit_took(std::chrono::duration<double>(length).count());
}

void Metrics::commit_took(double seconds) { families_->commits.Observe(seconds); }

void Metrics::committed(const Record& record) {
  families_->records.Increment();
  for (const Decision& decision : record.decisions) {
    const auto* opened = std::get_if<IncidentOpened>(&decision);
    if (opened != nullptr && opened->key.realm == Realm::live) families_->opened.Increment();
    if (std::holds_alternative<AlertMuted>(decision)) families_->muted.Increment();
  }
}

void Metrics::observe(const World& world, const journal::Stats& journal,
                      const engine::LoopStats& loop) {
  std::array<double, 6> open{};
  double notices = 0;
  for (const auto& [id, incident] : world.incidents()) {
    notices += static_cast<double>(incident.notices.size());
    if (!is_open(incident) || incident.realm != Realm::live) continue;
    ++open.at(static_cast<std::size_t>(incident.severity.severity));
  }
  for (std::size_t level = 1; level < open.size(); ++level) {
    const std::string severity(to_string(static_cast<Severity>(level)));
    families_->open.Add({{"severity", severity}}).Set(open.at(level));
  }
  families_->notices.Set(notices);
  families_->alerts.Set(static_cast<double>(world.alerts().size()));
  families_->faults.Set(static_cast<double>(world.faults().size()));
  const std::lock_guard lock(families_->mutex);
  families_->journal = journal;
  families_->loop = {loop.resends.load(), loop.commit_failures.load(), loop.queue.load()};
}

void Metrics::chat_answered(std::string_view chat, std::string_view outcome) {
  families_->chat_requests.Add({{"chat", std::string(chat)}, {"outcome", std::string(outcome)}})
      .Increment();
}

void Metrics::chat_oldest_undelivered(std::string_view chat, double seconds) {
  families_->undelivered.Add({{"chat", std::string(chat)}}).Set(seconds);
}

void Metrics::heartbeat(bool sent) {
  families_->heartbeats.Add({{"outcome", sent ? "sent" : "failed"}}).Increment();
}

void Metrics::reloaded(bool successful, Timestamp at) {
  families_->reload_successful.Set(successful ? 1 : 0);
  if (successful) families_->reload_at.Set(seconds_of(at));
}

void Metrics::packs(std::string_view digest) {
  const std::lock_guard lock(families_->mutex);
  if (families_->info != nullptr) families_->build_info.Remove(families_->info);
  families_->info =
      &families_->build_info.Add({{"version", TRIAGED_VERSION}, {"packs", std::string(digest)}});
  families_->info->Set(1);
}

std::string Metrics::text() const {
  std::vector<MetricFamily> families = families_->registry.Collect();
  {
    const std::lock_guard lock(families_->mutex);
    add_journal(families, families_->journal);
    add_loop(families, families_->loop);
  }
  add_process(families);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace triaged::app

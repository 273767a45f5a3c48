#include "app/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace triaged::app {
namespace {

using prometheus::Counter;
using prometheus::Gauge;

prometheus::Family<Counter>& counter(prometheus::Registry& registry, const char* name,
                                     const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<Gauge>& gauge(prometheus::Registry& registry, const char* name,
                                 const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

double seconds(Duration length) { return static_cast<double>(length.count()) / 1000.0; }

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0;
  double resident = 0;
  statm >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<Counter>& received = counter(
      registry, "triaged_alerts_received_total", "Alerts in deliveries that could be read.");
  prometheus::Family<Counter>& refused =
      counter(registry, "triaged_alerts_refused_total", "Deliveries or alerts refused, by reason.");
  Counter& records =
      counter(registry, "triaged_records_total", "Records committed to the journal.").Add({});
  Counter& opened =
      counter(registry, "triaged_incidents_opened_total", "Live incidents opened.").Add({});
  prometheus::Family<Counter>& chat =
      counter(registry, "triaged_chat_requests_total", "Answers of chats, by how they ended.");
  Counter& heartbeats_ok = heartbeat_family().Add({{"outcome", "ok"}});
  Counter& heartbeats_failed = heartbeat_family().Add({{"outcome", "failed"}});
  prometheus::Histogram& commits =
      prometheus::BuildHistogram()
          .Name("triaged_commit_seconds")
          .Help("Time one group commit took.")
          .Register(registry)
          .Add({}, prometheus::Histogram::BucketBoundaries{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                           0.05, 0.1, 0.5, 1, 5});
  prometheus::Family<Gauge>& open =
      gauge(registry, "triaged_incidents_open", "Open live incidents, by severity.");
  Gauge& alerts = gauge(registry, "triaged_alerts_tracked", "Alerts the World remembers.").Add({});
  Gauge& faults = gauge(registry, "triaged_faults", "Visible faults of the daemon itself.").Add({});
  Gauge& unsent = gauge(registry, "triaged_notices_unsent", "Notices not yet delivered.").Add({});
  Gauge& journal_bytes =
      gauge(registry, "triaged_journal_bytes", "Bytes of all journal segments.").Add({});
  Gauge& journal_tail = gauge(registry, "triaged_journal_tail_records",
                              "Records since the newest snapshot.").Add({});
  Gauge& commit_failures =
      gauge(registry, "triaged_commit_failures", "Group commits that failed since start.").Add({});
  Gauge& queue = gauge(registry, "triaged_loop_queue", "Inputs waiting for the loop.").Add({});
  Gauge& reload_ok = gauge(registry, "triaged_config_last_reload_successful",
                           "1 if the last reload of configuration and packs succeeded.").Add({});
  Gauge& reload_at = gauge(registry, "triaged_config_last_reload_success_timestamp_seconds",
                           "When configuration and packs were last loaded.").Add({});
  Gauge& resident =
      gauge(registry, "process_resident_memory_bytes", "Resident memory size in bytes.").Add({});
  std::array<Gauge*, 5> open_by_severity{};

  prometheus::Family<Counter>& heartbeat_family() {
    return counter(registry, "triaged_heartbeats_total", "Heartbeats to the dead-man URL.");
  }

  Families() {
    gauge(registry, "triaged_build_info", "Constant 1, with the version.")
        .Add({{"version", TRIAGED_VERSION}})
        .Set(1);
    for (std::size_t i = 0; i < open_by_severity.size(); ++i) {
      const auto severity = static_cast<Severity>(i + 1);
      open_by_severity[i] = &open.Add({{"severity", std::string(to_string(severity))}});
    }
  }
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::received(const std::string& source, std::size_t alerts) {
  families_->received.Add({{"source", source}}).Increment(static_cast<double>(alerts));
}

void Metrics::refused(const std::string& source, const std::string& reason) {
  families_->refused.Add({{"source", source}, {"reason", reason}}).Increment();
}

void Metrics::chat_answered(const std::string& chat, const std::string& outcome) {
  families_->chat.Add({{"chat", chat}, {"outcome", outcome}}).Increment();
}

void Metrics::commit_took(Duration length) { families_->commits.Observe(seconds(length)); }

void Metrics::committed(const Record& record) {
  families_->records.Increment();
  for (const Decision& decision : record.decisions) {
    const auto* opened = std::get_if<IncidentOpened>(&decision);
    if (opened != nullptr && opened->key.realm == Realm::live) families_->opened.Increment();
  }
}

void Metrics::reloaded(bool ok, Timestamp at) {
  families_->reload_ok.Set(ok ? 1 : 0);
  if (ok) families_->reload_at.Set(seconds(at.time_since_epoch()));
}

void Metrics::heartbeat(bool ok) {
  (ok ? families_->heartbeats_ok : families_->heartbeats_failed).Increment();
}

void Metrics::observe(const World& world, const journal::Stats& journal,
                      const engine::LoopStats& loop) {
  std::array<double, 5> open{};
  double unsent = 0;
  for (const auto& [id, incident] : world.incidents()) {
    unsent += static_cast<double>(incident.notices.size());
    if (!is_open(incident) || incident.realm != Realm::live) continue;
    ++open.at(static_cast<std::size_t>(incident.severity.severity) - 1);
  }
  for (std::size_t i = 0; i < open.size(); ++i) families_->open_by_severity[i]->Set(open[i]);
  families_->unsent.Set(unsent);
  families_->alerts.Set(static_cast<double>(world.alerts().size()));
  families_->faults.Set(static_cast<double>(world.faults().size()));
  families_->journal_bytes.Set(static_cast<double>(journal.bytes));
  families_->journal_tail.Set(static_cast<double>(journal.tail));
  families_->commit_failures.Set(static_cast<double>(loop.commit_failures.load()));
  families_->queue.Set(static_cast<double>(loop.queue.load()));
  families_->resident.Set(resident_bytes());
}

std::string Metrics::text() {
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace triaged::app

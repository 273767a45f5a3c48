#include <catch2/catch.hpp>
#include <fstream>
#include <regex>

#include "app/metrics.h"
#include "unit/app/sample_world.h"

using namespace triaged;
using namespace triaged::app;

namespace {

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

double value_of(const std::string& text, const std::string& series) {
  const std::size_t at = ("\n" + text).find("\n" + series + " ");
  REQUIRE(at != std::string::npos);
  return std::stod(text.substr(at + series.size() + 1));
}

void use_all(Metrics& metrics) {
  metrics.declare_source("alertmanager");
  metrics.declare_chat("ops");
  metrics.packs("00000000000000aa");
  metrics.received("shop", 3);
  metrics.refused("shop", "malformed");
  metrics.request(202);
  metrics.acknowledged(0.002);
  metrics.commit_took(0.0002);
  Record record;
  IncidentOpened drill;
  drill.key.realm = Realm::drill;
  record.decisions = {IncidentOpened{}, drill, AlertMuted{}};
  metrics.committed(record);
  journal::Stats journal;
  journal.bytes = 81920;
  journal.snapshot_running = true;
  engine::LoopStats loop;
  loop.queue = 2;
  metrics.observe(samples::night(), journal, loop);
  metrics.chat_answered("ops", "sent");
  metrics.chat_oldest_undelivered("ops", 1.5);
  metrics.heartbeat(false);
  metrics.reloaded(true, samples::now());
}

}  // namespace

TEST_CASE("what was counted is told") {
  Metrics metrics;
  use_all(metrics);
  const std::string text = metrics.text();
  for (const char* line : {"triaged_build_info{packs=\"00000000000000aa\",version=\"0.1.0\"} 1",
                           "triaged_alerts_received_total{source=\"alertmanager\"} 0",
                           "triaged_alerts_received_total{source=\"shop\"} 3",
                           "triaged_alerts_refused_total{reason=\"malformed\",source=\"shop\"} 1",
                           "triaged_requests_total{code=\"202\"} 1",
                           "triaged_incidents_open{severity=\"SEV1\"} 1",
                           "triaged_incidents_open{severity=\"SEV2\"} 2",
                           "triaged_incidents_open{severity=\"SEV5\"} 0",
                           "triaged_incidents_opened_total 1",
                           "triaged_commit_seconds_count 1",
                           "triaged_commit_seconds_bucket{le=\"0.00025\"} 1",
                           "triaged_journal_records_total 1",
                           "triaged_alerts_muted_total 1",
                           "triaged_loop_queue 2",
                           "triaged_journal_bytes 81920",
                           "triaged_snapshot_running 1",
                           "triaged_chat_requests_total{chat=\"ops\",outcome=\"sent\"} 1",
                           "triaged_chat_requests_total{chat=\"ops\",outcome=\"refused\"} 0",
                           "triaged_chat_oldest_undelivered_seconds{chat=\"ops\"} 1.5",
                           "triaged_faults 1",
                           "triaged_heartbeats_total{outcome=\"failed\"} 1",
                           "triaged_heartbeats_total{outcome=\"sent\"} 0",
                           "triaged_config_last_reload_successful 1"}) {
    INFO(line);
    CHECK(has_line(text, line));
  }
}

TEST_CASE("a failed reload keeps the time of the last good one") {
  Metrics metrics;
  metrics.reloaded(true, samples::now());
  const double good =
      value_of(metrics.text(), "triaged_config_last_reload_success_timestamp_seconds");
  metrics.reloaded(false, samples::now() + std::chrono::hours{1});
  const std::string text = metrics.text();
  CHECK(has_line(text, "triaged_config_last_reload_successful 0"));
  CHECK(value_of(text, "triaged_config_last_reload_success_timestamp_seconds") == good);
}

TEST_CASE("only the packs in use stand in build_info") {
  Metrics metrics;
  metrics.packs("aa");
  metrics.packs("bb");
  const std::string text = metrics.text();
  CHECK(text.find("packs=\"aa\"") == std::string::npos);
  CHECK(has_line(text, "triaged_build_info{packs=\"bb\",version=\"0.1.0\"} 1"));
}

TEST_CASE("the process is seen as the kernel sees it") {
  const std::string text = Metrics().text();
  CHECK(value_of(text, "process_resident_memory_bytes") > 1e6);
  CHECK(value_of(text, "process_virtual_memory_bytes") > 1e6);
  CHECK(value_of(text, "process_open_fds") >= 3);
  CHECK(value_of(text, "process_max_fds") > 10);
  CHECK(value_of(text, "process_threads") >= 1);
  const double age =
      static_cast<double>(std::time(nullptr)) - value_of(text, "process_start_time_seconds");
  CHECK(age > -2);
  CHECK(age < 3600);
}

TEST_CASE("help and type precede every family, names are of our prefix or the process") {
  Metrics metrics;
  use_all(metrics);
  std::istringstream in(metrics.text());
  const std::regex series("((triaged|process)_[a-z_]+)(\\{[^}]*\\})? [-+0-9.e]+(inf|nan)?");
  std::string line;
  while (std::getline(in, line)) {
    if (line.starts_with("# HELP ") || line.starts_with("# TYPE ")) continue;
    INFO(line);
    CHECK(std::regex_match(line, series));
  }
  if (const char* path = std::getenv("TRIAGED_METRICS_OUT")) {
    std::ofstream(path) << metrics.text();
  }
}

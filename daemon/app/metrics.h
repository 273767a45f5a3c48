#pragma once
// What /metrics says. Counters are touched from the threads where things happen; gauges are read from
// the World when somebody asks. Names follow Prometheus' conventions; a test runs promtool over them.
// Drills and shadows do not count (desk rule 19).

#include <memory>
#include <string>

#include "core/record.h"
#include "core/world.h"
#include "engine/loop.h"
#include "journal/journal.h"

namespace triaged::app {

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  // Any thread.
  void received(const std::string& source, std::size_t alerts);
  void refused(const std::string& source, const std::string& reason);
  void chat_answered(const std::string& chat, const std::string& outcome);
  void commit_took(Duration length);
  void committed(const Record& record);
  void reloaded(bool ok, Timestamp at);
  void heartbeat(bool ok);

  // Loop thread.
  void observe(const World& world, const journal::Stats& journal, const engine::LoopStats& loop);

  /// The text exposition format, version 0.0.4.
  std::string text();

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace triaged::app

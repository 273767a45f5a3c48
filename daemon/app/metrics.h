#pragma once
// What the daemon counts about itself, in Prometheus' words and text format. What can be counted is
// there from the start, with zero, so that a rule on a counter works before the first event. Label
// values come from the configuration or from short lists, never from an alert. Drills and shadows
// do not count (desk rule 19). Counting is for any thread; observe() for the owner of the World;
// text() for whoever answers /metrics.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

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

  /// Makes the series of a configured source or chat exist with zero.
  void declare_source(std::string_view source);
  void declare_chat(std::string_view chat);

  // --- what comes in ---
  void received(std::string_view source, std::size_t alerts);
  /// `reason` is an error code: malformed, too-large, overload, signature ...
  void refused(std::string_view source, std::string_view reason);
  void request(int status);
  void acknowledged(double seconds);  ///< from a delivery's last byte to its durable 2xx

  // --- what becomes of it ---
  void committed(const Record& record);
  void commit_took(Duration length);
  void commit_took(double seconds);  ///< the same, for commits of less than a millisecond
  /// Open incidents by severity, tracked alerts, faults, journal, queue. Walks the incidents.
  void observe(const World& world, const journal::Stats& journal, const engine::LoopStats& loop);

  // --- what goes out ---
  void chat_answered(std::string_view chat, std::string_view outcome);
  void chat_oldest_undelivered(std::string_view chat, double seconds);  ///< 0: nothing waits
  void heartbeat(bool sent);

  // --- the daemon itself ---
  void reloaded(bool successful, Timestamp at);
  /// The digest of the packs in use, for triaged_build_info.
  void packs(std::string_view digest);

  /// Text format 0.0.4, process_* included (read from /proc now).
  std::string text() const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

/// The Content-Type of text().
inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace triaged::app

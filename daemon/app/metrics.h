#pragma once
// What the daemon counts about itself, in Prometheus' words and text format. All families exist from
// the start, with zero, so that a rule on a counter works before the first event. Label values come
// from the configuration or from short lists, never from an alert. Counting is for any thread; text()
// for whoever answers /metrics; observe() for the owner of the World.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/time.h"
#include "core/world.h"

namespace triaged::app {

/// Of the journal, as it reports itself; kept free of its header.
struct JournalFigures {
  std::uint64_t records = 0;    ///< appended since start
  std::uint64_t bytes = 0;      ///< of all segments on disk
  std::uint64_t segments = 0;
  std::uint64_t snapshots = 0;  ///< finished since start
  std::uint64_t tail = 0;       ///< records that a restart would replay
  bool snapshot_running = false;
};

class Metrics {
 public:
  /// `version` and `packs` (the ruleset's digest) stand in triaged_build_info.
  Metrics(std::string_view version, std::string_view packs);
  ~Metrics();

  /// Makes the series of a configured source or chat exist with zero.
  void declare_source(std::string_view source);
  void declare_chat(std::string_view chat);

  // --- what comes in ---
  void alerts_received(std::string_view source, std::uint64_t count);
  /// `reason` is an error code: malformed, too-large, overload, unauthorized ...
  void alerts_refused(std::string_view source, std::string_view reason, std::uint64_t count = 1);
  void request(int status);
  void acknowledged(double seconds);  ///< from a delivery's last byte to its durable 2xx

  // --- what becomes of it ---
  void decision(double seconds);  ///< one input: match, decide, apply
  void commit(double seconds);    ///< one transaction, until durable
  void incident_opened();
  void alert_muted();
  void journal(const JournalFigures& figures);
  /// Open incidents by severity, active alerts, faults. Walks the World's incidents.
  void observe(const World& world);

  // --- what goes out ---
  enum class Outcome : std::uint8_t { sent, retry, ambiguous, refused, invalid, stopped };
  void chat_request(std::string_view chat, Outcome outcome);
  void chat_oldest_undelivered(std::string_view chat, double seconds);  ///< 0: nothing waits
  void chat_delivered(std::string_view chat, Timestamp at);
  void heartbeat(bool sent);

  // --- the daemon itself ---
  void config_reload(bool successful, Timestamp at);
  /// Another ruleset is in use.
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

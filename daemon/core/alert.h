#pragma once
// One alert as a source told it, reduced to what every source has. An alert is not an incident: many
// alerts join one incident, and an incident outlives them. Identity is the source and the labels,
// never a text. A value type; any thread.

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/labels.h"
#include "core/time.h"

namespace triaged {

/// `unknown` means gone quiet: the sender stopped telling without saying resolved.
enum class AlertStatus : std::uint8_t { firing, resolved, unknown };
std::string_view to_string(AlertStatus status);

struct Alert {
  std::string source;  ///< the configured name of the source, e.g. "alertmanager"
  AlertStatus status = AlertStatus::firing;
  Labels labels;
  Labels annotations;
  std::string generator_url;
  Timestamp starts_at;
  /// Firing: the moment by which the sender promised to tell again, kNoTime if it made no promise.
  /// Resolved: when it ended.
  Timestamp ends_at;
  /// Of the labels as the sender sent them (before redaction); Prometheus' algorithm.
  std::uint64_t fingerprint = 0;

  friend bool operator==(const Alert&, const Alert&) = default;
};

/// Names an alert for as long as it is known. Two sources never share a key.
struct AlertKey {
  std::uint64_t value = 0;
  friend auto operator<=>(const AlertKey&, const AlertKey&) = default;
};

AlertKey key_of(const Alert& alert);

/// Hash of what a reader can see of the alert: status, annotations, generator URL. Not endsAt, which
/// moves with every re-send, and not startsAt, which senders may move back.
std::uint64_t content_hash(const Alert& alert);

/// The expression behind the alert: the annotation or label `expr`, else the g0.expr parameter of
/// the generator URL, percent-decoded; empty if there is none.
std::string expression_of(const Alert& alert);

}  // namespace triaged

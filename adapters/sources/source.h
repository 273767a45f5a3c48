#pragma once
// What every alert source is: a pure codec from one HTTP delivery to alerts. One file per product
// implements it, one line in registry.cc lists it. No I/O, no clock, no log; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "core/alert.h"
#include "core/http_message.h"
#include "core/result.h"

namespace triaged::sources {

/// How a generic source finds things in its JSON: JSON pointers relative to one alert, except
/// `alerts`.
struct Mapping {
  std::string alerts;  ///< pointer to the array of alerts; empty: the document itself is one alert
  std::string alertname;
  std::vector<std::pair<std::string, std::string>> labels;       ///< label name, pointer
  std::vector<std::pair<std::string, std::string>> annotations;  ///< annotation name, pointer
  std::string status;
  std::vector<std::string> resolved_values{"resolved", "ok", "OK", "RESOLVED"};
  std::string starts_at;
  std::string ends_at;
  std::string url;
  friend bool operator==(const Mapping&, const Mapping&) = default;
};

/// One configured source, without its secrets.
struct SourceConfig {
  std::string name;
  std::string type;
  Mapping mapping;
  friend bool operator==(const SourceConfig&, const SourceConfig&) = default;
};

/// What a delivery held. Decoders keep what is valid and name what is not; of either list the first
/// kReasonsKept are given, then a last one that says there were more.
struct Decoded {
  std::vector<Alert> alerts;
  std::vector<std::string> refused;  ///< one reason per element left out
  std::vector<std::string> notes;    ///< fields that could not be read; their alert was kept
  bool unknown_shape = false;        ///< well-formed, but not what this source sends; kept raw
  std::uint32_t truncated = 0;       ///< alerts the sender itself cut
};

inline constexpr std::size_t kReasonsKept = 100;

class AlertSource {
 public:
  virtual ~AlertSource() = default;
  virtual std::string_view type() const = 0;
  /// Errors: "malformed" (not JSON, too deep, not UTF-8) only. Well-formed JSON of another shape
  /// becomes one raw alert, see raw_alert().
  virtual Result<Decoded> decode(const HttpRequest& request, const SourceConfig& config,
                                 Timestamp now) const = 0;
};

/// The alert that stands for a delivery of unknown shape: alertname UnrecognisedPayload, labels
/// `source`, `shape` (hash of its key names) and `content` (hash of its bytes), annotation
/// `payload` (the first 2,000 characters). Takes any bytes and never parses them.
Alert raw_alert(std::string_view source, std::string_view body, Timestamp now);

/// nullptr if no such adapter is registered.
const AlertSource* find_source(std::string_view type);
std::vector<std::string_view> source_types();

}  // namespace triaged::sources

// Prometheus Alertmanager's webhook, payload version "4". Grafana's first version has the same
// alerts and is read too.

#include <algorithm>
#include <limits>

#include "adapters/sources/alert_reader.h"

namespace triaged::sources {
namespace {

using adapters::JsonDocument;
using adapters::JsonView;

// The alert's own word; where it has none, what its end and then the whole message say.
AlertStatus status_of(JsonView element, JsonView message, Timestamp ends_at, Timestamp now) {
  const std::string_view own = element.member("status").string();
  if (own == "firing") return AlertStatus::firing;
  if (own == "resolved") return AlertStatus::resolved;
  if (ends_at != kNoTime) return ends_at <= now ? AlertStatus::resolved : AlertStatus::firing;
  return message.member("status").string() == "resolved" ? AlertStatus::resolved
                                                         : AlertStatus::firing;
}

void read_element(JsonView element, JsonView message, std::size_t index, AlertReader& reader) {
  Alert alert = reader.read(element, index);
  if (alert.labels.empty()) return reader.keep_raw_element(element, index, "no labels; kept raw");
  const Timestamp now = reader.now();
  alert.starts_at = reader.time(element, "startsAt", index);
  alert.ends_at = reader.time(element, "endsAt", index);
  alert.status = status_of(element, message, alert.ends_at, now);
  if (alert.status == AlertStatus::resolved) {
    if (alert.ends_at == kNoTime) alert.ends_at = now;
  } else if (alert.ends_at <= now) {
    alert.ends_at = kNoTime;  // a promise that is over is none
  }
  if (alert.starts_at == kNoTime) {
    alert.starts_at = alert.ends_at == kNoTime ? now : std::min(now, alert.ends_at);
  }
  reader.keep(std::move(alert));
}

std::uint32_t truncated(JsonView message) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  const std::int64_t count = message.member("truncatedAlerts").integer().value_or(0);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(count, 0, kMost));
}

class Alertmanager final : public AlertSource {
 public:
  std::string_view type() const override { return "alertmanager"; }

  Result<Decoded> decode(const HttpRequest& request, const SourceConfig& config,
                         Timestamp now) const override {
    const auto document = JsonDocument::parse(request.body);
    if (!document) return document.error();
    AlertReader reader(config, now);
    const JsonView message = document->root();
    const JsonView alerts = message.member("alerts");
    if (!alerts.is(JsonView::Kind::array)) {
      reader.keep_raw(request.body);
      return std::move(reader.decoded());
    }
    reader.decoded().alerts.reserve(alerts.size());
    reader.decoded().truncated = truncated(message);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      read_element(alerts.element(i), message, i, reader);
    }
    return std::move(reader.decoded());
  }
};

}  // namespace

const AlertSource& alertmanager() {
  static const Alertmanager source;
  return source;
}

}  // namespace triaged::sources

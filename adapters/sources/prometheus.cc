// What Prometheus posts to an Alertmanager: the array of POST /api/v2/alerts. An end in the future
// is a promise to tell again by then, an end in the past is the resolve.

#include <algorithm>

#include "adapters/sources/alert_reader.h"

namespace triaged::sources {
namespace {

using adapters::JsonDocument;
using adapters::JsonView;

void read_element(JsonView element, std::size_t index, AlertReader& reader) {
  Alert alert = reader.read(element, index);
  if (alert.labels.empty()) return reader.refuse(index, "at least one label pair required");
  const Timestamp now = reader.now();
  alert.starts_at = reader.time(element, "startsAt", index);
  alert.ends_at = reader.time(element, "endsAt", index);
  const bool ended = alert.ends_at != kNoTime;
  if (alert.starts_at == kNoTime) alert.starts_at = ended ? std::min(now, alert.ends_at) : now;
  if (ended && alert.ends_at < alert.starts_at) {
    return reader.refuse(index, "start time must be before end time");
  }
  alert.status = ended && alert.ends_at <= now ? AlertStatus::resolved : AlertStatus::firing;
  reader.keep(std::move(alert));
}

class Prometheus final : public AlertSource {
 public:
  std::string_view type() const override { return "prometheus"; }

  Result<Decoded> decode(const HttpRequest& request, const SourceConfig& config,
                         Timestamp now) const override {
    const auto document = JsonDocument::parse(request.body);
    if (!document) return document.error();
    AlertReader reader(config, now);
    const JsonView alerts = document->root();
    if (!alerts.is(JsonView::Kind::array)) {
      reader.keep_raw(request.body);
      return std::move(reader.decoded());
    }
    reader.decoded().alerts.reserve(alerts.size());
    for (std::size_t i = 0; i < alerts.size(); ++i) read_element(alerts.element(i), i, reader);
    return std::move(reader.decoded());
  }
};

}  // namespace

const AlertSource& prometheus() {
  static const Prometheus source;
  return source;
}

}  // namespace triaged::sources

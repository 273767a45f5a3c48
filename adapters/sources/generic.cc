// Any sender of JSON whose fields the configuration names by JSON pointers.

#include <algorithm>

#include "adapters/sources/alert_reader.h"
#include "adapters/sources/timestamp.h"

namespace triaged::sources {
namespace {

using adapters::JsonDocument;
using adapters::JsonView;

using Pointers = std::vector<std::pair<std::string, std::string>>;

Labels gather(JsonView element, const Pointers& pointers, adapters::LabelReader& labels) {
  for (const auto& [name, pointer] : pointers) {
    const JsonView value = element.at(pointer);
    if (value.is(JsonView::Kind::string)) {
      labels.add(name, value.string());
    } else {
      labels.add_copy(name, value.text());
    }
  }
  return labels.finish();
}

Pointers with_alertname(const Mapping& mapping) {
  Pointers labels = mapping.labels;
  if (!mapping.alertname.empty()) labels.emplace_back("alertname", mapping.alertname);
  return labels;
}

bool resolved(JsonView element, const Mapping& mapping) {
  if (mapping.status.empty()) return false;
  const std::string status = element.at(mapping.status).text();
  return std::find(mapping.resolved_values.begin(), mapping.resolved_values.end(), status) !=
         mapping.resolved_values.end();
}

Timestamp moment(JsonView element, const std::string& pointer, std::size_t index,
                 AlertReader& reader) {
  if (pointer.empty()) return kNoTime;
  const auto at = read_time(element.at(pointer));
  if (!at) reader.note(index, pointer + " is not a time");
  return at.value_or(kNoTime);
}

void set_times(Alert& alert, Timestamp now) {
  if (alert.status == AlertStatus::resolved) {
    if (alert.ends_at == kNoTime) alert.ends_at = now;
  } else if (alert.ends_at <= now) {
    alert.ends_at = kNoTime;
  }
  if (alert.starts_at == kNoTime) {
    alert.starts_at = alert.ends_at == kNoTime ? now : std::min(now, alert.ends_at);
  }
}

void read_element(JsonView element, std::size_t index, const Pointers& labels,
                  AlertReader& reader) {
  const Mapping& mapping = reader.config().mapping;
  Alert alert;
  alert.labels = gather(element, labels, reader.labels());
  if (alert.labels.empty()) {
    return reader.keep_raw_element(element, index, "nothing stands where the mapping points");
  }
  if (!mapping.alertname.empty() && !alert.labels.has("alertname")) {
    reader.note(index, mapping.alertname + " holds no alertname");
  }
  alert.source = reader.config().name;
  alert.annotations = gather(element, mapping.annotations, reader.labels());
  alert.fingerprint = alert.labels.fingerprint();
  if (!mapping.url.empty()) alert.generator_url = element.at(mapping.url).string();
  if (resolved(element, mapping)) alert.status = AlertStatus::resolved;
  alert.starts_at = moment(element, mapping.starts_at, index, reader);
  alert.ends_at = moment(element, mapping.ends_at, index, reader);
  set_times(alert, reader.now());
  reader.keep(std::move(alert));
}

class Generic final : public AlertSource {
 public:
  std::string_view type() const override { return "generic"; }

  Result<Decoded> decode(const HttpRequest& request, const SourceConfig& config,
                         Timestamp now) const override {
    const auto document = JsonDocument::parse(request.body);
    if (!document) return document.error();
    AlertReader reader(config, now);
    const Pointers labels = with_alertname(config.mapping);
    const JsonView alerts = document->root().at(config.mapping.alerts);
    if (alerts.is(JsonView::Kind::array)) {
      for (std::size_t i = 0; i < alerts.size(); ++i) {
        read_element(alerts.element(i), i, labels, reader);
      }
    } else if (alerts.is(JsonView::Kind::object)) {
      read_element(alerts, 0, labels, reader);
    } else {
      reader.keep_raw(request.body);
    }
    return std::move(reader.decoded());
  }
};

}  // namespace

const AlertSource& generic() {
  static const Generic source;
  return source;
}

}  // namespace triaged::sources

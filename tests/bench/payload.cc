#include "payload.h"

#include <cstdio>
#include <ctime>
#include <string_view>

namespace triaged::bench {
namespace {

std::string rfc3339(int64_t ms) {
  const time_t seconds = ms / 1000;
  tm utc{};
  gmtime_r(&seconds, &utc);
  char text[40];
  const size_t length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%03dZ", static_cast<int>(ms % 1000));
  return text;
}

void member(std::string& out, std::string_view key, std::string_view value) {
  if (out.back() != '{') out += ',';
  out += '"';
  out += key;
  out += "\":\"";
  out += value;
  out += '"';
}

void append_labels(std::string& out, const Alert& alert) {
  out += "\"labels\":{";
  member(out, "alertname", alert.alertname);
  member(out, "cluster", alert.cluster);
  member(out, "environment", "production");
  member(out, "namespace", alert.name_space);
  member(out, "node", alert.node);
  member(out, "pod", alert.pod);
  member(out, "service", alert.service);
  member(out, "severity", alert.severity);
  member(out, "team", alert.name_space);
  out += '}';
}

void append_annotations(std::string& out, const Alert& alert) {
  out += "\"annotations\":{";
  member(out, "description", alert.description);
  member(out, "runbook_url", "https://runbooks.example/" + std::string{alert.alertname});
  member(out, "summary", alert.summary);
  out += '}';
}

void append_source(std::string& out, const Alert& alert) {
  out += "\"generatorURL\":\"http://prometheus.example/graph?g0.expr=";
  out += alert.alertname;
  out += "%3E0\\u0026g0.tab=1\"";
}

void append_times(std::string& out, const Alert& alert, const PayloadTimes& times) {
  out += "\"startsAt\":\"" + rfc3339(times.starts_at_ms - alert.age_ms) + '"';
}

std::string fingerprint(const Alert& alert) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : alert.pod + alert.name_space) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

void append_webhook_alert(std::string& out, const Alert& alert, const PayloadTimes& times) {
  out += "{\"status\":\"firing\",";
  append_labels(out, alert);
  out += ',';
  append_annotations(out, alert);
  out += ',';
  append_times(out, alert, times);
  out += ",\"endsAt\":\"";
  out += times.ends_at_ms > 0 ? rfc3339(times.ends_at_ms) : "0001-01-01T00:00:00Z";
  out += "\",";
  append_source(out, alert);
  out += ",\"fingerprint\":\"" + fingerprint(alert) + "\"}";
}

void append_v2_alert(std::string& out, const Alert& alert, const PayloadTimes& times) {
  out += '{';
  append_annotations(out, alert);
  out += ',';
  append_times(out, alert, times);
  if (times.ends_at_ms > 0) out += ",\"endsAt\":\"" + rfc3339(times.ends_at_ms) + '"';
  out += ',';
  append_source(out, alert);
  out += ',';
  append_labels(out, alert);
  out += '}';
}

// A group of one alert has all of its labels and annotations in common.
void append_common(std::string& out, std::span<const Alert> alerts) {
  if (alerts.size() > 1) {
    out += "\"commonLabels\":{\"environment\":\"production\"},\"commonAnnotations\":{}";
    return;
  }
  std::string labels;
  append_labels(labels, alerts.front());
  std::string annotations;
  append_annotations(annotations, alerts.front());
  out += "\"commonLabels\":" + labels.substr(labels.find('{'));
  out += ",\"commonAnnotations\":" + annotations.substr(annotations.find('{'));
}

// Alertmanager groups one alert by its name and service here, a larger batch by environment.
void append_group(std::string& out, std::span<const Alert> alerts) {
  std::string labels = "{";
  if (alerts.size() > 1) {
    member(labels, "environment", "production");
  } else {
    member(labels, "alertname", alerts.front().alertname);
    member(labels, "service", alerts.front().service);
  }
  out += "\"groupLabels\":" + labels + "},\"groupKey\":\"{}:{service=\\\"";
  out += alerts.size() > 1 ? "" : alerts.front().service;
  out += "\\\"}\",";
}

std::string request(const PayloadSpec& spec, const std::string& body) {
  const bool webhook = spec.format == Format::webhook;
  std::string out =
      webhook ? "POST /hooks/alertmanager HTTP/1.1\r\n" : "POST /api/v2/alerts HTTP/1.1\r\n";
  out += "Host: 127.0.0.1:" + std::to_string(spec.port) + "\r\n";
  out += "User-Agent: triaged-bench/1\r\nContent-Type: application/json\r\n";
  out += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  return out + body;
}

std::string encode(const PayloadSpec& spec, std::span<const Alert> alerts) {
  return spec.format == Format::webhook ? encode_webhook(alerts, spec.times)
                                        : encode_v2(alerts, spec.times);
}

}  // namespace

std::string encode_webhook(std::span<const Alert> alerts, const PayloadTimes& times) {
  std::string out = "{\"receiver\":\"triaged\",\"status\":\"firing\",\"alerts\":[";
  for (const Alert& alert : alerts) {
    if (out.back() == '}') out += ',';
    append_webhook_alert(out, alert, times);
  }
  out += "],";
  append_group(out, alerts);
  append_common(out, alerts);
  out += ",\"externalURL\":\"http://alertmanager.example:9093\",\"version\":\"4\",";
  out += "\"truncatedAlerts\":0}\n";
  return out;
}

std::string encode_v2(std::span<const Alert> alerts, const PayloadTimes& times) {
  std::string out = "[";
  for (const Alert& alert : alerts) {
    if (out.back() == '}') out += ',';
    append_v2_alert(out, alert, times);
  }
  out += ']';
  return out;
}

std::vector<std::string> build_requests(const PayloadSpec& spec) {
  std::vector<std::string> requests;
  requests.reserve((spec.alerts + spec.batch - 1) / spec.batch);
  std::vector<Alert> alerts(spec.batch);
  for (uint64_t done = 0; done < spec.alerts; done += spec.batch) {
    for (uint32_t i = 0; i < spec.batch; ++i) {
      alerts[i] = make_alert(spec.shape, spec.first + done + i);
    }
    requests.push_back(request(spec, encode(spec, alerts)));
  }
  return requests;
}

}  // namespace triaged::bench

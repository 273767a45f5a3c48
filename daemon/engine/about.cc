#include "engine/about.h"

#include <algorithm>

namespace triaged::engine {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

std::string first_of(const std::vector<std::string>& names, const Labels& labels) {
  for (const std::string& name : names) {
    if (const auto value = labels.get(name); !value.empty()) return std::string(value);
  }
  return {};
}

std::string service_of(const LabelLists& lists, const Labels& labels) {
  for (const std::string& name : lists.service) {
    const auto value = labels.get(name);
    if (!value.empty() && !contains(lists.exporters, value)) return std::string(value);
  }
  return {};
}

// "10.0.0.7:9100" -> "10.0.0.7"; "[::1]:9100" -> "::1"; a bare IPv6 address stays.
std::string without_port(std::string host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string::npos ? host : host.substr(1, end - 1);
  }
  const std::size_t colon = host.find(':');
  if (colon == std::string::npos || host.find(':', colon + 1) != std::string::npos) return host;
  return host.substr(0, colon);
}

// The facts of one alert as they gather; the first value of a name stays.
struct Gathering {
  Facts facts;
  const std::function<bool(std::string_view)>& wanted;

  void put(std::string_view name, std::string_view value) {
    if (!value.empty() && wanted(name)) facts.emplace(name, value);
  }

  void put_first(std::string_view fact, const Labels& labels,
                 std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
      const std::string_view value = labels.get(name);
      if (!value.empty()) return put(fact, value);
    }
  }
};

}  // namespace

About about(const LabelLists& lists, const Labels& labels) {
  return {.service = service_of(lists, labels),
          .environment = first_of(lists.environment, labels),
          .cluster = first_of(lists.cluster, labels),
          .region = first_of(lists.region, labels),
          .team = first_of(lists.team, labels),
          .host = without_port(first_of(lists.host, labels))};
}

Facts base_facts(const About& about, const Alert& alert,
                 const std::function<bool(std::string_view)>& wanted) {
  Gathering all{{}, wanted};
  all.put("alertname", alert.labels.get("alertname"));
  all.put("service", about.service);
  all.put("environment", about.environment);
  all.put("cluster", about.cluster);
  all.put("region", about.region);
  all.put("team", about.team);
  all.put("host", about.host);
  all.put("target", about.target());
  all.put("source", alert.source);
  all.put_first("summary", alert.annotations, {"summary", "title", "message", "payload"});
  all.put_first("description", alert.annotations, {"description", "message"});
  all.put_first("runbook_url", alert.annotations, {"runbook_url", "runbook"});
  all.put_first("dashboard_url", alert.annotations,
                {"dashboard_url", "dashboard", "dashboardURL", "grafana_url"});
  all.put_first("panel_url", alert.annotations, {"panel_url", "panelURL"});
  all.put("generator_url", alert.generator_url);
  return std::move(all.facts);
}

}  // namespace triaged::engine

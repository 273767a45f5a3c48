#pragma once
// What decide() goes by besides the World: the compiled packs and the configuration, as values. Made
// by app when it starts and reloads, swapped as a whole by the loop thread; never changed in place.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/incident.h"
#include "rules/label_matcher.h"
#include "rules/ruleset.h"

namespace triaged::engine {

struct Route {
  std::string name;
  std::vector<rules::LabelMatcher> matchers;  ///< all must match
  std::string team;
  Mode mode = Mode::live;
  Severity post_from = Severity::SEV3;
  std::vector<Destination> destinations;
  std::vector<std::string> packs;  ///< empty: all
  std::string escalation;
};

/// Ordered label names for each thing an alert can be about; the first with a value wins.
struct LabelLists {
  std::vector<std::string> service{"service", "service_name", "service.name", "app",
                                   "app.kubernetes.io/name", "app_kubernetes_io_name",
                                   "application", "component", "deployment", "statefulset",
                                   "daemonset", "cronjob", "dbinstanceidentifier", "job"};
  std::vector<std::string> environment{"environment", "env", "deployment.environment.name",
                                       "deployment_environment_name", "stage", "tier_env"};
  std::vector<std::string> cluster{"cluster", "cluster_name", "k8s_cluster", "kubernetes_cluster"};
  std::vector<std::string> region{"region", "aws_region", "location", "datacenter", "dc", "zone"};
  std::vector<std::string> team{"team", "owner", "squad"};
  std::vector<std::string> host{"host", "hostname", "node", "nodename", "instance"};
  /// Values of `service` labels that name the exporter rather than the thing.
  std::vector<std::string> exporters{
      "kube-state-metrics", "node-exporter", "node_exporter", "node", "blackbox",
      "blackbox-exporter",  "blackbox_exporter", "cadvisor", "kubelet", "kubernetes-pods",
      "kubernetes-service-endpoints", "kubernetes-nodes", "pushgateway", "prometheus",
      "postgres-exporter", "postgres_exporter", "mysqld-exporter", "mysqld_exporter",
      "redis-exporter", "redis_exporter", "cloudwatch-exporter", "cloudwatch_exporter", "yace",
      "snmp", "snmp-exporter", "windows-exporter", "windows_exporter", "integrations/kubernetes/kube-state-metrics"};
};

struct SeverityMap {
  std::vector<std::string> labels{"severity", "priority", "level"};
  std::map<std::string, Severity> levels{
      {"critical", Severity::SEV2}, {"page", Severity::SEV2},    {"error", Severity::SEV3},
      {"high", Severity::SEV2},     {"major", Severity::SEV2},   {"warning", Severity::SEV3},
      {"warn", Severity::SEV3},     {"medium", Severity::SEV3},  {"low", Severity::SEV4},
      {"minor", Severity::SEV4},    {"info", Severity::SEV5},    {"informational", Severity::SEV5},
      {"none", Severity::SEV5},     {"p1", Severity::SEV2},      {"p2", Severity::SEV2},
      {"p3", Severity::SEV3},       {"p4", Severity::SEV4},      {"p5", Severity::SEV5},
      {"sev1", Severity::SEV1},     {"sev2", Severity::SEV2},    {"sev3", Severity::SEV3},
      {"sev4", Severity::SEV4},     {"sev5", Severity::SEV5},    {"emergency", Severity::SEV2}};
};

/// The clockwork of desk rules 3 to 5.
struct Windows {
  Duration declare_after = std::chrono::minutes{5};   ///< SEV1 and SEV2 declare themselves
  Duration burst = std::chrono::minutes{2};           ///< this many targets within this time ...
  std::size_t burst_targets = 5;                      ///< ... make one wide incident
  Duration burst_hold = std::chrono::seconds{5};      ///< a sibling's card waits this long for that
  Duration old_after = std::chrono::minutes{30};      ///< an incident nobody looks at any more
  Duration notice_gap = std::chrono::seconds{60};     ///< between two mentions of one incident
  Duration notice_life = std::chrono::hours{6};
  Duration close_untouched = std::chrono::minutes{30};  ///< resolved, never declared
  Duration close_declared = std::chrono::hours{24};     ///< resolved after it was declared
  Duration close_quiet = std::chrono::hours{24};        ///< every alert went quiet
  Duration archive_after = std::chrono::hours{1};       ///< closed this long: leaves the World
  Duration annotation_gap = std::chrono::minutes{10};   ///< law 9
};

struct Policy {
  std::shared_ptr<const rules::Ruleset> ruleset;
  std::vector<Route> routes;  ///< first match wins
  Route otherwise;            ///< when none matches
  LabelLists labels;
  SeverityMap severity;
  std::vector<std::string> production{"prod", "production", "prd", "live"};
  Windows windows;
  /// The loop's own memory of texts, made anew with the ruleset; null for everyone else.
  std::shared_ptr<rules::TextMemo> memo;
};

/// The route an alert takes. Reports take the route of the empty label set.
const Route& route_of(const Policy& policy, const Labels& labels);
/// The same with its reason, as an incident keeps it.
RouteChoice choose_route(const Policy& policy, const Labels& labels);
const std::vector<std::string>& packs_of(const Policy& policy, const RouteChoice& choice);

}  // namespace triaged::engine

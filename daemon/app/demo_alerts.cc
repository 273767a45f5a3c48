#include "app/demo_alerts.h"

namespace triaged::app {
namespace {

// One Alertmanager notification around the members of its only alert.
std::string notification(std::string_view labels, std::string_view annotations,
                         std::string_view started) {
  std::string body = R"({"version":"4","groupKey":"{}:{}","truncatedAlerts":0,"status":"firing",)"
                     R"("receiver":"triaged","groupLabels":{},"commonLabels":{},)"
                     R"("commonAnnotations":{},"externalURL":"http://alertmanager.example",)"
                     R"("alerts":[{"status":"firing","labels":{)";
  body += labels;
  body += R"(},"annotations":{)";
  body += annotations;
  body += R"(},"startsAt":")";
  body += started;
  body += R"(","endsAt":"0001-01-01T00:00:00Z","generatorURL":"","fingerprint":""}]})";
  return body;
}

}  // namespace

std::vector<DemoAlert> demo_alerts(std::string_view started) {
  return {
      {"login answers 500",
       "/hooks/alertmanager",
       notification(R"("alertname":"AuthHighErrorRate","service":"auth","severity":"critical",)"
                    R"("environment":"prod","region":"eu-west-1","route":"/login","version":"4.12.0")",
                    R"("summary":"auth: 100% of all requests to /login answer HTTP 500",)"
                    R"("description":"5xx ratio 100% over 5 minutes, threshold 5%",)"
                    R"("runbook_url":"https://wiki.example/runbooks/auth")",
                    started),
       "service-errors-outage",
       Severity::SEV1,
       {"auth", "Wake now", "wiki.example"},
       {"auth", "undo"}},
      {"the shared database is slow",
       "/hooks/alertmanager",
       notification(R"("alertname":"PostgresSlowQueries","service":"orders-primary",)"
                    R"("severity":"critical","environment":"prod","region":"eu-west-1",)"
                    R"("engine":"postgresql")",
                    R"("summary":"orders-primary: query latency p95 is 4.8 s, callers time out",)"
                    R"("description":"shared PostgreSQL primary: p95 query time 4.8 s for 5 minutes; )"
                    R"(timeouts in checkout, cart, login")",
                    started),
       "database-latency",
       Severity::SEV1,
       {"orders-primary", "shared", "Wake now"},
       {"pg_stat_activity", "undo"}},
      {"carts lose items",
       "/hooks/alertmanager",
       notification(R"("alertname":"CartConsistencyMismatch","service":"cart","severity":"warning",)"
                    R"("environment":"prod","region":"eu-west-1","queue":"kafka")",
                    R"("summary":"cart: items added do not show up, replicas are stale by 95 s",)"
                    R"("description":"items displayed lag items added by 12%; replication lag 95 s")",
                    started),
       "replication-lag-stale-data",
       Severity::SEV2,
       {"cart", "12%"},
       {"idempotent"}},
  };
}

}  // namespace triaged::app

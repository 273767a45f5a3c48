#include "app/api/json.h"

#include <algorithm>
#include <tuple>

#include "app/api/encode.h"
#include "app/api/query.h"

namespace triaged::app {
namespace {

Json encode_labels(const Labels& labels) {
  Json::object_t out;  // appended to: its operator[] searches from the front, for every name
  labels.each([&out](std::string_view name, std::string_view value) {
    out.emplace_back(std::string(name), Json(value));
  });
  return out;
}

Json encode_facts(const Facts& facts) {
  Json::object_t out;
  for (const auto& [name, value] : facts) out.emplace_back(name, Json(value));
  return out;
}

Json encode_id(IncidentId id) { return id.value == 0 ? Json(nullptr) : Json(to_string(id)); }

Json encode_destination(const Destination& destination) {
  return {{"chat", destination.chat}, {"channel", destination.channel}};
}

Json encode_placements(const Incident& incident) {
  Json out = Json::array();
  for (const Placement& placement : incident.placements) {
    Json one = encode_destination(placement.destination);
    one["message"] = placement.root_id;
    one["version"] = placement.root_version;
    one["fault"] = placement.fault;
    out.push_back(std::move(one));
  }
  return out;
}

Json encode_steps(const Incident& incident) {
  Json::object_t out;
  for (const auto& [id, mark] : incident.steps) {
    out.emplace_back(id, Json{{"state", to_string(mark.state)},
                              {"by", mark.by},
                              {"at", encode_time(mark.at)},
                              {"note", mark.note}});
  }
  return out;
}

Timestamp started_at(const Incident& incident) {
  return incident.onset == kNoTime ? incident.opened_at : incident.onset;
}

void add_course(Json& out, const Incident& incident) {
  out["started_at"] = encode_time(started_at(incident));
  out["opened_at"] = encode_time(incident.opened_at);
  out["taken_at"] = encode_time(incident.taken_at);
  out["taken_by"] = incident.taken_by;
  out["declared_at"] = encode_time(incident.declared_at);
  out["mitigated_at"] = encode_time(incident.mitigated_at);
  out["resolved_at"] = encode_time(incident.resolved_at);
  out["closed_at"] = encode_time(incident.closed_at);
  out["closing_reason"] = incident.closing_reason;
}

void add_origin(Json& out, const Incident& incident) {
  out["key"] = {{"environment", incident.key.environment},
                {"cluster", incident.key.cluster},
                {"target", incident.key.target}};
  out["facts"] = encode_facts(incident.facts);
  out["targets"] = incident.targets;
  out["targets_total"] = incident.targets_total;
  out["sources"] = incident.sources;
  out["report"] = incident.report;
  out["reporter"] = incident.reporter;
  out["previous"] = encode_id(incident.previous);
  out["merged_into"] = encode_id(incident.merged_into);
}

Json encode_incident(const World& world, const Incident& incident, const TitleOf& title,
                     std::size_t alerts) {
  std::string name = title ? title(incident) : std::string();
  if (name.empty()) name = plain_title(world, incident);
  Json out = {{"id", to_string(incident.id)},
              {"title", std::move(name)},
              {"scenario", incident.scenario},
              {"scenario_version", incident.scenario_version},
              {"severity", to_string(incident.severity.severity)},
              {"severity_reason", incident.severity.reason},
              {"status", to_string(incident.status)},
              {"realm", to_string(incident.realm)}};
  add_course(out, incident);
  add_origin(out, incident);
  out["route"] = {{"route", incident.route.route},
                  {"team", incident.route.team},
                  {"mode", to_string(incident.route.mode)}};
  out["placements"] = encode_placements(incident);
  out["steps"] = encode_steps(incident);
  out["firing"] = incident.firing;
  out["quiet"] = incident.quiet;
  out["version"] = incident.version;
  out["alerts"] = encode_alerts(world, incident, 0, alerts);
  out["alerts_total"] = incident.alerts.size();
  return out;
}

Json encode_hits(const std::vector<SignalHit>& hits) {
  Json out = Json::array();
  for (const SignalHit& hit : hits) {
    out.push_back({{"signal", hit.signal},
                   {"field", hit.field},
                   {"matched", hit.matched},
                   {"weight", hit.weight}});
  }
  return out;
}

Json encode_alternatives(const MatchResult& match) {
  Json out = Json::array();
  for (const Candidate& candidate : match.alternatives) {
    out.push_back({{"scenario", candidate.scenario},
                   {"score", candidate.score},
                   {"threshold", candidate.threshold},
                   {"hits", encode_hits(candidate.hits)},
                   {"lacked", candidate.lacked}});
  }
  return out;
}

Json encode_severity(const SeverityDecision& decision) {
  Json inputs = Json::array();
  for (const SeverityInput& input : decision.inputs) {
    inputs.push_back(
        {{"name", input.name},
         {"value", input.value},
         {"supports", input.supports ? Json(to_string(*input.supports)) : Json(nullptr)},
         {"weight", input.weight}});
  }
  return {{"severity", to_string(decision.severity)},
          {"reason", decision.reason},
          {"inputs", std::move(inputs)}};
}

Json encode_route(const RouteChoice& route) {
  Json destinations = Json::array();
  for (const Destination& destination : route.destinations) {
    destinations.push_back(encode_destination(destination));
  }
  return {{"route", route.route},
          {"reason", route.reason},
          {"team", route.team},
          {"mode", to_string(route.mode)},
          {"post_from", to_string(route.post_from)},
          {"destinations", std::move(destinations)},
          {"escalation", route.escalation}};
}

Json encode_muted(const World& world, const Incident& incident) {
  Json out = Json::array();
  for (const AlertKey key : incident.alerts) {
    if (out.size() == kAlertsShown) break;
    const TrackedAlert* alert = world.find(key);
    if (alert == nullptr || alert->muted_reason.empty()) continue;
    out.push_back(
        {{"fingerprint", format_hex(alert->alert.fingerprint)}, {"reason", alert->muted_reason}});
  }
  return out;
}

}  // namespace

std::string print(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json encode_time(Timestamp at) { return at == kNoTime ? Json(nullptr) : Json(format_rfc3339(at)); }

Json encode_alert(const TrackedAlert& tracked) {
  const Alert& alert = tracked.alert;
  return {{"fingerprint", format_hex(alert.fingerprint)},
          {"source", alert.source},
          {"status", to_string(alert.status)},
          {"severity", to_string(tracked.severity)},
          {"target", tracked.target},
          {"labels", encode_labels(alert.labels)},
          {"annotations", encode_labels(alert.annotations)},
          {"generator_url", alert.generator_url},
          {"starts_at", encode_time(alert.starts_at)},
          {"ends_at", encode_time(alert.ends_at)},
          {"first_seen", encode_time(tracked.first_seen)},
          {"changed_at", encode_time(tracked.changed_at)},
          {"muted_reason", tracked.muted_reason}};
}

Json encode_alerts(const World& world, const Incident& incident, std::size_t offset,
                   std::size_t limit) {
  Json out = Json::array();
  const std::size_t first = std::min(offset, incident.alerts.size());
  const std::size_t last = first + std::min(limit, incident.alerts.size() - first);
  for (std::size_t i = first; i < last; ++i) {
    const TrackedAlert* alert = world.find(incident.alerts[i]);
    if (alert != nullptr) out.push_back(encode_alert(*alert));
  }
  return out;
}

Json encode_explain(const World& world, const Incident& incident) {
  const MatchResult& match = incident.match;
  return {{"incident", to_string(incident.id)},
          {"scenario", match.scenario},
          {"scenario_version", incident.scenario_version},
          {"score", match.score},
          {"unsure", match.unsure},
          {"reasons", encode_hits(match.reasons)},
          {"alternatives", encode_alternatives(match)},
          {"facts", encode_facts(incident.facts)},
          {"severity", encode_severity(incident.severity)},
          {"route", encode_route(incident.route)},
          {"muted", encode_muted(world, incident)}};
}

std::string plain_title(const World& world, const Incident& incident) {
  const TrackedAlert* first =
      incident.alerts.empty() ? nullptr : world.find(incident.alerts.front());
  const std::string_view name =
      first == nullptr ? std::string_view() : first->alert.labels.get("alertname");
  if (!name.empty()) {
    const std::string& target = incident.key.target;
    return std::string(name) + (target.empty() || target == "*" ? "" : " on " + target);
  }
  constexpr std::size_t kFirstWords = 80;
  return incident.report.empty() ? incident.scenario : incident.report.substr(0, kFirstWords);
}

std::optional<ListQuery> read_list_query(std::string_view target) {
  const Parameters parameters = query_of(target);
  const std::string_view status = parameter(parameters, "status");
  ListQuery query;
  if (status == "open") {
    query.status = ListQuery::Status::open;
  } else if (status == "closed") {
    query.status = ListQuery::Status::closed;
  } else if (!status.empty() && status != "all") {
    return std::nullopt;
  }
  constexpr std::uint64_t kMost = 1'000'000'000;
  query.offset = number(parameters, "offset", 0, kMost);
  query.limit =
      std::min<std::uint64_t>(number(parameters, "limit", query.limit, kMost), query.limit);
  return query;
}

std::vector<const Incident*> in_reading_order(const World& world, ListQuery::Status status) {
  std::vector<const Incident*> out;
  for (const auto& [id, incident] : world.incidents()) {
    if (status == ListQuery::Status::open && !is_open(incident)) continue;
    if (status == ListQuery::Status::closed && is_open(incident)) continue;
    out.push_back(&incident);
  }
  const auto rank = [](const Incident& incident) {
    return std::tuple(!is_open(incident), incident.severity.severity, incident.firing == 0,
                      -started_at(incident).time_since_epoch().count());
  };
  std::sort(out.begin(), out.end(), [&rank](const Incident* a, const Incident* b) {
    const auto left = rank(*a);
    const auto right = rank(*b);
    return left == right ? a->id > b->id : left < right;
  });
  return out;
}

std::string incidents_json(const World& world, const ListQuery& query) {
  const std::vector<const Incident*> all = in_reading_order(world, query.status);
  const std::size_t first = std::min(query.offset, all.size());
  const std::size_t count = std::min(query.limit, all.size() - first);
  const std::size_t share =
      std::clamp<std::size_t>(kAlertsListed / std::max<std::size_t>(count, 1), 1, kAlertsShown);
  Json incidents = Json::array();
  for (std::size_t i = first; i < first + count; ++i) {
    incidents.push_back(encode_incident(world, *all[i], query.title, share));
  }
  return print({{"incidents", std::move(incidents)}, {"total", all.size()}});
}

std::string incident_json(const World& world, const Incident& incident, const TitleOf& title) {
  return print(encode_incident(world, incident, title, kAlertsShown));
}

std::string alerts_json(const World& world, const Incident& incident, std::size_t offset,
                        std::size_t limit) {
  limit = std::min(limit, kAlertsPerPage);
  return print({{"alerts", encode_alerts(world, incident, offset, limit)},
                {"total", incident.alerts.size()},
                {"offset", offset},
                {"limit", limit}});
}

std::string timeline_json(const Incident& incident) {
  Json entries = Json::array();
  for (const TimelineEntry& entry : incident.timeline) {
    entries.push_back({{"at", encode_time(entry.at)},
                       {"kind", entry.kind},
                       {"text", entry.text},
                       {"actor", entry.actor}});
  }
  return print({{"timeline", std::move(entries)}, {"total", incident.timeline_total}});
}

std::string explain_json(const World& world, const Incident& incident) {
  return print(encode_explain(world, incident));
}

std::string error_json(std::string_view code, std::string_view reason) {
  return print({{"error", code}, {"reason", reason}});
}

std::string accepted_json(std::uint64_t seq, std::optional<IncidentId> incident) {
  Json out = {{"status", "accepted"}, {"seq", seq}};
  if (incident) out["incident"] = to_string(*incident);
  return print(out);
}

std::string change_event(std::uint64_t seq, const std::vector<IncidentId>& incidents) {
  Json ids = Json::array();
  for (const IncidentId id : incidents) ids.push_back(to_string(id));
  const Json data = {{"seq", seq}, {"incidents", std::move(ids)}};
  return "id: " + std::to_string(seq) + "\nevent: change\ndata: " + print(data) + "\n\n";
}

std::string resync_event(std::uint64_t seq) {
  const Json data = {{"seq", seq}};
  return "id: " + std::to_string(seq) + "\nevent: resync\ndata: " + print(data) + "\n\n";
}

}  // namespace triaged::app

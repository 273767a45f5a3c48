#include "app/reads.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "app/api/json.h"
#include "app/api/query.h"

namespace triaged::app {
namespace {

constexpr std::size_t kBodyDepth = 8;

Timestamp wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

HttpReply json(std::string body, int status = 200) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          std::move(body)};
}

HttpReply missing(std::string_view what) {
  return json(error_json("not-found", "no such " + std::string(what)), 404);
}

TitleOf title_of(const World& world, const engine::Setup& setup) {
  engine::Viewer viewer = setup.viewer;
  viewer.now = wall_now();
  return [&world, viewer](const Incident& incident) {
    return engine::render_title(world, incident, viewer);
  };
}

// "/api/v1/incidents/inc-7/alerts" -> {"inc-7", "alerts"}.
std::pair<std::string, std::string> split_incident_path(std::string_view path,
                                                        std::string_view prefix) {
  path.remove_prefix(prefix.size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return {std::string(path), ""};
  return {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1))};
}

HttpReply incident_document(const std::string& part, const HttpRequest& request,
                            const World& world, const Incident& incident,
                            const engine::Setup& setup) {
  if (part.empty()) return json(incident_json(world, incident, title_of(world, setup)));
  if (part == "alerts") {
    const Parameters query = query_of(request.url);
    return json(alerts_json(world, incident, number(query, "offset", 0, 1U << 30U),
                            number(query, "limit", 100, kAlertsPerPage)));
  }
  if (part == "timeline") return json(timeline_json(incident));
  if (part == "explain") return json(explain_json(world, incident));
  if (part == "card") {
    engine::Viewer viewer = setup.viewer;
    viewer.now = wall_now();
    return json(card_json(engine::render_card(world, incident, viewer)));
  }
  return missing("document");
}

HttpReply api_incident(const std::string& path, const HttpRequest& request,
                       const ReadContext& context) {
  const auto [id_text, part] = split_incident_path(path, "/api/v1/incidents/");
  const auto id = parse_incident_id(id_text);
  if (!id) return missing("incident");
  if (const Incident* incident = context.world.find(*id)) {
    return incident_document(part, request, context.world, *incident, context.setup);
  }
  auto archived = context.journal.archived(*id);
  if (!archived || archived->find(*id) == nullptr) return missing("incident");
  return incident_document(part, request, *archived, *archived->find(*id), context.setup);
}

HttpReply page_incident(const std::string& path, const HttpRequest& request,
                        const ReadContext& context) {
  const auto [id_text, part] = split_incident_path(path, "/incidents/");
  const auto id = parse_incident_id(id_text);
  const auto show = [&](const World& world) -> HttpReply {
    View view = make_view(world, context.setup, wall_now(), context.address);
    view.fragment = parameter(query_of(request.url), "fragment") == "1";
    return {200, page_headers(), incident_html(world, *world.find(*id), view)};
  };
  if (id && part.empty() && context.world.find(*id) != nullptr) return show(context.world);
  if (id && part.empty()) {
    auto archived = context.journal.archived(*id);
    if (archived && archived->find(*id) != nullptr) return show(*archived);
  }
  const View view = make_view(context.world, context.setup, wall_now(), context.address);
  return {404, page_headers(), error_html(404, "There is no such incident.", "", view)};
}

HttpReply api_list(const HttpRequest& request, const ReadContext& context) {
  auto query = read_list_query(request.url);
  if (!query) {
    return json(error_json("query", "status is open, closed or all; offset and limit are numbers"),
                400);
  }
  query->title = title_of(context.world, context.setup);
  return json(incidents_json(context.world, *query));
}

HttpReply index_page(const HttpRequest& request, const ReadContext& context) {
  View view = make_view(context.world, context.setup, wall_now(), context.address);
  view.fragment = parameter(query_of(request.url), "fragment") == "1";
  return {200, page_headers(), index_html(context.world, view)};
}

Result<nlohmann::json> read_object(const std::string& body) {
  using nlohmann::json;
  const auto shallow = [](int depth, json::parse_event_t, json&) {
    return static_cast<std::size_t>(depth) <= kBodyDepth;
  };
  json value = json::parse(body, shallow, false);
  if (value.is_discarded()) return Error{"malformed", "the body is not JSON"};
  if (!value.is_object()) return Error{"malformed", "the body must be a JSON object"};
  return value;
}

Result<std::string> text_member(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::string();
  if (!found->is_string()) return Error{"type", std::string(name) + " must be a string"};
  return found->get<std::string>();
}

}  // namespace

View make_view(const World& world, const engine::Setup& setup, Timestamp now,
               const std::string& address) {
  engine::Viewer viewer = setup.viewer;
  viewer.now = now;
  View view;
  view.now = now;
  view.card = [&world, viewer](const Incident& incident) {
    return engine::render_card(world, incident, viewer);
  };
  view.base_url = setup.viewer.page_url.empty() ? "http://" + address : setup.viewer.page_url;
  view.version = TRIAGED_VERSION;
  return view;
}

HttpReply asset_reply(const Asset& asset, const Headers& headers) {
  HttpReply reply{200, page_headers(), ""};
  for (auto& [name, value] : reply.headers) {
    if (name == "Content-Type") value = asset.type;
    if (name == "Cache-Control") value = "no-cache";
  }
  reply.headers.emplace_back("ETag", asset.etag);
  if (header(headers, "If-None-Match") == asset.etag) {
    reply.status = 304;
  } else {
    reply.body = asset.body;
  }
  return reply;
}

HttpReply read_reply(const std::string& path, const HttpRequest& request,
                     const ReadContext& context) {
  if (path == "/") return index_page(request, context);
  if (path == "/api/v1/incidents") return api_list(request, context);
  if (path.starts_with("/api/v1/incidents/")) return api_incident(path, request, context);
  if (path.starts_with("/incidents/")) return page_incident(path, request, context);
  return missing("path");
}

std::vector<IncidentId> changed_incidents(const Record& record) {
  std::set<IncidentId> ids;
  for (const Decision& decision : record.decisions) {
    std::visit(
        [&](const auto& d) {
          if constexpr (requires { d.incident; }) ids.insert(d.incident);
          if constexpr (std::is_same_v<std::decay_t<decltype(d)>, IncidentOpened>) ids.insert(d.id);
          if constexpr (requires { d.into; }) ids.insert(d.into);
        },
        decision);
  }
  if (const auto* outcome = std::get_if<OutcomeIn>(&record.input)) {
    ids.insert(outcome->delivery.incident);
  }
  return {ids.begin(), ids.end()};
}

Result<ReportIn> read_report_body(const std::string& body) {
  auto object = read_object(body);
  if (!object) return object.error();
  auto text = text_member(*object, "text");
  if (!text) return text.error();
  if (text->find_first_not_of(" \t\r\n") == std::string::npos) {
    return Error{"text", "text is missing or empty"};
  }
  auto reporter = text_member(*object, "reporter");
  if (!reporter) return reporter.error();
  return ReportIn{std::move(*text), std::move(*reporter)};
}

Result<AskedAction> read_action_body(const std::string& body) {
  auto object = read_object(body);
  if (!object) return object.error();
  AskedAction asked;
  std::string word;
  for (const auto& [name, member] : {std::pair{"action", &word},
                                     {"step", &asked.action.step},
                                     {"actor", &asked.actor},
                                     {"reason", &asked.action.reason}}) {
    auto text = text_member(*object, name);
    if (!text) return text.error();
    *member = std::move(*text);
  }
  for (int i = 0; i <= static_cast<int>(ActionIn::What::step_open); ++i) {
    asked.action.what = static_cast<ActionIn::What>(i);
    if (to_string(asked.action.what) == word) return asked;
  }
  return Error{"action", "action must be take, declare, mitigated, resolve, close, not_a_problem, "
                         "done, skip or undo"};
}

}  // namespace triaged::app

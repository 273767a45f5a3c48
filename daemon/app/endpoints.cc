#include "app/endpoints.h"

#include <algorithm>

#include "app/api/json.h"
#include "app/api/query.h"
#include "app/log.h"
#include "app/metrics.h"
#include "app/page/assets.h"
#include "app/page/page.h"
#include "app/reads.h"
#include "app/try_out.h"
#include "rules/redact.h"

namespace triaged::app {
namespace {

constexpr std::uint64_t kSmallBody = 1U << 20;
constexpr std::size_t kStreams = 256;
constexpr std::size_t kReportLength = 16U << 10;

HttpReply json_reply(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          std::move(body)};
}

HttpReply problem(int status, std::string_view code, std::string_view reason) {
  return json_reply(status, error_json(code, reason));
}

/// So many deliveries wait that the loop is glad of what is done for it here.
constexpr std::uint64_t kLoopBehind = 4;

HttpReply overload(std::string_view why) {
  HttpReply reply = problem(503, "overload", why);
  reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

HttpReply failed(const std::string& error) {
  if (error == "disk-full") return overload("the disk is nearly full; alerts are refused first");
  if (error == "stopping") return overload("the daemon is stopping");
  return overload("the journal could not commit; nothing was accepted");
}

io::HeadVerdict refuse(HttpReply reply) { return {.accept = false, .refusal = std::move(reply)}; }

bool is_json(const Headers& headers) {
  const std::string_view type = header(headers, "Content-Type");
  return type.substr(0, type.find(';')) == "application/json" || type.ends_with("+json");
}

bool ends_with_alerts_path(std::string_view path) { return path.ends_with("/api/v2/alerts"); }

std::string_view host_name(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

// From another site's page: browsers say so, tools do not send the header.
bool cross_site(const Headers& headers) {
  const std::string_view site = header(headers, "Sec-Fetch-Site");
  return !site.empty() && site != "same-origin" && site != "none";
}

Alert redacted(Alert alert) {
  alert.labels = rules::redact(alert.labels);
  alert.annotations = rules::redact(alert.annotations);
  alert.generator_url = rules::redact(alert.generator_url);
  return alert;
}

std::string_view under(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) ? path.substr(prefix.size()) : std::string_view{};
}

}  // namespace

Endpoints::Endpoints(std::shared_ptr<const Served> served, Metrics& metrics, Options options)
    : served_(std::move(served)), metrics_(metrics), options_(std::move(options)) {}

const Source* Endpoints::source_of(const Served& served, std::string_view path) const {
  std::string_view name = under(path, "/hooks/");
  if (ends_with_alerts_path(path)) name = "prometheus";
  for (const Source& source : served.config.sources) {
    if (source.config.name == name) return &source;
  }
  return nullptr;
}

bool Endpoints::host_allowed(const Served& served, std::string_view host) const {
  const std::string_view name = host_name(host);
  if (name == "localhost" || name.starts_with("127.") || name == "[::1]") return true;
  if (served.config.external_url.find("//" + std::string(name)) != std::string::npos) return true;
  return std::find(served.config.hosts.begin(), served.config.hosts.end(), name) !=
         served.config.hosts.end();
}

io::HeadVerdict Endpoints::judge_alerts(const Served& served, const Source& source,
                                        const HttpRequest& head) const {
  if (!sources::check_head(source.authentication, head.headers)) {
    HttpReply reply = problem(401, "unauthorized", "the credentials for this source are not right");
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
    return refuse(std::move(reply));
  }
  if (!is_json(head.headers)) {
    return refuse(problem(415, "content-type", "send application/json"));
  }
  const bool open = source.authentication.kind == sources::Authentication::Kind::none;
  if (open && !host_allowed(served, header(head.headers, "Host"))) {
    return refuse(problem(403, "host", "this Host is not served; see web.hosts"));
  }
  return {.body_limit = served.config.alert_body};
}

io::HeadVerdict Endpoints::on_head(const HttpRequest& head) {
  const auto served = std::atomic_load(&served_);
  const std::string_view path = path_of(head.url);
  const bool reads = head.method == "GET" || head.method == "HEAD";
  if (!reads && head.method != "POST" && head.method != "PUT") {
    HttpReply reply = problem(405, "method", "use GET or POST");
    reply.headers.emplace_back("Allow", "GET, HEAD, POST");
    return refuse(std::move(reply));
  }
  if (!reads) {
    if (const Source* source = source_of(*served, path)) return judge_alerts(*served, *source, head);
    if (path.starts_with("/hooks/")) {
      return refuse(problem(404, "source", "no source of this name is configured"));
    }
    const bool form = path == "/preview";
    if (!path.starts_with("/-/") && !form && !is_json(head.headers)) {
      return refuse(problem(415, "content-type", "send application/json"));
    }
    if (cross_site(head.headers)) return refuse(problem(403, "cross-site", "not from another site"));
  }
  if (!host_allowed(*served, header(head.headers, "Host"))) {
    return refuse(problem(403, "host", "this Host is not served; see web.hosts"));
  }
  return {.body_limit = reads ? 0 : kSmallBody};
}

void Endpoints::on_request(HttpRequest request, io::Respond respond) {
  const auto served = std::atomic_load(&served_);
  const std::string path(path_of(request.url));
  if (request.method == "GET" || request.method == "HEAD") {
    return read(path, std::move(request), std::move(respond));
  }
  if (const Source* source = source_of(*served, path)) {
    return take_alerts(*served, *source, std::move(request), std::move(respond));
  }
  if (path.starts_with("/-/")) return manage(path, request, respond);
  if (path == "/api/v1/reports") return take_report(std::move(request), std::move(respond));
  if (path == "/api/v1/preview") return preview(std::move(request), std::move(respond), false);
  if (path == "/preview") return preview(std::move(request), std::move(respond), true);
  if (path.starts_with("/api/v1/incidents/") && path.ends_with("/actions")) {
    return take_action(path, std::move(request), std::move(respond));
  }
  respond(problem(404, "not-found", "nothing is served under this path"));
}

void Endpoints::shape_fault(const std::string& source, const std::string& text) {
  {
    const std::lock_guard lock(mutex_);
    if (text.empty() && shape_faults_.erase(source) == 0) return;
    if (!text.empty()) shape_faults_.insert(source);
  }
  loop_->submit(FaultIn{"source/" + source + "/shape", text}, "source:" + source, Realm::live, {});
}

void Endpoints::take_alerts(const Served& served, const Source& source, HttpRequest request,
                            io::Respond respond) {
  const std::string& name = source.config.name;
  if (!sources::check_body(source.authentication, request.headers, request.body)) {
    metrics_.refused(name, "signature");
    return respond(problem(401, "unauthorized", "the signature does not fit the body"));
  }
  const sources::AlertSource& adapter = *sources::find_source(source.config.type);
  const Timestamp now =
      std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  auto decoded = adapter.decode(request, source.config, now);
  if (!decoded) {
    metrics_.refused(name, decoded.error().code);
    log::warn("ingest", "refused", {{"source", name}, {"reason", decoded.error().reason}});
    shape_fault(name, "source " + name + " sent what could not be read: " + decoded.error().reason);
    return respond(problem(400, decoded.error().code, decoded.error().reason));
  }
  const bool v2 = ends_with_alerts_path(path_of(request.url));
  const std::string partly = decoded->refused.empty() ? std::string() : decoded->refused.front();
  if (!partly.empty()) {
    metrics_.refused(name, "element");
    shape_fault(name, "source " + name + ": " + partly);
  } else if (decoded->unknown_shape) {
    shape_fault(name, "source " + name + " sent JSON of a shape it does not use; kept as it came");
  } else {
    shape_fault(name, "");
  }
  AlertsIn input{name, {}};
  input.alerts.reserve(decoded->alerts.size());
  for (Alert& alert : decoded->alerts) input.alerts.push_back(redacted(std::move(alert)));
  metrics_.received(name, input.alerts.size());
  engine::Prepared prepared;
  if (loop_->stats().queue.load(std::memory_order_relaxed) >= kLoopBehind) {
    prepared = preparer_.prepare(served.setup.policy, input);
  }
  const bool queued = loop_->submit(
      std::move(input), "source:" + name, Realm::live,
      [respond, v2, partly](const engine::Answer& answer) {
        if (!answer.committed) return respond(failed(answer.error));
        if (v2 && !partly.empty()) return respond(json_reply(400, '"' + log::json_escape(partly) + '"'));
        if (v2) return respond({200, {}, ""});
        respond(json_reply(202, accepted_json(answer.seq)));
      },
      std::move(prepared));
  if (!queued) respond(overload("too much is waiting"));
}

void Endpoints::take_report(HttpRequest request, io::Respond respond) {
  auto report = read_report_body(request.body);
  if (!report) return respond(problem(400, report.error().code, report.error().reason));
  if (report->text.size() > kReportLength) {
    return respond(problem(413, "too-large", "a report has at most 16 KiB of text"));
  }
  report->text = rules::redact(report->text);
  report->reporter = rules::redact(report->reporter);
  const std::string actor = report->reporter.empty() ? "report" : "user:" + report->reporter;
  const bool queued = loop_->submit(
      std::move(report.value()), actor, Realm::live, [respond](const engine::Answer& answer) {
        if (!answer.committed) return respond(failed(answer.error));
        const auto id = answer.incidents.empty() ? std::nullopt
                                                 : std::optional(answer.incidents.front());
        respond(json_reply(202, accepted_json(answer.seq, id)));
      });
  if (!queued) respond(overload("too much is waiting"));
}

void Endpoints::take_action(std::string_view path, HttpRequest request, io::Respond respond) {
  std::string_view id_text = under(path, "/api/v1/incidents/");
  id_text = id_text.substr(0, id_text.find('/'));
  const auto id = parse_incident_id(id_text);
  if (!id) return respond(problem(404, "not-found", "no such incident"));
  auto asked = read_action_body(request.body);
  if (!asked) return respond(problem(400, asked.error().code, asked.error().reason));
  asked->action.incident = *id;
  asked->action.reason = rules::redact(asked->action.reason);
  const std::string actor = "user:" + (asked->actor.empty() ? "page" : rules::redact(asked->actor));
  // Whether the incident exists is asked first, so that a mistyped id is a 404 and not a silent 202.
  const bool queued = loop_->query([this, respond, action = asked->action, actor, id](
                                       const World& world, const engine::Setup&, journal::Journal&) {
    if (world.find(*id) == nullptr) {
      return respond(problem(404, "not-found", "no such incident"));
    }
    const bool taken = loop_->submit(
        action, actor, Realm::live, [respond, id](const engine::Answer& answer) {
          if (!answer.committed) return respond(failed(answer.error));
          respond(json_reply(202, accepted_json(answer.seq, *id)));
        });
    if (!taken) respond(overload("too much is waiting"));
  });
  if (!queued) respond(overload("too much is waiting"));
}

void Endpoints::preview(HttpRequest request, io::Respond respond, bool page) {
  const Timestamp now =
      std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  std::string pasted;
  Result<PreviewAsk> ask = Error{};
  if (page) {
    const Parameters form = read_form(request.body);
    pasted = std::string(parameter(form, "text"));
    ask = read_pasted(pasted, now);
  } else {
    ask = read_preview(request.body, now);
  }
  const bool queued = loop_->query([this, respond, page, pasted, now, ask = std::move(ask)](
                                       const World& world, const engine::Setup& setup,
                                       journal::Journal&) {
    const View view = make_view(world, setup, now, address_);
    if (!ask) {
      if (!page) return respond(problem(400, ask.error().code, ask.error().reason));
      return respond({400, page_headers(), error_html(400, ask.error().reason, pasted, view)});
    }
    const TriedOut tried = try_out(setup, ask.value(), now);
    const Preview shown = tried.preview();
    if (page) {
      const View scratch = make_view(tried.world, setup, now, address_);
      return respond({200, page_headers(), preview_html(shown, pasted, scratch)});
    }
    respond(json_reply(200, preview_json(shown)));
  });
  if (!queued) respond(overload("too much is waiting"));
}

void Endpoints::manage(std::string_view path, const HttpRequest&, const io::Respond& respond) {
  if (path != "/-/reload") return respond(problem(404, "not-found", "nothing is served here"));
  if (!options_.lifecycle) {
    return respond(problem(403, "lifecycle", "start with --web.enable-lifecycle to allow this"));
  }
  options_.reload([respond](const std::string& wrong) {
    if (wrong.empty()) return respond({200, {}, ""});
    respond(problem(500, "reload", wrong));
  });
}

void Endpoints::read(std::string path, HttpRequest request, io::Respond respond) {
  if (path == "/-/healthy") return respond({200, {}, "triaged is healthy.\n"});
  if (path == "/-/ready") {
    if (options_.ready()) return respond({200, {}, "triaged is ready.\n"});
    return respond(overload("not ready"));
  }
  if (const Asset* asset = find_asset(path)) return respond(asset_reply(*asset, request.headers));
  const bool queued = loop_->query([this, path, request = std::move(request), respond](
                                       const World& world, const engine::Setup& setup,
                                       journal::Journal& journal) {
    if (path == "/metrics") {
      metrics_.observe(world, journal.stats(), loop_->stats());
      return respond({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}},
                      metrics_.text()});
    }
    respond(read_reply(path, request, {world, setup, journal, address_}));
  });
  if (!queued) respond(overload("too much is waiting"));
}

bool Endpoints::wants_stream(const HttpRequest& head) {
  return head.method == "GET" && path_of(head.url) == "/api/v1/stream";
}

void Endpoints::on_stream(HttpRequest, std::shared_ptr<io::EventSink> sink) {
  const std::lock_guard lock(mutex_);
  if (streams_.size() >= kStreams) streams_.erase(streams_.begin());
  sink->push(": welcome\n\n");
  streams_.push_back(std::move(sink));
}

void Endpoints::committed(const Record& record) {
  const std::lock_guard lock(mutex_);
  if (streams_.empty()) return;
  const std::string event = change_event(record.seq, changed_incidents(record));
  std::erase_if(streams_, [&](const auto& sink) { return !sink->push(event); });
}

}  // namespace triaged::app

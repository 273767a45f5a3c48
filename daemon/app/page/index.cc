#include <array>

#include "app/page/parts.h"

namespace triaged::app {
namespace {

using Incidents = std::vector<const Incident*>;

constexpr std::array kSeverities{Severity::SEV1, Severity::SEV2, Severity::SEV3, Severity::SEV4,
                                 Severity::SEV5};

struct Groups {
  std::array<Incidents, kSeverities.size()> open;
  Incidents resolved;
  Incidents closed;

  std::size_t open_count() const {
    std::size_t count = 0;
    for (const Incidents& group : open) count += group.size();
    return count;
  }
};

Groups group(const World& world) {
  Groups out;
  for (const Incident* incident : in_reading_order(world, ListQuery::Status::all)) {
    if (!is_open(*incident)) {
      out.closed.push_back(incident);
    } else if (incident->status == IncidentStatus::resolved) {
      out.resolved.push_back(incident);
    } else {
      out.open.at(static_cast<std::size_t>(incident->severity.severity) - 1).push_back(incident);
    }
  }
  return out;
}

Markup row_class(Severity severity) {
  switch (severity) {
    case Severity::SEV1: return "<li class=\"incident sev1\">";
    case Severity::SEV2: return "<li class=\"incident sev2\">";
    case Severity::SEV3: return "<li class=\"incident sev3\">";
    case Severity::SEV4: return "<li class=\"incident sev4\">";
    case Severity::SEV5: break;
  }
  return "<li class=\"incident sev5\">";
}

void meta(Html& out, const Incident& incident, const View& view) {
  const Timestamp since = incident.onset == kNoTime ? incident.opened_at : incident.onset;
  out.tag("<p class=\"meta\"><span class=\"status\">").text(to_string(incident.status));
  out.tag("</span> <span>since ").time(since, view.now).tag(", ").age(since, view.now);
  out.tag("</span> <span>");
  if (incident.alerts.empty()) {
    out.tag("reported by ")
        .text(incident.reporter.empty() ? "a person" : actor_name(incident.reporter));
  } else {
    out.number(incident.firing).tag(" firing of ").number(incident.alerts.size());
  }
  out.tag("</span>");
  if (incident.taken_by.empty()) {
    out.tag(" <span>nobody has it</span>");
  } else {
    out.tag(" <span>").text(actor_name(incident.taken_by)).tag(" has it</span>");
  }
  if (!incident.route.team.empty()) out.tag(" <span>").text(incident.route.team).tag("</span>");
  if (incident.route.mode != Mode::live) {
    out.tag(" <span>").text(to_string(incident.route.mode)).tag("</span>");
  }
  if (incident.realm == Realm::drill) out.tag(" <span>drill</span>");
  out.tag(" <span>").text(to_string(incident.id)).tag("</span></p>");
}

void row(Html& out, const Incident& incident, bool say_severity, const View& view) {
  const Card card = view.card(incident);
  const Severity severity = incident.severity.severity;
  out.tag(row_class(severity)).tag("<a").attribute("href", "/incidents/" + to_string(incident.id));
  out.tag(">");
  if (say_severity) out.text(to_string(severity)).tag(" ");
  out.text(without_severity(card.lock_screen, severity)).tag("</a>");
  meta(out, incident, view);
  out.tag("</li>\n");
}

void rows(Html& out, const Incidents& incidents, bool say_severity, const View& view) {
  out.tag("<ul class=\"incidents\">\n");
  const std::size_t shown = std::min(incidents.size(), view.listed);
  for (std::size_t i = 0; i < shown; ++i) row(out, *incidents[i], say_severity, view);
  out.tag("</ul>\n");
  if (shown == incidents.size()) return;
  out.tag("<p class=\"more\">+ ").number(incidents.size() - shown);
  out.tag(" more: <a href=\"/api/v1/incidents\">all as JSON</a></p>\n");
}

void faults(Html& out, const World& world, const View& view) {
  if (world.faults().empty()) return;
  out.tag("<section class=\"faults\" aria-labelledby=\"faults-title\">\n<h2 id=\"faults-title\">")
      .tag("triaged itself needs a look</h2>\n<ul>\n");
  for (const auto& [id, fault] : world.faults()) {
    out.tag("<li><b>").text(id).tag("</b> ").text(fault.text).tag(" <span class=\"meta\">since ");
    out.time(fault.since, view.now).tag("</span></li>\n");
  }
  out.tag("</ul>\n</section>\n");
}

void severity_sections(Html& out, const Groups& groups, const View& view) {
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    const Incidents& incidents = groups.open.at(i);
    if (incidents.empty()) continue;
    out.tag("<section>\n<h2>").text(to_string(kSeverities.at(i)));
    out.tag(" <span class=\"count\">").number(incidents.size()).tag("</span></h2>\n");
    rows(out, incidents, false, view);
    out.tag("</section>\n");
  }
}

void past_sections(Html& out, const Groups& groups, const View& view) {
  if (!groups.resolved.empty()) {
    out.tag("<section>\n<h2>Resolved, not closed <span class=\"count\">");
    out.number(groups.resolved.size()).tag("</span></h2>\n");
    rows(out, groups.resolved, true, view);
    out.tag("</section>\n");
  }
  if (groups.closed.empty()) return;
  out.tag("<details class=\"closed\" id=\"closed\"><summary>Closed <span class=\"count\">");
  out.number(groups.closed.size()).tag("</span></summary>\n");
  rows(out, groups.closed, true, view);
  out.tag("</details>\n");
}

/// The first alert somebody sends should be one command away.
void teach(Html& out, const View& view) {
  out.tag("<section class=\"empty\">\n<p>No alert has come in yet. Send one:</p>\n<pre><code>");
  out.tag("curl -H 'Content-Type: application/json' ").text(view.base_url);
  out.tag("/api/v2/alerts -d '[{\n  &quot;labels&quot;: {&quot;alertname&quot;: ")
      .tag("&quot;HighErrorRate&quot;, &quot;service&quot;: &quot;auth&quot;,\n")
      .tag("             &quot;severity&quot;: &quot;critical&quot;},\n  &quot;annotations&quot;: ")
      .tag("{&quot;summary&quot;:\n    &quot;auth answers 500 to all requests&quot;}}]'")
      .tag("</code></pre>\n<p>It takes what Alertmanager takes, so Prometheus can send here as it ")
      .tag("is. Or use the box below: it shows the card and keeps nothing.</p>\n</section>\n");
}

std::string headline(const Groups& groups) {
  const std::size_t open = groups.open_count();
  if (open == 0) return "Nothing open";
  for (std::size_t i = 0; i < kSeverities.size(); ++i) {
    if (groups.open.at(i).empty()) continue;
    return std::to_string(open) + " open, worst " + std::string(to_string(kSeverities.at(i)));
  }
  return {};
}

}  // namespace

std::string index_html(const World& world, const View& view) {
  const Groups groups = group(world);
  const std::string title = headline(groups);
  Html fresh;
  fresh.tag("<h1>").text(title).tag("</h1>\n");
  faults(fresh, world, view);
  if (world.incidents().empty()) teach(fresh, view);
  severity_sections(fresh, groups, view);
  past_sections(fresh, groups, view);
  return document(title, fresh, try_box({}), view);
}

}  // namespace triaged::app

#include "app/page/parts.h"

namespace triaged::app {
namespace {

void status_row(Html& out, const Incident& incident, const View& view) {
  out.tag("<p class=\"crumbs\"><a href=\"/\">Incidents</a> <span>").text(to_string(incident.id));
  out.tag("</span> <span class=\"status\">").text(to_string(incident.status)).tag("</span>");
  if (incident.realm != Realm::live)
    out.tag(" <span>").text(to_string(incident.realm)).tag("</span>");
  if (incident.taken_by.empty()) {
    out.tag(" <span>nobody has it</span>");
  } else {
    out.tag(" <span>").text(actor_name(incident.taken_by)).tag(" has it since ");
    out.time(incident.taken_at, view.now).tag("</span>");
  }
  if (incident.merged_into.value != 0) {
    const std::string into = to_string(incident.merged_into);
    out.tag(" <span>now part of <a").attribute("href", "/incidents/" + into).tag(">").text(into);
    out.tag("</a></span>");
  }
  if (incident.previous.value != 0) {
    const std::string before = to_string(incident.previous);
    out.tag(" <span>before: <a").attribute("href", "/incidents/" + before).tag(">").text(before);
    out.tag("</a></span>");
  }
  out.tag(
         "</p>\n<nav class=\"jump\" aria-label=\"On this page\"><a "
         "href=\"#checklist\">Checklist</a>")
      .tag(" <a href=\"#why\">Why</a> <a href=\"#timeline\">Timeline</a>");
  if (!incident.alerts.empty()) out.tag(" <a href=\"#alerts\">Alerts</a>");
  out.tag("</nav>\n");
}

/// This page reads; acting is for chat and the API. The command is there to be copied.
void act(Html& out, const Incident& incident, const View& view) {
  if (!is_open(incident)) return;
  out.tag("<details class=\"act\" id=\"act\"><summary>Act from a terminal</summary>\n<pre><code>")
      .tag("curl -H 'Content-Type: application/json' \\\n  ")
      .text(view.base_url)
      .tag("/api/v1/incidents/")
      .text(to_string(incident.id))
      .tag("/actions \\\n  -d '{&quot;action&quot;: &quot;take&quot;, ")
      .tag("&quot;actor&quot;: &quot;you&quot;}'</code></pre>\n<p class=\"sub\">Also declare, ")
      .tag("mitigated, resolve, close, not_a_problem; done and skip with ")
      .tag("&quot;step&quot;.</p></details>\n");
}

void report(Html& out, const Incident& incident) {
  if (incident.report.empty()) return;
  out.tag("<blockquote class=\"report\"><p>").text(incident.report).tag("</p>");
  if (!incident.reporter.empty()) {
    out.tag("<footer>").text(actor_name(incident.reporter)).tag("</footer>");
  }
  out.tag("</blockquote>\n");
}

}  // namespace

std::string incident_html(const World& world, const Incident& incident, const View& view) {
  const Card card = view.card(incident);
  Html fresh;
  status_row(fresh, incident, view);
  fresh.tag("<div class=\"columns\">\n<div class=\"column card-column\">\n");
  fresh.html(card_part(card, TitleLevel::h1, view.now));
  act(fresh, incident, view);
  report(fresh, incident);
  fresh.html(checklist_part(card, view.now)).html(thinking_part(card));
  fresh.tag("</div>\n<div class=\"column why-column\">\n")
      .html(why_part(world, incident, view.now));
  fresh.tag("</div>\n<div class=\"column timeline-column\">\n");
  fresh.html(timeline_part(incident, view.now)).tag("</div>\n</div>\n");
  fresh.html(alerts_part(world, incident, view.now));
  return document(card.lock_screen, fresh, Html(), view);
}

std::string preview_html(const Preview& preview, std::string_view pasted, const View& view) {
  Html fresh;
  fresh.tag("<h1>What would happen</h1>\n<p class=\"notice\">Nothing was kept, nobody was told.");
  if (preview.left_out > 0) {
    fresh.tag(" Only the first alert is shown; ")
        .number(preview.left_out)
        .tag(" more came with it.");
  }
  fresh.tag("</p>\n");
  if (preview.incident == nullptr || preview.card == nullptr || preview.world == nullptr) {
    fresh.tag("<p class=\"outcome\"><b>No incident would be opened.</b> ").text(preview.reason);
    fresh.tag("</p>\n");
  } else {
    fresh.tag("<p class=\"meta\">On a lock screen: ").text(preview.card->lock_screen);
    fresh.tag("</p>\n<div class=\"columns two\">\n<div class=\"column card-column\">\n")
        .html(card_part(*preview.card, TitleLevel::h2, view.now))
        .html(checklist_part(*preview.card, view.now))
        .html(thinking_part(*preview.card))
        .tag("</div>\n<div class=\"column why-column\">\n")
        .html(why_part(*preview.world, *preview.incident, view.now))
        .tag("</div>\n</div>\n");
  }
  View whole = view;
  whole.fragment = false;
  return document("What would happen", fresh, try_box(pasted), whole);
}

}  // namespace triaged::app

#include <optional>

#include "app/page/parts.h"

namespace triaged::app {
namespace {

constexpr std::size_t kValueShown = 2000;  ///< bytes of one label or annotation
constexpr std::size_t kExcerpt = 120;      ///< bytes around a match
constexpr std::size_t kAlertsOnPage = 20;

/// The whole text of a matched field, from the first alert that has the matched text in it.
std::string_view field_of(const TrackedAlert& tracked, std::string_view field) {
  const Alert& alert = tracked.alert;
  if (field.starts_with("label:")) return alert.labels.get(field.substr(6));
  if (field.starts_with("annotation:")) return alert.annotations.get(field.substr(11));
  if (field == "alertname") return alert.labels.get("alertname");
  return {};
}

std::string source_text(const World& world, const Incident& incident, const SignalHit& hit) {
  if (hit.field == "report") return incident.report;
  constexpr std::size_t kLooked = 20;
  for (std::size_t i = 0; i < std::min(kLooked, incident.alerts.size()); ++i) {
    const TrackedAlert* alert = world.find(incident.alerts[i]);
    if (alert == nullptr) continue;
    std::string text(field_of(*alert, hit.field));
    if (hit.field == "expr") text = expression_of(alert->alert);
    if (!hit.matched.empty() && text.find(hit.matched) != std::string::npos) return text;
  }
  return hit.matched;
}

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Some text on both sides of the match, cut between characters.
std::string excerpt(const std::string& text, const std::string& matched) {
  const std::size_t at = text.find(matched);
  if (at == std::string::npos || text.size() <= 2 * kExcerpt) return text;
  std::size_t first = at > kExcerpt / 2 ? at - kExcerpt / 2 : 0;
  std::size_t last = std::min(text.size(), at + matched.size() + kExcerpt);
  while (first > 0 && continues(text[first])) --first;
  while (last < text.size() && continues(text[last])) ++last;
  return (first > 0 ? "… " : "") + text.substr(first, last - first) +
         (last < text.size() ? " …" : "");
}

void weight(Html& out, std::int32_t value) {
  out.tag(" <span class=\"weight\">")
      .text((value < 0 ? "−" : "+") + std::to_string(std::abs(value)));
  out.tag("</span>");
}

void reasons(Html& out, const World& world, const Incident& incident) {
  if (incident.match.reasons.empty()) {
    out.tag("<p>No signal hit; this is the plain checklist.</p>\n");
    return;
  }
  out.tag("<ul class=\"reasons\">\n");
  for (const SignalHit& hit : incident.match.reasons) {
    out.tag("<li><p><b>").text(hit.signal).tag("</b>");
    weight(out, hit.weight);
    out.tag(" <span class=\"field\">").text(hit.field).tag("</span></p><p class=\"quote\">");
    out.marked(excerpt(source_text(world, incident, hit), hit.matched), hit.matched);
    out.tag("</p></li>\n");
  }
  out.tag("</ul>\n");
}

void runner_up(Html& out, const Candidate& candidate) {
  out.tag("<li><p><b>").text(candidate.scenario).tag("</b> ");
  out.text(std::to_string(candidate.score)).tag(" of ");
  out.text(std::to_string(candidate.threshold)).tag(" needed</p>");
  if (!candidate.hits.empty()) {
    out.tag("<p class=\"sub\">had ");
    bool first = true;
    for (const SignalHit& hit : candidate.hits) {
      if (!first) out.tag(", ");
      first = false;
      out.text(hit.signal).tag(" <mark>").text(hit.matched).tag("</mark>");
    }
    out.tag("</p>");
  }
  if (!candidate.lacked.empty()) {
    out.tag("<p class=\"sub\">lacked ");
    bool first = true;
    for (const std::string& signal : candidate.lacked) {
      if (!first) out.tag(", ");
      first = false;
      out.text(signal);
    }
    out.tag("</p>");
  }
  out.tag("</li>\n");
}

void scenario(Html& out, const World& world, const Incident& incident) {
  const MatchResult& match = incident.match;
  out.tag("<p class=\"verdict\"><b>").text(match.scenario).tag("</b> with ");
  out.text(std::to_string(match.score)).tag(" points");
  if (!match.unsure.empty()) {
    out.tag("; not sure: <b>").text(match.unsure).tag("</b> is close");
  }
  out.tag("</p>\n");
  reasons(out, world, incident);
  if (match.alternatives.empty()) return;
  out.tag("<h3>Runners-up</h3>\n<ul class=\"reasons\">\n");
  for (const Candidate& candidate : match.alternatives) runner_up(out, candidate);
  out.tag("</ul>\n");
}

void severity(Html& out, const Incident& incident) {
  const SeverityDecision& decision = incident.severity;
  out.tag("<h3>Why ").text(to_string(decision.severity)).tag("</h3>\n<p class=\"verdict\">");
  out.text(decision.reason).tag("</p>\n<ul class=\"inputs\">\n");
  for (const SeverityInput& input : decision.inputs) {
    out.tag("<li><b>")
        .text(input.name)
        .tag("</b> ")
        .text(input.value)
        .tag(" <span class=\"weight\">");
    if (input.supports) {
      out.tag("→ ").text(to_string(*input.supports)).tag("</span>");
      if (input.weight != 0) weight(out, input.weight);
    } else {
      out.tag("no say</span>");
    }
    out.tag("</li>\n");
  }
  out.tag("</ul>\n");
}

void placements(Html& out, const Incident& incident) {
  if (incident.placements.empty()) return;
  out.tag("<ul class=\"plain\">\n");
  for (const Placement& placement : incident.placements) {
    out.tag("<li><b>").text(placement.destination.chat).tag("</b> ");
    out.text(placement.destination.channel).tag(" ");
    if (!placement.fault.empty()) {
      out.tag("<span class=\"flag risky\">stopped</span> ").text(placement.fault);
    } else if (placement.root_version == 0) {
      out.tag("not sent yet");
    } else {
      out.text(placement.root_version < incident.version ? "an edit is on its way" : "up to date");
    }
    out.tag("</li>\n");
  }
  out.tag("</ul>\n");
}

void route(Html& out, const Incident& incident) {
  const RouteChoice& choice = incident.route;
  out.tag("<h3>Where it goes</h3>\n<p class=\"verdict\">route <b>")
      .text(choice.route)
      .tag("</b>, ");
  out.text(to_string(choice.mode)).tag(", posts from ").text(to_string(choice.post_from));
  if (!choice.team.empty()) out.tag(", team ").text(choice.team);
  out.tag("</p>\n");
  if (!choice.reason.empty()) out.tag("<p class=\"sub\">").text(choice.reason).tag("</p>\n");
  placements(out, incident);
}

void facts(Html& out, const Incident& incident) {
  if (incident.facts.empty()) return;
  out.tag("<details id=\"facts\"><summary>Known facts <span class=\"count\">");
  out.number(incident.facts.size()).tag("</span></summary>\n<dl class=\"pairs\">\n");
  for (const auto& [name, value] : incident.facts) {
    out.tag("<dt>").text(name).tag("</dt><dd>").text(value).tag("</dd>\n");
  }
  out.tag("</dl></details>\n");
}

void pairs(Html& out, const Labels& labels) {
  out.tag("<dl class=\"pairs\">\n");
  labels.each([&out](std::string_view name, std::string_view value) {
    std::size_t shown = std::min(value.size(), kValueShown);
    while (shown < value.size() && continues(value[shown])) ++shown;
    out.tag("<dt>").text(name).tag("</dt><dd>").text(value.substr(0, shown));
    if (shown < value.size()) {
      out.tag(" <em>+ ").number(value.size() - shown).tag(" more bytes</em>");
    }
    out.tag("</dd>\n");
  });
  out.tag("</dl>\n");
}

void alert_part(Html& out, const TrackedAlert& tracked, Timestamp now) {
  const Alert& alert = tracked.alert;
  out.tag("<details class=\"alert\"").attribute("id", "alert-" + format_hex(alert.fingerprint));
  out.tag("><summary><span class=\"status\">").text(to_string(alert.status)).tag("</span> <b>");
  out.text(alert.labels.get("alertname")).tag("</b> <span>").text(tracked.target).tag("</span> ");
  out.tag("<span class=\"meta\">").text(alert.source).tag(" ").time(alert.starts_at, now);
  out.tag("</span></summary>\n<h3>Labels</h3>\n");
  pairs(out, alert.labels);
  if (!alert.annotations.empty()) {
    out.tag("<h3>Annotations</h3>\n");
    pairs(out, alert.annotations);
  }
  if (!alert.generator_url.empty()) {
    out.tag("<p class=\"source\">").link(alert.generator_url, alert.generator_url).tag("</p>\n");
  }
  if (!tracked.muted_reason.empty()) {
    out.tag("<p class=\"sub\">Muted: ").text(tracked.muted_reason).tag("</p>\n");
  }
  out.tag("</details>\n");
}

}  // namespace

Html why_part(const World& world, const Incident& incident, Timestamp) {
  Html out;
  out.tag(
      "<section id=\"why\" aria-labelledby=\"why-title\">\n<h2 id=\"why-title\">Why this "
      "card</h2>\n");
  scenario(out, world, incident);
  severity(out, incident);
  route(out, incident);
  facts(out, incident);
  out.tag("</section>\n");
  return out;
}

Html timeline_part(const Incident& incident, Timestamp now) {
  Html out;
  out.tag("<section id=\"timeline\" aria-labelledby=\"timeline-title\">\n")
      .tag("<h2 id=\"timeline-title\">Timeline</h2>\n<p class=\"sub\">Newest first.</p>\n")
      .tag("<ol class=\"timeline\">\n");
  for (auto entry = incident.timeline.rbegin(); entry != incident.timeline.rend(); ++entry) {
    out.tag("<li>").time(entry->at, now).tag(" <div><b>").text(entry->kind).tag("</b> ");
    out.text(entry->text);
    if (!entry->actor.empty()) {
      out.tag(" <span class=\"meta\">").text(actor_name(entry->actor)).tag("</span>");
    }
    out.tag("</div></li>\n");
  }
  out.tag("</ol>\n");
  if (incident.timeline_total > incident.timeline.size()) {
    out.tag("<p class=\"more\">+ ").number(incident.timeline_total - incident.timeline.size());
    out.tag(" earlier entries</p>\n");
  }
  out.tag("</section>\n");
  return out;
}

Html alerts_part(const World& world, const Incident& incident, Timestamp now) {
  Html out;
  if (incident.alerts.empty()) return out;
  out.tag("<section id=\"alerts\" class=\"alerts\" aria-labelledby=\"alerts-title\">\n")
      .tag("<h2 id=\"alerts-title\">Alerts as they came <span class=\"count\">");
  out.number(incident.alerts.size()).tag("</span></h2>\n");
  const std::size_t shown = std::min(incident.alerts.size(), kAlertsOnPage);
  for (std::size_t i = 0; i < shown; ++i) {
    const TrackedAlert* alert = world.find(incident.alerts[i]);
    if (alert != nullptr) alert_part(out, *alert, now);
  }
  if (shown < incident.alerts.size()) {
    out.tag("<p class=\"more\">+ ").number(incident.alerts.size() - shown).tag(" more: <a");
    out.attribute("href", "/api/v1/incidents/" + to_string(incident.id) +
                              "/alerts?offset=" + std::to_string(shown));
    out.tag(">as JSON</a></p>\n");
  }
  out.tag("</section>\n");
  return out;
}

}  // namespace triaged::app

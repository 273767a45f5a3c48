#include "unit/app/sample_world.h"

namespace triaged::samples {
namespace {

using std::chrono::minutes;

Span plain(std::string text) { return {std::move(text), Span::Style::plain, "", kNoTime, ""}; }
Span bold(std::string text) { return {std::move(text), Span::Style::bold, "", kNoTime, ""}; }
Span link(std::string text, std::string url) {
  return {std::move(text), Span::Style::plain, std::move(url), kNoTime, ""};
}
Span mention(std::string handle) {
  return {handle, Span::Style::plain, "", kNoTime, std::move(handle)};
}
Span clock(Timestamp when) { return {format_clock(when), Span::Style::plain, "", when, ""}; }

TrackedAlert alert(std::string name, std::string target, Severity severity, Timestamp starts,
                   IncidentId incident) {
  TrackedAlert out;
  out.alert.source = "alertmanager";
  out.alert.labels =
      Labels{{"alertname", name},           {"service", target},     {"severity", "critical"},
             {"cluster", "prod-eu"},        {"environment", "prod"}, {"region", "eu-west-1"},
             {"instance", "10.4.2.17:9187"}};
  out.alert.annotations =
      Labels{{"summary", target + " p95 latency is 4.8 s, usually 0.1 s"},
             {"description", "Read latency of " + target +
                                 " has been above 1 s for 5 minutes; connections 212/500, "
                                 "4 callers report timeouts."},
             {"runbook_url", "https://runbooks.example/db/latency"},
             {"expr",
              "histogram_quantile(0.95, sum by (le) (rate(pg_query_seconds_bucket[5m]))) "
              "> 1"}};
  out.alert.generator_url = "http://prometheus.example:9090/graph?g0.expr=pg_latency&g0.tab=1";
  out.alert.starts_at = starts;
  out.alert.fingerprint = out.alert.labels.fingerprint();
  out.incident = incident;
  out.first_seen = starts + minutes{1};
  out.changed_at = starts + minutes{1};
  out.severity = severity;
  out.target = std::move(target);
  return out;
}

void join(World& world, Incident& incident, TrackedAlert tracked) {
  const AlertKey key = key_of(tracked.alert);
  incident.alerts.push_back(key);
  if (tracked.alert.status == AlertStatus::firing) ++incident.firing;
  incident.targets.push_back(tracked.target);
  ++incident.targets_total;
  world.restore(key, std::move(tracked));
}

Incident incident(std::uint64_t id, std::string target, std::string scenario, Severity severity,
                  Timestamp onset) {
  Incident out;
  out.id = IncidentId{id};
  out.key.environment = "prod";
  out.key.cluster = "prod-eu";
  out.key.target = std::move(target);
  out.key.scenario = scenario;
  out.scenario = scenario;
  out.scenario_version = "0123456789abcdef";
  out.severity.severity = severity;
  out.opened_at = onset + minutes{1};
  out.onset = onset;
  out.match.scenario = std::move(scenario);
  out.route = {"default",      "no route is configured", "", Mode::live,
               Severity::SEV4, {{"board", ""}},          ""};
  out.sources = {"alertmanager"};
  out.version = 3;
  out.timeline = {{onset + minutes{1}, "opened", "by alertmanager", "source:alertmanager"}};
  out.timeline_total = 1;
  return out;
}

void explain_database(Incident& db) {
  db.match.score = 640;
  db.match.reasons = {{"latency-words", "annotation:summary", "p95 latency is 4.8 s", 260},
                      {"metric", "expr", "pg_query_seconds", 200},
                      {"callers", "annotation:description", "4 callers report timeouts", 180}};
  db.match.alternatives = {{"connection-pool",
                            180,
                            200,
                            {{"pool", "annotation:description", "connections 212/500", 180}},
                            {"waiting-clients", "too-many-clients"}},
                           {"service-latency",
                            120,
                            200,
                            {{"p95", "annotation:summary", "p95 latency", 120}},
                            {"http-route", "handler-label", "5xx"}},
                           {"disk-saturation", 40, 200, {}, {"io-wait", "queue-depth"}}};
  db.severity.reason = "money path, 4 of 9 callers failing";
  db.severity.inputs = {{"source severity", "critical", Severity::SEV2, 400},
                        {"money path", "checkout is a caller", Severity::SEV1, 300},
                        {"callers failing", "4 of 9", Severity::SEV1, 250},
                        {"who is hurt", "checkout 38% failing, login p95 6 s", Severity::SEV1, 200},
                        {"share of users", "unknown", std::nullopt, 0}};
  db.facts = {{"service", "orders-primary"}, {"environment", "prod"}, {"region", "eu-west-1"},
              {"cluster", "prod-eu"},        {"engine", "postgres"},  {"rate", "38%"}};
  db.route = {"databases",    "team=\"data\" and severity=~\"critical|page\"",
              "data",         Mode::live,
              Severity::SEV3, {{"ops", "#pg"}, {"board", ""}},
              "@pg-oncall"};
}

void live_database(Incident& db, Timestamp onset) {
  db.status = IncidentStatus::declared;
  db.taken_by = "user:ana";
  db.taken_at = onset + minutes{3};
  db.declared_at = onset + minutes{3};
  db.placements = {{{"ops", "#pg"}, "C01", "1700000000.1", "1700000000.2", 3, 3, ""},
                   {{"mirror", "#status"}, "", "", "", 0, 0, "not_in_channel: invite the bot"}};
  db.steps = {{"confirm", {StepState::done, "user:ana", onset + minutes{4}, ""}}};
  const auto add = [&db, onset](int minute, std::string kind, std::string text, std::string actor) {
    db.timeline.push_back(
        {onset + minutes{minute}, std::move(kind), std::move(text), std::move(actor)});
  };
  add(1, "posted", "card to ops #pg", "chat:ops");
  add(2, "joined", "57 alerts of checkout, cart, login and search", "source:alertmanager");
  add(2, "severity", "SEV2 to SEV1: money path, 4 of 9 callers failing", "time");
  add(3, "status", "declared", "user:ana");
  add(4, "step", "confirm: done", "user:ana");
  db.timeline_total = 8;
}

void add_database(World& world) {
  const Timestamp onset = at("2026-11-24T03:07:12Z");
  Incident db = incident(7, "orders-primary", "db-latency", Severity::SEV1, onset);
  explain_database(db);
  live_database(db, onset);
  for (const char* target : {"orders-primary", "checkout", "cart", "login", "search"}) {
    join(world, db, alert("HighLatency", target, Severity::SEV2, onset, db.id));
  }
  for (int i = 0; i < 56; ++i) {
    join(world, db,
         alert("HighLatency", "checkout-" + std::to_string(i), Severity::SEV2, onset + minutes{2},
               db.id));
  }
  world.restore(std::move(db));
}

void add_disk(World& world) {
  const Timestamp onset = at("2026-11-24T02:41:30Z");
  Incident disk = incident(6, "worker-12", "disk-full", Severity::SEV3, onset);
  disk.match.score = 410;
  disk.match.reasons = {{"fs", "alertname", "NodeFilesystemSpaceFillingUp", 250},
                        {"percent", "annotation:summary", "p95 latency", 160}};
  disk.severity.reason = "nobody hurt yet; SEV2 at first eviction";
  disk.severity.inputs = {{"source severity", "warning", Severity::SEV3, 400},
                          {"who is hurt", "nobody yet", std::nullopt, 0}};
  join(world, disk,
       alert("NodeFilesystemSpaceFillingUp", "worker-12", Severity::SEV3, onset, disk.id));
  world.restore(std::move(disk));
}

void add_small_ones(World& world) {
  Incident report =
      incident(5, "cart", "cart-consistency", Severity::SEV2, at("2026-11-24T01:55:00Z"));
  report.report = "customers say items vanish from the cart, some come back after minutes";
  report.reporter = "user:support-desk";
  report.match.score = 300;
  report.match.unsure = "cache-stampede";
  report.match.reasons = {{"vanish", "report", "items vanish from the cart", 300}};
  report.severity.reason = "revenue path, share unknown";
  world.restore(std::move(report));

  Incident gone =
      incident(4, "search", "service-errors", Severity::SEV2, at("2026-11-23T22:10:00Z"));
  gone.status = IncidentStatus::resolved;
  gone.resolved_at = at("2026-11-23T22:14:00Z");
  world.restore(std::move(gone));

  Incident closed =
      incident(3, "mailer", "queue-backlog", Severity::SEV4, at("2026-11-22T11:00:00Z"));
  closed.status = IncidentStatus::closed;
  closed.closed_at = at("2026-11-22T12:00:00Z");
  closed.closing_reason = "not a problem";
  world.restore(std::move(closed));
}

CardItem item(std::string step, std::string text, StepState state = StepState::open) {
  CardItem out;
  out.step = std::move(step);
  out.text = {plain(std::move(text))};
  out.state = state;
  if (state == StepState::done) out.mark = "✓ ana 03:11";
  return out;
}

std::vector<CardSection> database_sections() {
  CardItem load = item("load-by-caller", "Load by caller: does one make more than 50%?");
  load.next = true;
  load.parallel = true;
  load.done = "one caller is named, or none stands out";
  load.detail = "2 min · responder";
  load.command =
      "SELECT usename, count(*), sum(total_exec_time) FROM pg_stat_statements "
      "JOIN pg_user ON userid = usesysid GROUP BY 1 ORDER BY 3 DESC LIMIT 10;";
  load.why = "A shared database is slow for one caller's sake more often than for its own.";
  load.unless = "CPU, I/O and connections are all idle";
  CardItem locks = item("locks", "Locks older than 30 s");
  locks.parallel = true;
  locks.command =
      "SELECT pid, age(now(), xact_start), query FROM pg_stat_activity "
      "WHERE wait_event_type = 'Lock';";
  locks.why = "One forgotten transaction can hold up all others.";
  CardItem roll = item("roll-back", "Roll catalog-api 2.41.0 back to 2.40.3");
  roll.risky = true;
  roll.detail = "Undo: redeploy 2.41.0 · 4 min · no migration in it";
  roll.why = "It was deployed 9 minutes before the onset and leads the load.";
  CardItem cap = item("cap-pool", "Cap the pool of catalog-api from 40 to 10");
  cap.detail = "Undo: set it back to 40";
  CardItem fail_over =
      item("fail-over", "Fail over: not offered, replica lag 95 s", StepState::skipped);
  fail_over.risky = true;
  return {
      {Phase::detect,
       "Detect & Define",
       1,
       2,
       {item("confirm", "Real: read latency 4.8 s (usual 0.1), 4 callers agree", StepState::done),
        item("scope", "Only this database?")}},
      {Phase::evaluate,
       "Evaluate & Escalate",
       0,
       3,
       {item("page", "Page @pg-oncall"),
        item("tell", "Tell checkout, cart, login, search: do not roll back yours"),
        item("commander", "Incident commander and product (SEV1)")}},
      {Phase::troubleshoot,
       "Troubleshoot & Triage",
       2,
       4,
       {load, locks, item("cpu", "CPU 71%, I/O 34%, connections 212/500", StepState::done),
        item("schema", "No schema change, no import since 01:07", StepState::done)}},
      {Phase::execute, "Execute & Experiment", 0, 3, {roll, cap, fail_over}},
      {Phase::communicate,
       "Communicate & Contain",
       0,
       1,
       {item("update", "Say in #incidents that it is being investigated")}},
      {Phase::track, "Track & Terminate", 0, 1, {item("watch", "Watch p95 for 30 min")}}};
}

void fill_database(Card& card, const Incident& incident) {
  card.lock_screen = "SEV1 orders-primary slow, checkout 38% failing, 6 min";
  card.lines = {{LineKind::title, {plain("🔴 "), bold("SEV1 orders-primary (Postgres) is slow")}},
                {LineKind::where,
                 {plain("prod eu-west-1 · "), clock(incident.onset), plain(", 6 min · 61 alerts")}},
                {LineKind::hurt, {plain("Hurt: checkout 38% failing, login p95 6 s, +2")}},
                {LineKind::severity, {plain("SEV1: money path, 4 of 9 callers failing")}},
                {LineKind::origin, {plain("Likely origin: this DB (first; all 4 call it)")}},
                {LineKind::ideas, {plain("Ideas: 1 catalog-api query · 2 lock pile-up")}},
                {LineKind::next, {plain("▶ Start: does one caller make > 50% of load?")}},
                {LineKind::links,
                 {link("Top queries", "https://grafana.example/d/pg-top"), plain(" · "),
                  link("Dashboard", "https://grafana.example/d/pg"), plain(" · "),
                  link("Runbook", "https://runbooks.example/db/latency")}},
                {LineKind::mitigation,
                 {plain("If catalog-api: roll 2.41.0 (02:58) → 2.40.3\n"
                        "4 min · undo: redeploy · no migration in it")}},
                {LineKind::wake,
                 {plain("Wake "), mention("@pg-oncall"), plain(" "), mention("@checkout-oncall"),
                  plain(" · no lead")}},
                {LineKind::progress, {plain("Update 03:18 · D1/2 E0/3 T2/4 E0/3 C0/1 T0/1")}}};
  card.buttons = {
      {"done", "Done", "load-by-caller"}, {"mitigated", "Mitigated", ""}, {"more", "⋯", ""}};
  card.sections = database_sections();
  card.people = {{"@pg-oncall", "owns orders-primary", true},
                 {"@checkout-oncall", "its users are hurt", true},
                 {"product", "38% of checkouts fail", false}};
  card.drafts = {{"channel",
                  "Investigating slow checkout and login. Cause not confirmed. Impact: "
                  "38% of checkouts fail. Next update 03:18."}};
  card.hypotheses = {"A query of catalog-api: does it lead pg_stat_statements?",
                     "Lock pile-up: any transaction older than 30 s?"};
  card.questions = {"Was there a deploy in the last 30 min?"};
}

std::vector<CardSection> empty_sections() {
  std::vector<CardSection> out;
  for (std::size_t i = 0; i < kPhases; ++i) {
    const auto phase = static_cast<Phase>(i);
    out.push_back({phase, std::string(heading(phase, Headings::detect)), 0, 0, {}});
  }
  return out;
}

void fill_plain(Card& card, const Incident& incident) {
  const std::string severity(to_string(incident.severity.severity));
  card.lock_screen = severity + " " + incident.key.target + ": " + incident.scenario;
  card.lines = {
      {LineKind::title, {bold(severity + " " + incident.key.target + " · " + incident.scenario)}},
      {LineKind::where, {plain("prod · "), clock(incident.onset)}},
      {LineKind::hurt, {plain("Hurt: unknown")}},
      {LineKind::next, {plain("▶ Start: is it real?")}}};
  card.sections = empty_sections();
}

}  // namespace

Timestamp at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

Timestamp now() { return at("2026-11-24T03:13:40Z"); }

World night() {
  World world;
  add_database(world);
  add_disk(world);
  add_small_ones(world);
  world.restore("chat/mirror", Fault{"mirror #status refuses cards: not_in_channel. Invite the bot "
                                     "there; 1 card waits.",
                                     at("2026-11-24T03:08:30Z")});
  world.restore_counters(8, 412, now());
  return world;
}

Card card_of(const Incident& incident) {
  Card card;
  card.incident = incident.id;
  card.version = incident.version;
  card.severity = incident.severity.severity;
  card.status = incident.status;
  if (incident.scenario == "db-latency") {
    fill_database(card, incident);
  } else {
    fill_plain(card, incident);
  }
  return card;
}

app::View view() {
  app::View out;
  out.now = now();
  out.card = card_of;
  out.base_url = "http://127.0.0.1:9095";
  out.version = "0.1.0";
  return out;
}

World hostile(const std::string& text) {
  World world;
  Incident one = incident(1, text, text, Severity::SEV1, now());
  one.key.environment = one.key.cluster = text;
  one.taken_by = one.closing_reason = one.report = one.reporter = text;
  one.taken_at = now();
  one.match.score = 1;
  one.match.unsure = text;
  one.match.reasons = {{text, "label:" + text, text, 1}, {text, "report", text, -1}};
  one.match.alternatives = {{text, 1, 2, {{text, text, text, 1}}, {text, text}}};
  one.severity.reason = text;
  one.severity.inputs = {{text, text, Severity::SEV2, 5}};
  one.facts = {{text.empty() ? "x" : text, text}};
  one.route = {text, text, text, Mode::shadow, Severity::SEV2, {{text, text}}, text};
  one.sources = {text};
  one.placements = {{{text, text}, text, text, text, 1, 1, text}};
  one.timeline = {{now(), text, text, text}};
  one.steps = {{text, {StepState::done, text, now(), text}}};
  TrackedAlert tracked;
  tracked.alert.source = text;
  tracked.alert.labels = Labels::from({{text.empty() ? "x" : text, text}, {"alertname", text}});
  tracked.alert.annotations = Labels::from({{text.empty() ? "x" : text, text}, {"expr", text}});
  tracked.alert.generator_url = text;
  tracked.alert.starts_at = now();
  tracked.muted_reason = tracked.target = text;
  join(world, one, tracked);
  world.restore(std::move(one));
  world.restore(text, Fault{text, now()});
  return world;
}

Card hostile_card(const Incident& incident, const std::string& text) {
  Card card;
  card.incident = incident.id;
  card.lock_screen = text;
  const Spans spans{{text, Span::Style::plain, text, kNoTime, ""},
                    {text, Span::Style::bold, "https://" + text, kNoTime, ""},
                    {text, Span::Style::code, "https://ok.example/" + text, now(), ""},
                    {text, Span::Style::plain, "", kNoTime, text}};
  card.lines = {{LineKind::title, spans}, {LineKind::links, spans}, {LineKind::next, spans}};
  card.buttons = {{text, text, text}};
  CardItem one{text, spans, StepState::open, true, true, true, text, text, text, text, text, text};
  card.sections = empty_sections();
  for (CardSection& section : card.sections) {
    section.heading = text;
    section.items = {one};
  }
  card.people = {{text, text, true}, {text, text, false}};
  card.drafts = {{text, text}};
  card.hypotheses = card.questions = {text};
  return card;
}

}  // namespace triaged::samples

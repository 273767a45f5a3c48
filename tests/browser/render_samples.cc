// Writes pages of sample Worlds as files, for the browser to look at and for the parser to search
// for anything that got through: render_samples DIRECTORY [HOSTILE_STRINGS.json]

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/page/assets.h"
#include "unit/app/sample_world.h"

using namespace triaged;

namespace {

void write(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

app::Preview preview_of(const World& world, const Incident& incident, const Card& card) {
  app::Preview out;
  out.world = &world;
  out.incident = &incident;
  out.card = &card;
  out.left_out = 2;
  return out;
}

/// What the server of the browser test must send along, so that the policy is tried for real.
void write_headers(const std::string& directory) {
  nlohmann::json headers = nlohmann::json::object();
  for (const auto& [name, value] : app::page_headers()) headers[name] = value;
  write(directory + "/headers.json", headers.dump());
}

void write_fragments(const std::string& directory, const World& world) {
  app::View view = samples::view();
  view.fragment = true;
  write(directory + "/index.fragment.html", app::index_html(world, view));
  write(directory + "/incident.fragment.html",
        app::incident_html(world, *world.find(IncidentId{7}), view));
  write(directory + "/report.fragment.html",
        app::incident_html(world, *world.find(IncidentId{5}), view));
}

/// One reply of each kind, named for its schema in config/openapi.json.
void write_replies(const std::string& prefix, const World& world, const Incident& incident,
                   const Card& card) {
  write(prefix + "IncidentList.json", app::incidents_json(world, {}));
  write(prefix + "Incident.json", app::incident_json(world, incident, {}));
  write(prefix + "AlertPage.json", app::alerts_json(world, incident, 0, 50));
  write(prefix + "Timeline.json", app::timeline_json(incident));
  write(prefix + "Explain.json", app::explain_json(world, incident));
  write(prefix + "Card.json", app::card_json(card));
  write(prefix + "Preview.json", app::preview_json(preview_of(world, incident, card)));
}

void write_small_replies(const std::string& prefix) {
  app::Preview nothing;
  nothing.reason = "muted";
  write(prefix + "none-Preview.json", app::preview_json(nothing));
  write(prefix + "one-Error.json", app::error_json("malformed", "this is not JSON"));
  write(prefix + "one-Accepted.json", app::accepted_json(7));
  write(prefix + "two-Accepted.json", app::accepted_json(7, IncidentId{3}));
  write(prefix + "one-ReportAccepted.json", app::accepted_json(7, IncidentId{3}));
}

void write_pages(const std::string& directory) {
  const World world = samples::night();
  const app::View view = samples::view();
  const Incident& database = *world.find(IncidentId{7});
  const Card card = samples::card_of(database);
  app::Preview nothing;
  nothing.reason = "the alert says resolved, and nothing like it is open";
  write(directory + "/index.html", app::index_html(world, view));
  write(directory + "/empty.html", app::index_html(World(), view));
  write(directory + "/incident.html", app::incident_html(world, database, view));
  write(directory + "/report.html", app::incident_html(world, *world.find(IncidentId{5}), view));
  write(directory + "/preview.html",
        app::preview_html(preview_of(world, database, card), "{\"labels\": {}}", view));
  write(directory + "/nothing.html", app::preview_html(nothing, "all is well", view));
  write(directory + "/error.html", app::error_html(404, "There is no incident inc-99.", "", view));
  std::filesystem::create_directories(directory + "/replies");
  write_small_replies(directory + "/replies/");
  for (const auto& [id, incident] : world.incidents()) {
    write_replies(directory + "/replies/" + to_string(id) + "-", world, incident,
                  samples::card_of(incident));
  }
  write_headers(directory);
  write_fragments(directory, world);
  std::filesystem::create_directories(directory + "/static");
  for (const char* path : {"/static/page.css", "/static/page.js", "/static/icon.svg"}) {
    write(directory + path, app::find_asset(path)->body);
  }
}

void write_hostile(const std::string& directory, const std::string& strings) {
  std::ifstream in(strings);
  std::size_t number = 0;
  for (const auto& one : nlohmann::json::parse(in)) {
    const auto text = one.get<std::string>();
    const World world = samples::hostile(text);
    const Incident& incident = *world.find(IncidentId{1});
    app::View view = samples::view();
    view.version = view.base_url = text;
    view.card = [&text](const Incident& shown) { return samples::hostile_card(shown, text); };
    const Card card = view.card(incident);
    const std::string prefix = directory + "/hostile-" + std::to_string(number++);
    app::Preview preview = preview_of(world, incident, card);
    preview.reason = text;
    write(prefix + "-index.html", app::index_html(world, view));
    write(prefix + "-incident.html", app::incident_html(world, incident, view));
    write(prefix + "-preview.html", app::preview_html(preview, text, view));
    write(prefix + "-error.html", app::error_html(400, text, text, view));
    write_replies(directory + "/replies/hostile" + std::to_string(number) + "-", world, incident,
                  card);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: render_samples DIRECTORY [HOSTILE_STRINGS.json]\n", stderr);
    return 2;
  }
  write_pages(argv[1]);
  if (argc > 2) write_hostile(argv[1], argv[2]);
  return 0;
}

// demo: the daemon on scratch storage with three incidents to look at; demo --check: the same three
// offline, judged.

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <thread>

#include "adapters/chat/chat.h"
#include "adapters/sources/source.h"
#include "app/commands.h"
#include "app/demo_alerts.h"
#include "app/serve.h"
#include "app/served.h"
#include "core/text.h"
#include "engine/decide.h"
#include "engine/rehearsal.h"
#include "io/http_client.h"

namespace triaged::app {
namespace {

Timestamp now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

std::string list_text(const Card& card) {
  std::string text;
  for (const CardSection& section : card.sections) {
    text += section.heading + "\n";
    for (const CardItem& item : section.items) {
      text += plain_text(item.text) + "\n" + item.command + "\n" + item.detail + "\n";
    }
  }
  return text;
}

std::string lines_text(const Card& card) {
  std::string text;
  for (const CardLine& line : card.lines) text += plain_text(line.spans) + "\n";
  return text;
}

// What must be true of every card, whatever it is about.
void judge_form(const Card& card, std::vector<std::string>& wrong) {
  if (card.lines.size() > 13) wrong.push_back("more than 13 lines");
  if (count_characters(card.lock_screen) > 110) wrong.push_back("the lock screen text is too long");
  for (std::size_t i = 1; i < card.lines.size(); ++i) {
    const bool state = card.lines[i].kind == LineKind::note || card.lines[i - 1].kind == LineKind::note;
    if (!state && card.lines[i].kind < card.lines[i - 1].kind) wrong.push_back("lines out of order");
  }
  if (card.sections.size() != kPhases) wrong.push_back("not six phases");
  std::size_t next = 0;
  for (const CardSection& section : card.sections) {
    if (section.items.empty()) wrong.push_back("phase " + section.heading + " is empty");
    for (const CardItem& item : section.items) next += item.next ? 1 : 0;
  }
  if (next != 1) wrong.push_back(std::to_string(next) + " next steps instead of one");
}

std::vector<std::string> judge(const DemoAlert& demo, const Incident& incident, const Card& card) {
  std::vector<std::string> wrong;
  if (incident.scenario != demo.scenario) wrong.push_back("recognised as " + incident.scenario);
  if (card.severity != demo.severity) {
    wrong.push_back("severity " + std::string(to_string(card.severity)) + ": " +
                    incident.severity.reason);
  }
  for (const std::string_view part : demo.card_has) {
    if (lines_text(card).find(part) == std::string::npos) {
      wrong.push_back("the card lacks \"" + std::string(part) + "\"");
    }
  }
  for (const std::string_view part : demo.list_has) {
    if (list_text(card).find(part) == std::string::npos) {
      wrong.push_back("the checklist lacks \"" + std::string(part) + "\"");
    }
  }
  judge_form(card, wrong);
  return wrong;
}

void show(const Card& card) {
  const chat::ChatAdapter& console = *chat::find_chat("console");
  for (const auto kind : {chat::Message::Kind::root, chat::Message::Kind::list}) {
    chat::Message message;
    message.kind = kind;
    message.card = card;
    std::cout << console.encode(chat::PostCall{"", "", message}, {}).body << "\n";
  }
}

// The incident one delivery opens in an empty World.
Card open_card(const engine::Policy& policy, const DemoAlert& demo, World& world) {
  const sources::SourceConfig config{"alertmanager", "alertmanager", {}};
  HttpRequest request;
  request.body = demo.body;
  auto decoded = sources::find_source("alertmanager")->decode(request, config, now());
  if (!decoded) throw std::runtime_error("the demo's own delivery is malformed");
  Effects effects;
  engine::step(world, policy, {now(), now(), "source:alertmanager", Realm::live},
               AlertsIn{"alertmanager", std::move(decoded->alerts)}, effects);
  if (world.incidents().empty()) throw std::runtime_error("no incident was opened");
  engine::Viewer viewer;
  viewer.now = now() + std::chrono::minutes{6};
  return engine::render_card(world, world.incidents().begin()->second, viewer);
}

int check() {
  const Preparation preparation = prepare("");
  if (preparation.served == nullptr) {
    std::cerr << "the shipped packs do not load\n";
    return 1;
  }
  const engine::Policy policy =
      engine::rehearsal_policy(preparation.served->setup.policy.ruleset);
  int status = 0;
  for (const DemoAlert& demo : demo_alerts(format_rfc3339(now()))) {
    World world;
    const Card card = open_card(policy, demo, world);
    show(card);
    const auto wrong = judge(demo, world.incidents().begin()->second, card);
    std::cout << (wrong.empty() ? "ok      " : "WRONG   ") << demo.name << "\n";
    for (const std::string& sentence : wrong) std::cout << "        " << sentence << "\n";
    if (!wrong.empty()) status = 1;
  }
  return status;
}

void send_demo(const std::string& address) {
  const auto client = io::make_http_client({});
  for (const DemoAlert& demo : demo_alerts(format_rfc3339(now()))) {
    HttpRequest request;
    request.method = "POST";
    request.url = "http://" + address + std::string(demo.path);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = demo.body;
    std::cout << "\n--> alert: " << demo.name << std::endl;
    client->send(std::move(request), std::chrono::seconds{5}, [](const io::Transfer&) {});
    std::this_thread::sleep_for(std::chrono::milliseconds{2500});
  }
  std::cout << "\nOpen http://" << address << "/ to see the same cards, and why each was chosen.\n"
            << "Send your own:  curl -H 'Content-Type: application/json' http://" << address
            << "/api/v1/reports -d '{\"text\":\"checkout is slow\"}'\n"
            << "Stop with Ctrl-C." << std::endl;
  client->stop(Duration{1000});
}

int run(ServeOptions options) {
  std::string scratch =
      (std::filesystem::temp_directory_path() / "triaged-demo-XXXXXX").string();
  if (mkdtemp(scratch.data()) == nullptr) {
    std::cerr << "cannot make a scratch directory\n";
    return 1;
  }
  options.storage_path = scratch;
  options.console = true;
  options.log_level = "warn";
  std::thread sender;
  options.ready = [&sender](const std::string& address) {
    std::cout << "triaged " << TRIAGED_VERSION << " demo: nothing leaves this machine\n"
              << "  page    http://" << address << "/\n"
              << "  alerts  http://" << address << "/hooks/alertmanager" << std::endl;
    sender = std::thread([address] { send_demo(address); });
  };
  const int status = serve(options);
  if (sender.joinable()) sender.join();
  std::filesystem::remove_all(scratch);
  return status;
}

}  // namespace

void add_demo(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  auto judged = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("demo", "Three incidents to look at, on scratch storage.");
  command->add_flag("--check", *judged, "Play them offline and say what is not as it should be.");
  command->add_option("--web.listen-address", options->listen_address)->capture_default_str();
  command->callback([options, judged, &exit_code] { exit_code = *judged ? check() : run(*options); });
}

}  // namespace triaged::app

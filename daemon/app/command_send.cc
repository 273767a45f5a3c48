// send: one alert or a sentence to a running daemon, for trying and for scripts.

#include <CLI/CLI.hpp>
#include <future>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "io/http_client.h"

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

struct Sending {
  std::string url = "http://127.0.0.1:9095";
  std::vector<std::string> labels;
  std::vector<std::string> annotations;
  std::string report;
  bool resolved = false;
};

Json pairs_of(const std::vector<std::string>& words) {
  Json object = Json::object();
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) throw CLI::ValidationError(word, "write it like name=value");
    object[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return object;
}

HttpRequest request_of(const Sending& sending) {
  HttpRequest request;
  request.method = "POST";
  request.headers = {{"Content-Type", "application/json"}};
  Json body;
  if (!sending.report.empty()) {
    request.url = sending.url + "/api/v1/reports";
    body = {{"text", sending.report}};
  } else {
    request.url = sending.url + "/api/v2/alerts";
    Json alert{{"labels", pairs_of(sending.labels)}, {"annotations", pairs_of(sending.annotations)}};
    if (sending.resolved) {
      const auto now =
          std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
      alert["endsAt"] = format_rfc3339(now - std::chrono::seconds{1});
    }
    body = Json::array({alert});
  }
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return request;
}

int send(const Sending& sending) {
  const auto client = io::make_http_client({});
  std::promise<io::Transfer> promise;
  client->send(request_of(sending), std::chrono::seconds{10},
               [&promise](io::Transfer transfer) { promise.set_value(std::move(transfer)); });
  const io::Transfer transfer = promise.get_future().get();
  client->stop(Duration{0});
  if (!transfer.complete) {
    std::cerr << "not sent: " << transfer.error << "\n";
    return 1;
  }
  const bool good = transfer.reply.status / 100 == 2;
  (good ? std::cout : std::cerr) << transfer.reply.status << " " << transfer.reply.body << "\n";
  return good ? 0 : 1;
}

}  // namespace

void add_send(CLI::App& app, int& exit_code) {
  auto sending = std::make_shared<Sending>();
  CLI::App* command = app.add_subcommand("send", "Send an alert or a sentence to a running daemon.");
  command->add_option("--url", sending->url)->capture_default_str();
  command->add_option("labels", sending->labels, "Labels as name=value.");
  command->add_option("-a,--annotation", sending->annotations, "Annotations as name=value.");
  command->add_option("--report", sending->report, "A person's words instead of an alert.");
  command->add_flag("--resolved", sending->resolved, "The alert is over.");
  command->callback([sending, &exit_code] { exit_code = send(*sending); });
}

}  // namespace triaged::app

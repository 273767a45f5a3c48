#pragma once
// triaged.yml as a value: strict keys, defaults, secrets by file. Reading is pure over (text, a way to
// read secret files); every problem has file, line, column and the nearest valid word. The daemon
// runs without any file: Config{} is the shipped behaviour.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "adapters/chat/chat.h"
#include "adapters/sources/authenticate.h"
#include "adapters/sources/source.h"
#include "engine/policy.h"
#include "rules/diagnostic.h"

namespace triaged::app {

struct Source {
  sources::SourceConfig config;
  sources::Authentication authentication;
};

struct RouteConfig {
  engine::Route route;
  std::string chat;     ///< name under `chats:`; empty: all of them
  std::string channel;
};

struct Heartbeat {
  Secret url;
  Duration interval = std::chrono::minutes{1};
};

struct Config {
  std::string external_url;
  std::vector<std::string> hosts;  ///< allowed Host headers besides loopback names
  std::vector<Source> sources;     ///< names are unique; defaults are added for what is not named
  std::vector<chat::ChatConfig> chats;
  std::vector<RouteConfig> routes;
  engine::LabelLists labels;
  engine::SeverityMap severity;
  std::vector<std::string> production{"prod", "production", "prd", "live"};
  engine::Windows windows;
  std::map<std::string, std::string> tools;
  Headings headings = Headings::detect;
  bool change_feed = false;
  Duration quiet_after{0};
  Heartbeat heartbeat;
  std::vector<std::string> packs;  ///< directories beside the shipped packs
  std::uint64_t alert_body = 32ULL << 20;
  std::uint64_t in_flight = 64ULL << 20;
};

struct ConfigRead {
  Config config;
  std::vector<rules::Diagnostic> diagnostics;
  bool ok() const { return !rules::has_error(diagnostics); }
};

/// Gives the content of a secret file without its trailing newline, or an error sentence.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;

ConfigRead read_config(const std::string& path, const std::string& text, const ReadFile& read);

/// The sources every daemon has without configuration: alertmanager, prometheus.
void add_default_sources(Config& config);

/// Routes, chats and viewer as the engine wants them.
engine::Route default_route(const Config& config);
std::vector<engine::Route> engine_routes(const Config& config);

}  // namespace triaged::app

// check config | rules | routes: what would be refused, and what would be done, without doing it.

#include <CLI/CLI.hpp>
#include <chrono>
#include <iostream>

#include "app/api/preview.h"
#include "app/commands.h"
#include "app/served.h"
#include "engine/policy.h"

namespace triaged::app {
namespace {

int print(const std::vector<rules::Diagnostic>& diagnostics, std::string_view good) {
  std::size_t errors = 0;
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    std::cout << rules::format(diagnostic) << "\n";
    if (diagnostic.level == rules::Diagnostic::Level::error) ++errors;
  }
  if (errors == 0) std::cout << good << "\n";
  return errors == 0 ? 0 : 1;
}

int check_config(const std::string& path) {
  const Preparation preparation = prepare(path);
  const std::size_t routes =
      preparation.served == nullptr ? 0 : preparation.served->config.routes.size();
  return print(preparation.diagnostics, path + ": good, " + std::to_string(routes) + " routes");
}

int check_rules(const std::string& directory) {
  std::vector<rules::Diagnostic> diagnostics;
  const auto files = packs_to_try(directory, diagnostics);
  const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const rules::Loaded loaded = rules::load_packs(files, format_rfc3339(now).substr(0, 10));
  for (const rules::Diagnostic& found : loaded.diagnostics) {
    const bool beside = !directory.empty() && found.path.starts_with("shipped:");
    if (!beside || found.level == rules::Diagnostic::Level::error) diagnostics.push_back(found);
  }
  const std::size_t count = loaded.ruleset == nullptr ? 0 : loaded.ruleset->scenarios().size();
  return print(diagnostics, "good: " + std::to_string(count) + " scenarios, digest " +
                                (loaded.ruleset == nullptr ? "" : loaded.ruleset->digest()));
}

int check_routes(const std::string& config_file, const std::string& alert_file) {
  const Preparation preparation = prepare(config_file);
  if (preparation.served == nullptr) return print(preparation.diagnostics, "");
  auto text = read_file(alert_file);
  if (!text) {
    std::cerr << text.error().reason << "\n";
    return 2;
  }
  auto ask = read_pasted(*text, kNoTime);
  if (!ask) {
    std::cerr << alert_file << ": " << ask.error().reason << "\n";
    return 2;
  }
  const RouteChoice choice =
      engine::choose_route(preparation.served->setup.policy, ask->alert.labels);
  std::cout << "route " << choice.route << "\n  because " << choice.reason << "\n  mode "
            << to_string(choice.mode) << ", chat hears from " << to_string(choice.post_from)
            << "\n";
  for (const Destination& destination : choice.destinations) {
    std::cout << "  to " << destination.chat << " " << destination.channel << "\n";
  }
  if (choice.destinations.empty()) std::cout << "  to the page only\n";
  return 0;
}

}  // namespace

void add_check(CLI::App& app, int& exit_code) {
  CLI::App* check = app.add_subcommand("check", "Check files before they are used.");
  check->require_subcommand(1);

  auto config_file = std::make_shared<std::string>();
  CLI::App* config = check->add_subcommand("config", "Check a configuration and its packs.");
  config->add_option("file", *config_file, "triaged.yml")->required();
  config->callback([config_file, &exit_code] { exit_code = check_config(*config_file); });

  auto directory = std::make_shared<std::string>();
  CLI::App* rules_check = check->add_subcommand("rules", "Check rule packs.");
  rules_check->add_option("directory", *directory, "A pack or a directory of packs; none: shipped.");
  rules_check->callback([directory, &exit_code] { exit_code = check_rules(*directory); });

  auto alert_file = std::make_shared<std::string>();
  auto routes_config = std::make_shared<std::string>();
  CLI::App* routes = check->add_subcommand("routes", "Which route an alert takes, and why.");
  routes->add_option("alert", *alert_file, "An alert as JSON.")->required();
  routes->add_option("--config.file", *routes_config, "triaged.yml");
  routes->callback([alert_file, routes_config, &exit_code] {
    exit_code = check_routes(*routes_config, *alert_file);
  });
}

}  // namespace triaged::app

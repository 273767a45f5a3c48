#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/serve.h"

namespace triaged::app {
namespace {

void add_flags(CLI::App& command, ServeOptions& options, std::string& retention) {
  command.add_option("--config.file", options.config_file, "Configuration; none is needed.");
  command.add_option("--storage.path", options.storage_path, "Directory of the journal.")
      ->capture_default_str();
  command.add_option("--web.listen-address", options.listen_address, "Address to serve; port 0: any.")
      ->capture_default_str();
  command.add_flag("--web.enable-lifecycle", options.lifecycle, "Allow POST /-/reload.");
  command.add_option("--data.retention", retention, "How long closed segments are kept.")
      ->capture_default_str();
  command.add_option("--log.level", options.log_level, "debug, info, warn or error.")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
      ->capture_default_str();
  command.add_option("--log.format", options.log_format, "logfmt or json.")
      ->check(CLI::IsMember({"logfmt", "json"}))
      ->capture_default_str();
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ServeOptions>();
  auto retention = std::make_shared<std::string>("90d");
  CLI::App* command = app.add_subcommand("serve", "Run the daemon.");
  add_flags(*command, *options, *retention);
  command->callback([options, retention, &exit_code] {
    const auto length = parse_duration(*retention);
    if (!length) throw CLI::ValidationError("--data.retention", "write it like 90d or 12h");
    options->retention = *length;
    exit_code = serve(*options);
  });
}

}  // namespace triaged::app

// journal dump, backup and schema: reading what was kept.

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.h"
#include "app/shipped.h"
#include "journal/journal.h"

namespace triaged::app {
namespace {

int dump(const std::string& storage) {
  const auto result = journal::read_all(storage + "/journal", [](const Record& record) {
    std::cout << journal::to_json(record) << "\n";
    return static_cast<bool>(std::cout);
  });
  if (result) return 0;
  std::cerr << result.error().reason << "\n";
  return 1;
}

int backup(const std::string& storage, const std::string& target) {
  const auto result = journal::backup(storage + "/journal", target);
  if (result) return 0;
  std::cerr << result.error().reason << "\n";
  return 1;
}

int print_schema(const std::string& name) {
  for (const ShippedFile& file : shipped_schemas()) {
    if (file.path != name) continue;
    std::cout << file.text;
    return 0;
  }
  std::cerr << "known schemas: scenario, triaged\n";
  return 2;
}

}  // namespace

void add_journal(CLI::App& app, int& exit_code) {
  auto storage = std::make_shared<std::string>("triaged-data");
  CLI::App* journal = app.add_subcommand("journal", "Read the journal.");
  journal->require_subcommand(1);
  CLI::App* dump_command = journal->add_subcommand("dump", "One line of JSON per record.");
  dump_command->add_option("--storage.path", *storage)->capture_default_str();
  dump_command->callback([storage, &exit_code] { exit_code = dump(*storage); });

  auto target = std::make_shared<std::string>();
  CLI::App* backup_command = app.add_subcommand("backup", "Copy journal, snapshots and texts.");
  backup_command->add_option("--storage.path", *storage)->capture_default_str();
  backup_command->add_option("directory", *target, "Where to; made if missing.")->required();
  backup_command->callback([storage, target, &exit_code] { exit_code = backup(*storage, *target); });

  auto name = std::make_shared<std::string>("scenario");
  CLI::App* schema = app.add_subcommand("schema", "Print a JSON Schema for your editor.");
  schema->add_option("name", *name, "scenario or triaged")->capture_default_str();
  schema->callback([name, &exit_code] { exit_code = print_schema(*name); });
}

}  // namespace triaged::app

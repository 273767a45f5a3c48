// triaged: the program. Reads the command line and hands over; each command stands in its own file.

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.h"

namespace {

std::string version_text() {
  return std::string("triaged ") + TRIAGED_VERSION + " (packs " + triaged::app::shipped_digest() + ")";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Turns alerts into guided incident triage.", "triaged");
  app.set_version_flag("--version", version_text);
  app.require_subcommand(1);
  int exit_code = 0;
  triaged::app::add_serve(app, exit_code);
  triaged::app::add_demo(app, exit_code);
  triaged::app::add_check(app, exit_code);
  triaged::app::add_rules(app, exit_code);
  triaged::app::add_journal(app, exit_code);
  triaged::app::add_send(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  } catch (const std::exception& error) {
    std::cerr << "triaged: " << error.what() << "\n";
    return 1;
  }
  return exit_code;
}

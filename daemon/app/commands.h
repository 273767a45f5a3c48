#pragma once
// The commands of the program: each adds itself to the command line and says with `exit_code` how it
// ended (0 as wanted, 1 it found something wrong, 2 it could not be asked that way). Main thread.

#include <string>

namespace CLI {
class App;
}

namespace triaged::app {

void add_serve(CLI::App& app, int& exit_code);
void add_demo(CLI::App& app, int& exit_code);
void add_check(CLI::App& app, int& exit_code);
void add_rules(CLI::App& app, int& exit_code);
void add_journal(CLI::App& app, int& exit_code);  ///< journal dump, backup, schema
void add_send(CLI::App& app, int& exit_code);

/// Digest over the packs inside the binary.
std::string shipped_digest();

}  // namespace triaged::app

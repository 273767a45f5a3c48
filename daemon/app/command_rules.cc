// rules ...: packs as something one can try. What each command does is in workshop/.

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.h"
#include "app/served.h"
#include "app/workshop/workshop.h"

namespace triaged::app {
namespace {

using Run = int (*)(const Asked&);

/// Adds commands that share one record of what was asked.
class Commands {
 public:
  Commands(CLI::App& rules, int& exit_code)
      : rules_(rules), asked_(std::make_shared<Asked>()), exit_code_(exit_code) {}

  CLI::App* add(const char* name, const char* help, Run run) {
    CLI::App* command = rules_.add_subcommand(name, help);
    command->add_option("--output", asked_->output, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command->callback([asked = asked_, run, &exit_code = exit_code_] { exit_code = run(*asked); });
    return command;
  }

  CLI::Option* lines(CLI::App* command) {
    return command->add_option("file", asked_->input, "Lines of JSON, or - for standard input.");
  }
  void packs(CLI::App* command) {
    command->add_option("--rules", asked_->rules, "A directory of packs; none: shipped.");
  }
  CLI::Option* storage(CLI::App* command, const char* help) {
    return command->add_option("--storage.path", asked_->storage, help);
  }
  void shown(CLI::App* command) {
    command->add_option("--shown", asked_->shown, "How many of a long list are printed.")
        ->check(CLI::Range(0, 10'000))
        ->capture_default_str();
  }
  Asked& asked() { return *asked_; }

 private:
  CLI::App& rules_;
  std::shared_ptr<Asked> asked_;
  int& exit_code_;
};

int explain(const Asked& asked) {
  if (!asked.storage.empty()) return explain_incident(asked);
  Asked in_words = asked;
  in_words.in_words = true;
  return match_lines(in_words);
}

void add_trying(Commands& commands) {
  CLI::App* test = commands.add("test", "Run the tests inside packs.", test_packs);
  test->add_option("directory", commands.asked().rules,
                   "A pack or a directory of packs; none: shipped.");
  test->add_option("--junit", commands.asked().junit, "Write the outcome to this file as well.");
  test->add_flag("--coverage", commands.asked().coverage,
                 "Say which signals and steps no test needs.");

  CLI::App* match = commands.add("match", "Which scenario alerts or reports get.", match_lines);
  commands.lines(match)->required();
  commands.packs(match);

  CLI::App* why = commands.add("explain", "Why, and what the runners-up lacked.", explain);
  why->add_option("file", commands.asked().input,
                  "Lines of JSON, or - for standard input; with --storage.path an incident: inc-7.")
      ->required();
  commands.packs(why);
  commands.storage(why, "Explain an incident of this journal, and decide it again.");

  CLI::App* score = commands.add("evaluate", "Score packs against labelled lines.", evaluate);
  commands.lines(score)->required();
  commands.packs(score);
  commands.shown(score);
}

void add_comparing(Commands& commands) {
  CLI::App* diff = commands.add("diff", "What changed between two sets of packs.", diff_packs);
  diff->add_option("before", commands.asked().rules, "A directory of packs.")->required();
  diff->add_option("after", commands.asked().other, "A directory of packs.")->required();
  diff->add_option("--alerts", commands.asked().input,
                   "Lines of JSON: say which of them are answered otherwise.");

  CLI::App* again = commands.add(
      "backtest", "Decide the alerts of a journal again with other packs.", backtest);
  commands.storage(again, "Where the journal is.")->required();
  commands.packs(again);
  again->add_option("--config.file", commands.asked().config_file, "Whose routes and labels decide.");
  commands.shown(again);
}

void add_making(Commands& commands) {
  CLI::App* coverage = commands.add("coverage", "Which alerts have a scenario.", cover);
  auto* files = coverage->add_option("files", commands.asked().input,
                                     "A rule file of Prometheus, a PrometheusRule, or a directory.");
  auto* storage = commands.storage(coverage, "The alerts of this journal instead.");
  files->excludes(storage);
  coverage->add_option("--days", commands.asked().days, "Of the journal, counted from its end.")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  coverage->add_option("--skeletons", commands.asked().skeletons,
                       "Write a scenario to begin with for each alert without one, here.");
  commands.packs(coverage);

  CLI::App* import =
      commands.add("import", "A runbook in Markdown as the skeleton of a scenario.", import_runbook);
  import->add_option("file", commands.asked().input, "The runbook.")->required();
}

}  // namespace

std::shared_ptr<const rules::Ruleset> load_files(const std::vector<rules::PackFile>& files,
                                                 std::vector<rules::Diagnostic> diagnostics) {
  const rules::Loaded loaded = rules::load_packs(files);
  diagnostics.insert(diagnostics.end(), loaded.diagnostics.begin(), loaded.diagnostics.end());
  if (loaded.ruleset != nullptr) return loaded.ruleset;
  for (const rules::Diagnostic& diagnostic : diagnostics) {
    std::cerr << rules::format(diagnostic) << "\n";
  }
  return nullptr;
}

std::shared_ptr<const rules::Ruleset> load_asked(const std::string& directory) {
  std::vector<rules::Diagnostic> diagnostics;
  auto files = packs_to_try(directory, diagnostics);
  return load_files(files, std::move(diagnostics));
}

void add_rules(CLI::App& app, int& exit_code) {
  CLI::App* rules = app.add_subcommand("rules", "Test rule packs, and ask them.");
  rules->require_subcommand(1);
  Commands commands(*rules, exit_code);
  add_trying(commands);
  add_comparing(commands);
  add_making(commands);
}

std::string shipped_digest() {
  const rules::Loaded loaded = rules::load_packs(shipped_packs());
  return loaded.ruleset == nullptr ? "broken" : loaded.ruleset->digest();
}

}  // namespace triaged::app

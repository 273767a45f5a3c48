#pragma once
// The commands of `triaged rules`, one function each. They read files, print to standard output, say
// what went wrong on standard error, and answer with the exit code. Main thread.

#include <memory>
#include <string>
#include <vector>

#include "rules/ruleset.h"

namespace triaged::app {

struct Asked {
  std::string rules;   ///< a directory; empty: the shipped packs
  std::string input;   ///< a file of lines, - for standard input; or what the command works on
  std::string other;   ///< diff: the second directory
  std::string output = "text";
  std::string junit;   ///< test: also write the outcome there
  std::string storage;      ///< a journal instead of lines
  std::string config_file;  ///< whose routes and labels decide; empty: none
  int days = 30;            ///< of the journal, counted from its end
  int shown = 20;           ///< how many of a long list are printed
  bool coverage = false;    ///< test: which signals and steps no test needs
  bool in_words = false;    ///< match: as explain does
  std::string skeletons;    ///< coverage: a directory to write them to
};

int test_packs(const Asked& asked);
int match_lines(const Asked& asked);
int explain_incident(const Asked& asked);
int evaluate(const Asked& asked);
int diff_packs(const Asked& asked);
int cover(const Asked& asked);
int import_runbook(const Asked& asked);
int backtest(const Asked& asked);

/// The packs that were asked for, compiled; nullptr where they have errors, which are printed.
std::shared_ptr<const rules::Ruleset> load_asked(const std::string& directory);
std::shared_ptr<const rules::Ruleset> load_files(const std::vector<rules::PackFile>& files,
                                                 std::vector<rules::Diagnostic> diagnostics);

}  // namespace triaged::app

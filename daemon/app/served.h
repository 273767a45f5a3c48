#pragma once
// What the process serves by at one moment: the configuration, the compiled packs, and what follows
// from both. Made at start and at each reload, shared read-only; a reload that fails makes none and
// the last good one stays.

#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "engine/loop.h"

namespace triaged::app {

struct Served {
  Config config;
  engine::Setup setup;
  std::vector<rules::PackFile> pack_files;
};

struct Preparation {
  std::shared_ptr<const Served> served;  ///< null if anything is wrong
  std::vector<rules::Diagnostic> diagnostics;
};

/// Reads the configuration file ("" for none) and all packs, checks and compiles them.
Preparation prepare(const std::string& config_file);

/// The packs inside the binary.
std::vector<rules::PackFile> shipped_packs();
/// `*/*.yaml` of a directory of packs, or `*.yaml` of one pack; sorted. Errors become diagnostics.
std::vector<rules::PackFile> read_packs(const std::string& directory,
                                        std::vector<rules::Diagnostic>& diagnostics);

/// What a command works on: the directory ("" for the shipped packs), and the shipped packs beside it
/// where something in it adapts a scenario that is not there.
std::vector<rules::PackFile> packs_to_try(const std::string& directory,
                                          std::vector<rules::Diagnostic>& diagnostics);

Result<std::string> read_file(const std::string& path);
/// A secret file: at most 64 KiB, not readable by others, without its trailing newline.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace triaged::app

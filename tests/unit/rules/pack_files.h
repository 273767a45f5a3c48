#pragma once
// Packs of the source tree and packs written in a test, as load_packs() wants them.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "rules/ruleset.h"

namespace triaged::rules {

inline std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// Every pack under `root`, in name order; paths relative to the source tree.
inline std::vector<PackFile> packs_under(const std::filesystem::path& root) {
  std::vector<PackFile> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".yaml") continue;
    files.push_back({entry.path().parent_path().filename().string(),
                     entry.path().lexically_relative(TRIAGED_SOURCE_DIR).string(),
                     read_text(entry.path())});
  }
  std::sort(files.begin(), files.end(),
            [](const PackFile& a, const PackFile& b) { return a.path < b.path; });
  return files;
}

}  // namespace triaged::rules

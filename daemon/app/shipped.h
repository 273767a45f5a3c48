#pragma once
// The rule packs that are part of the binary, generated from rules/ when it is built. Constant; any
// thread.

#include <string_view>
#include <vector>

namespace triaged::app {

struct ShippedFile {
  std::string_view path;  ///< "distributed-systems/database-latency.yaml"
  std::string_view text;
};

const std::vector<ShippedFile>& shipped_files();

}  // namespace triaged::app

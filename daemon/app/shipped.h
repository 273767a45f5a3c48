#pragma once
// The rule packs and schemas that are part of the binary, generated from rules/ and config/schema/
// when it is built. Constant; any
// thread.

#include <string_view>
#include <vector>

namespace triaged::app {

struct ShippedFile {
  std::string_view path;  ///< "distributed-systems/database-latency.yaml"
  std::string_view text;
};

const std::vector<ShippedFile>& shipped_files();

/// The JSON Schemas for editors: "scenario" and "triaged".
const std::vector<ShippedFile>& shipped_schemas();

}  // namespace triaged::app

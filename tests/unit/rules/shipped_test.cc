#include <algorithm>
#include <catch2/catch.hpp>

#include "unit/rules/pack_files.h"

namespace triaged::rules {

TEST_CASE("the shipped packs are without fault") {
  const std::vector<PackFile> files = packs_under(std::string(TRIAGED_SOURCE_DIR) + "/rules");
  const Loaded loaded = load_packs(files);
  for (const Diagnostic& d : loaded.diagnostics) UNSCOPED_INFO(format(d));
  CHECK_FALSE(has_error(loaded.diagnostics));
}

}  // namespace triaged::rules

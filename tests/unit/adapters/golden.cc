#include "golden.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace golden {
namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

bool rewriting() { return std::getenv("TRIAGED_REWRITE_GOLDEN") != nullptr; }

}  // namespace

std::filesystem::path folder(std::string_view adapter) {
  return std::filesystem::path(TRIAGED_SOURCE_DIR) / "tests" / "golden" / adapter;
}

std::vector<std::string> cases(std::string_view adapter) {
  constexpr std::string_view kEnd = ".in.json";
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder(adapter))) {
    std::string name = entry.path().filename().string();
    if (!name.ends_with(kEnd)) continue;
    name.resize(name.size() - kEnd.size());
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string input(std::string_view adapter, const std::string& name) {
  return read_file(folder(adapter) / (name + ".in.json"));
}

void check(std::string_view adapter, const std::string& name, const Json& actual) {
  const auto path = folder(adapter) / (name + ".out.json");
  const std::string text = actual.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (rewriting()) std::ofstream(path, std::ios::binary) << text;
  INFO(path.string());
  CHECK(text == read_file(path));
}

}  // namespace golden

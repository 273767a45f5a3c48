#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "adapters/chat/chat.h"
#include "adapters/sources/source.h"
#include "golden.h"

namespace triaged {
namespace {

std::set<std::string> registered() {
  std::set<std::string> names;
  for (const auto type : sources::source_types()) names.emplace(type);
  for (const auto type : chat::chat_types()) names.emplace(type);
  return names;
}

TEST_CASE("every registered adapter has a folder of fixtures with a case in it") {
  for (const std::string& type : registered()) {
    INFO(type);
    REQUIRE(std::filesystem::is_directory(golden::folder(type)));
    CHECK_FALSE(golden::cases(type).empty());
  }
}

TEST_CASE("every folder of fixtures belongs to a registered adapter") {
  const auto names = registered();
  for (const auto& entry : std::filesystem::directory_iterator(golden::folder(""))) {
    INFO(entry.path().string());
    CHECK(names.contains(entry.path().filename().string()));
  }
}

TEST_CASE("every fixture that goes in has one that comes out, and none is left over") {
  for (const std::string& type : registered()) {
    std::set<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(golden::folder(type))) {
      const std::string name = entry.path().filename().string();
      const std::size_t end = name.find(".out.json");
      if (end != std::string::npos) out.insert(name.substr(0, end));
    }
    const auto in = golden::cases(type);
    INFO(type);
    CHECK(out == std::set<std::string>(in.begin(), in.end()));
  }
}

TEST_CASE("an adapter is found by its type, and nothing by a type that is not there") {
  for (const auto type : sources::source_types()) {
    REQUIRE(sources::find_source(type) != nullptr);
    CHECK(sources::find_source(type)->type() == type);
  }
  for (const auto type : chat::chat_types()) {
    REQUIRE(chat::find_chat(type) != nullptr);
    CHECK(chat::find_chat(type)->type() == type);
  }
  CHECK(sources::find_source("nagios") == nullptr);
  CHECK(chat::find_chat("") == nullptr);
}

// The name of an adapter's file, with "-" for "_", is its type; so a file that registry.cc forgot
// shows here.
TEST_CASE("every file of an adapter is listed in the registry") {
  const auto names = registered();
  const std::filesystem::path root(TRIAGED_SOURCE_DIR);
  for (const char* folder : {"adapters/sources", "adapters/chat"}) {
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
      std::ifstream file(entry.path());
      std::ostringstream text;
      text << file.rdbuf();
      if (entry.path().extension() != ".cc") continue;
      const bool adapter = text.str().find("final : public AlertSource") != std::string::npos ||
                           text.str().find("final : public ChatAdapter") != std::string::npos;
      std::string name = entry.path().stem().string();
      std::replace(name.begin(), name.end(), '_', '-');
      INFO(entry.path().string());
      CHECK(names.contains(name) == adapter);
    }
  }
}

}  // namespace
}  // namespace triaged

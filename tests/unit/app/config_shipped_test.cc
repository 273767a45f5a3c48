#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "adapters/chat/chat.h"
#include "adapters/sources/source.h"
#include "app/config.h"

using namespace triaged;
using namespace triaged::app;

namespace {

std::string read(const std::string& path) {
  std::ifstream in(std::string(TRIAGED_SOURCE_DIR) + "/config/" + path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

ConfigRead read_shipped(const std::string& path) {
  return read_config(path, read(path),
                     [](const std::string&) -> Result<std::string> { return std::string("x"); });
}

std::set<std::string> words(const nlohmann::json& list) {
  return list.get<std::set<std::string>>();
}

template <class List>
std::set<std::string> words_of(const List& list) {
  return {list.begin(), list.end()};
}

}  // namespace

TEST_CASE("the daemon reads what is shipped without a finding") {
  for (const char* path : {"triaged.yml", "examples/slack.yml"}) {
    INFO(path);
    const ConfigRead config = read_shipped(path);
    for (const rules::Diagnostic& finding : config.diagnostics) UNSCOPED_INFO(format(finding));
    CHECK(config.diagnostics.empty());
  }
}

TEST_CASE("what is shipped sends nothing anywhere") {
  const Config config = read_shipped("triaged.yml").config;
  CHECK(config.chats.empty());
  CHECK(config.heartbeat.url.empty());
}

TEST_CASE("the schema knows the adapters that there are") {
  const auto schema = nlohmann::json::parse(read("schema/triaged.v1.json"));
  const auto type = [&schema](const char* what) {
    return words(schema["definitions"][what]["properties"]["type"]["enum"]);
  };
  CHECK(type("source") == words_of(sources::source_types()));
  CHECK(type("chat") == words_of(chat::chat_types()));
}

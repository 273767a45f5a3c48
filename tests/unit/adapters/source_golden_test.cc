// Every source against its fixtures. A folder's setup.json holds what a case needs beside the body:
// the moment of arrival, and for `generic` the mapping; "*" stands for all cases of the folder.

#include <catch2/catch.hpp>
#include <fstream>

#include "adapters/sources/source.h"
#include "golden.h"

namespace triaged {
namespace {

using golden::Json;

Json labels_json(const Labels& labels) {
  Json json = Json::object();
  labels.each(
      [&](std::string_view name, std::string_view value) { json[std::string(name)] = value; });
  return json;
}

std::string time_text(Timestamp at) { return at == kNoTime ? "" : format_rfc3339(at); }

Json alert_json(const Alert& alert) {
  return {{"source", alert.source},
          {"status", to_string(alert.status)},
          {"fingerprint", format_hex(alert.fingerprint)},
          {"labels", labels_json(alert.labels)},
          {"annotations", labels_json(alert.annotations)},
          {"generator_url", alert.generator_url},
          {"starts_at", time_text(alert.starts_at)},
          {"ends_at", time_text(alert.ends_at)}};
}

Json result_json(const Result<sources::Decoded>& result) {
  if (!result) return {{"error", result.error().code}, {"reason", result.error().reason}};
  Json alerts = Json::array();
  for (const Alert& alert : result->alerts) alerts.push_back(alert_json(alert));
  return {{"alerts", std::move(alerts)},
          {"refused", result->refused},
          {"notes", result->notes},
          {"unknown_shape", result->unknown_shape},
          {"truncated", result->truncated}};
}

std::vector<std::pair<std::string, std::string>> pointers(const Json& json) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& [name, pointer] : json.items())
    all.emplace_back(name, pointer.get<std::string>());
  return all;
}

sources::Mapping mapping(const Json& json) {
  sources::Mapping out;
  const auto text = [&json](const char* name) { return json.value(name, std::string()); };
  out.alerts = text("alerts");
  out.alertname = text("alertname");
  out.labels = pointers(json.value("labels", Json::object()));
  out.annotations = pointers(json.value("annotations", Json::object()));
  out.status = text("status");
  out.resolved_values = json.value("resolved_values", out.resolved_values);
  out.starts_at = text("starts_at");
  out.ends_at = text("ends_at");
  out.url = text("url");
  return out;
}

// The folder's settings for one case.
Json setup(std::string_view type, const std::string& name) {
  std::ifstream file(golden::folder(type) / "setup.json");
  const Json all = Json::parse(file);
  Json merged = all.at("*");
  if (all.contains(name)) merged.update(all.at(name));
  return merged;
}

void check_case(std::string_view type, const std::string& name) {
  const Json settings = setup(type, name);
  sources::SourceConfig config;
  config.name = "test-" + std::string(type);
  config.type = type;
  config.mapping = mapping(settings.value("mapping", Json::object()));
  HttpRequest request;
  request.body = golden::input(type, name);
  const auto now = parse_rfc3339(settings.at("now").get<std::string>());
  golden::check(type, name,
                result_json(sources::find_source(type)->decode(request, config, now.value())));
}

TEST_CASE("every source reads its fixtures as it always did") {
  for (const std::string_view type : sources::source_types()) {
    for (const std::string& name : golden::cases(type)) {
      INFO(type << "/" << name);
      check_case(type, name);
    }
  }
}

}  // namespace
}  // namespace triaged

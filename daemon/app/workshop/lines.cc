#include "app/workshop/lines.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace triaged::app {
namespace {

using Json = nlohmann::ordered_json;

Labels labels_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_object()) return {};
  std::vector<std::pair<std::string, std::string>> kept;
  for (const auto& [key, value] : found->items()) {
    kept.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  std::vector<Labels::Pair> pairs(kept.begin(), kept.end());
  return Labels::from(std::move(pairs));
}

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Line> read_line(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  Line line;
  line.id = text_of(json, "id");
  line.report = text_of(json, "report");
  line.expected = text_of(json, "scenario");
  const Json alert = json.contains("alert") ? json["alert"] : json;
  if (alert.is_object()) {
    line.labels = labels_of(alert, "labels");
    line.annotations = labels_of(alert, "annotations");
    line.expression = text_of(alert, "expr");
  }
  if (json.contains("acceptable") && json["acceptable"].is_array()) {
    for (const Json& entry : json["acceptable"]) {
      if (entry.is_string()) line.acceptable.push_back(entry.get<std::string>());
    }
  }
  return line;
}

}  // namespace

MatchResult Line::match(const rules::Ruleset& ruleset) const {
  return ruleset.match({&labels, &annotations, expression, report}, {});
}

bool Line::accepts(const std::string& answer) const {
  return answer == expected ||
         std::find(acceptable.begin(), acceptable.end(), answer) != acceptable.end();
}

int each_line(const std::string& path, const std::function<void(const Line&)>& use) {
  std::ifstream file;
  if (path != "-") {
    file.open(path);
    if (!file) {
      std::cerr << "cannot read " << path << "\n";
      return 2;
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string text;
  std::size_t number = 0;
  int wrong = 0;
  while (std::getline(in, text)) {
    ++number;
    if (text.empty()) continue;
    auto line = read_line(text);
    if (!line && number == 1) {
      std::string rest;
      while (std::getline(in, rest)) text += "\n" + rest;
      line = read_line(text);
    }
    if (!line) {
      std::cerr << path << ":" << number << ": not a JSON object\n";
      wrong = 1;
      continue;
    }
    use(*line);
  }
  return wrong;
}

}  // namespace triaged::app

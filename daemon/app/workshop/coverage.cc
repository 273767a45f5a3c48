// rules coverage: which alerts have a scenario, from rule files or from the alerts of a journal, and
// skeletons for those that have none.

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "app/served.h"
#include "app/workshop/lines.h"
#include "app/workshop/skeleton.h"
#include "app/workshop/workshop.h"
#include "journal/journal.h"
#include "rules/yaml_reader.h"

namespace triaged::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using rules::Node;

/// One alert by its name, with a line that stands for all of that name.
struct Named {
  Line line;
  std::uint64_t count = 0;
  std::string runbook_url;
};
using Alerts = std::map<std::string, Named>;

std::string text_at(const Node& node, std::string_view key) {
  const Node* found = node.get(key);
  return found != nullptr && found->kind == Node::Kind::scalar ? found->text : "";
}

Labels pairs_of(const Node* node, const std::string& alertname) {
  std::vector<std::pair<std::string, std::string>> kept;
  if (node != nullptr) {
    for (const auto& [name, value] : node->fields) {
      if (value.kind == Node::Kind::scalar) kept.emplace_back(name, value.text);
    }
  }
  if (!alertname.empty()) kept.emplace_back("alertname", alertname);
  std::vector<Labels::Pair> pairs(kept.begin(), kept.end());
  return Labels::from(std::move(pairs));
}

void add_rule(const Node& rule, Alerts& alerts) {
  const std::string name = text_at(rule, "alert");
  if (name.empty()) return;
  Named& named = alerts[name];
  if (++named.count > 1) return;
  named.line.id = name;
  named.line.labels = pairs_of(rule.get("labels"), name);
  named.line.annotations = pairs_of(rule.get("annotations"), "");
  named.line.expression = text_at(rule, "expr");
  named.runbook_url = std::string(named.line.annotations.get("runbook_url"));
}

/// Groups of a rule file, of a PrometheusRule, or of a list of those.
void add_groups(const Node& document, Alerts& alerts) {
  if (const Node* items = document.get("items")) {
    for (const Node& item : items->items) add_groups(item, alerts);
  }
  const Node* spec = document.get("spec");
  const Node* groups = (spec == nullptr ? document : *spec).get("groups");
  if (groups == nullptr) return;
  for (const Node& group : groups->items) {
    const Node* rules = group.get("rules");
    if (rules == nullptr) continue;
    for (const Node& rule : rules->items) add_rule(rule, alerts);
  }
}

std::vector<std::string> documents_of(const std::string& text) {
  std::vector<std::string> documents{""};
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    const bool divides = line.starts_with("---") && line.find_first_not_of("-\r\n ") == std::string::npos;
    if (divides) {
      documents.emplace_back();
    } else {
      documents.back() += line;
    }
    at = end;
  }
  return documents;
}

/// False, and said, where a file cannot be read as rules.
bool add_file(const std::string& path, Alerts& alerts) {
  const auto text = read_file(path);
  if (!text) {
    std::cerr << text.error().reason << "\n";
    return false;
  }
  bool good = true;
  for (const std::string& document : documents_of(*text)) {
    if (document.find_first_not_of(" \t\r\n") == std::string::npos) continue;
    const rules::Parsed parsed = rules::read_yaml(path, document);
    for (const rules::Diagnostic& found : parsed.diagnostics) {
      std::cerr << rules::format(found) << "\n";
      good = false;
    }
    if (parsed.diagnostics.empty()) add_groups(parsed.root, alerts);
  }
  return good;
}

bool add_path(const std::string& path, Alerts& alerts) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return add_file(path, alerts);
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    const std::string ending = entry.path().extension().string();
    if (ending == ".yaml" || ending == ".yml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  bool good = true;
  for (const std::string& file : files) good = add_file(file, alerts) && good;
  return good;
}

/// Days since 1970, so that only the last ones of a journal may count.
std::int64_t day_of(Timestamp at) {
  return std::chrono::duration_cast<std::chrono::hours>(at.time_since_epoch()).count() / 24;
}

struct Dated {
  Line line;
  std::map<std::int64_t, std::uint64_t> days;
};

bool add_journal(const Asked& asked, Alerts& alerts) {
  std::map<std::string, Dated> seen;
  std::int64_t last = 0;
  const auto read = journal::read_all(asked.storage + "/journal", [&](const Record& record) {
    last = day_of(record.envelope.at);
    const auto* input = std::get_if<AlertsIn>(&record.input);
    if (input == nullptr) return true;
    for (const Alert& alert : input->alerts) {
      if (alert.status != AlertStatus::firing) continue;
      Dated& dated = seen[std::string(alert.labels.get("alertname"))];
      if (dated.days.empty()) {
        dated.line = {std::string(alert.labels.get("alertname")), alert.labels, alert.annotations,
                      expression_of(alert), "", "", {}};
      }
      ++dated.days[last];
    }
    return true;
  });
  if (!read) {
    std::cerr << read.error().reason << "\n";
    return false;
  }
  for (auto& [name, dated] : seen) {
    std::uint64_t count = 0;
    for (const auto& [day, times] : dated.days) count += day > last - asked.days ? times : 0;
    if (count > 0) alerts[name] = {dated.line, count, std::string(dated.line.annotations.get("runbook_url"))};
  }
  return true;
}

/// The alerts by the scenario that serves them.
using ByScenario = std::map<std::string, std::vector<const std::string*>>;

ByScenario by_scenario(const rules::Ruleset& ruleset, const Alerts& alerts) {
  ByScenario served;
  for (const auto& [name, named] : alerts) {
    served[named.line.match(ruleset).scenario].push_back(&name);
  }
  return served;
}

void print(const ByScenario& served, const Alerts& alerts) {
  std::size_t bare = 0;
  for (const auto& [scenario, names] : served) {
    if (scenario == kGenericScenario) bare = names.size();
    std::cout << scenario << ": " << names.size() << "\n";
    for (const std::string* name : names) {
      std::cout << "  " << (name->empty() ? "(no alertname)" : *name);
      if (const std::uint64_t count = alerts.at(*name).count; count > 1) std::cout << " x " << count;
      std::cout << "\n";
    }
  }
  std::cout << alerts.size() - bare << " of " << alerts.size() << " alerts have a scenario, " << bare
            << " fall to the generic card\n";
}

Json encode(const ByScenario& served, const Alerts& alerts) {
  Json out{{"alerts", alerts.size()}, {"scenarios", Json::object()}};
  for (const auto& [scenario, names] : served) {
    Json list = Json::array();
    for (const std::string* name : names) {
      list.push_back({{"alertname", *name}, {"count", alerts.at(*name).count}});
    }
    out["scenarios"][scenario] = std::move(list);
  }
  return out;
}

bool write_skeletons(const std::string& directory, const ByScenario& served, const Alerts& alerts) {
  const auto bare = served.find(std::string(kGenericScenario));
  std::error_code error;
  fs::create_directories(directory, error);
  if (bare == served.end()) return !error;
  for (const std::string* name : bare->second) {
    if (name->empty()) continue;
    const Named& named = alerts.at(*name);
    const Line& line = named.line;
    Skeleton skeleton;
    skeleton.id = id_from(*name);
    skeleton.alertname = *name;
    skeleton.title = *name;
    skeleton.summary = std::string(line.annotations.get("summary"));
    if (skeleton.summary.empty()) skeleton.summary = std::string(line.annotations.get("description"));
    skeleton.source = "expr: " + line.expression;
    if (!named.runbook_url.empty()) skeleton.source += "\nrunbook: " + named.runbook_url;
    const fs::path path = fs::path(directory) / (skeleton.id + ".yaml");
    if (fs::exists(path, error)) {
      std::cerr << path.string() << " is there already and stays as it is\n";
      continue;
    }
    std::ofstream out(path);
    out << write_skeleton(skeleton);
    if (!out) {
      std::cerr << "cannot write " << path.string() << "\n";
      return false;
    }
  }
  return true;
}

}  // namespace

int cover(const Asked& asked) {
  const auto ruleset = load_asked(asked.rules);
  if (ruleset == nullptr) return 2;
  Alerts alerts;
  const bool good = asked.storage.empty() ? add_path(asked.input, alerts) : add_journal(asked, alerts);
  if (!good && alerts.empty()) return 2;
  const ByScenario served = by_scenario(*ruleset, alerts);
  if (asked.output == "json") {
    std::cout << encode(served, alerts).dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
  } else {
    print(served, alerts);
  }
  if (!asked.skeletons.empty() && !write_skeletons(asked.skeletons, served, alerts)) return 2;
  return good ? 0 : 1;
}

}  // namespace triaged::app

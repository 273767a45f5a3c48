#include "rules/known_facts.h"

namespace triaged::rules {
namespace {

/// As listed in rules/README.md.
const std::vector<std::string> kGiven{
    "alertname", "service",  "environment", "cluster",       "region",       "host",
    "team",      "target",   "summary",     "description",   "runbook_url",  "dashboard_url",
    "since",     "severity", "targets",     "targets_count", "alerts_count", "source",
    "elapsed",   "started_at", "now"};
const std::vector<std::string> kInDrafts{"impact", "next_update", "status", "title"};

}  // namespace

std::vector<std::string> facts_given(bool in_draft) {
  std::vector<std::string> given = kGiven;
  if (in_draft) given.insert(given.end(), kInDrafts.begin(), kInDrafts.end());
  return given;
}

std::vector<std::string> facts_known_to(const ScenarioFile& file, bool in_draft) {
  std::vector<std::string> known = facts_given(in_draft);
  for (const FactRule& rule : file.facts) known.push_back(rule.name);
  for (const Question& question : file.content.questions) known.push_back(question.fact);
  return known;
}

}  // namespace triaged::rules

#pragma once
// A scenario to begin with: a sandbox file with the six phases, to be filled by somebody who knows.
// It passes `check rules` without errors; its warnings say what is missing.

#include <string>
#include <vector>

namespace triaged::app {

struct Skeleton {
  std::string id;
  std::string alertname;  ///< recognised by this; empty: by nothing yet
  std::string title;
  std::string summary;
  std::string impact;
  struct Step {
    std::string text;
    std::string command;
  };
  std::vector<Step> look;      ///< troubleshoot
  std::vector<Step> mitigate;  ///< execute
  std::string runbook_url;
  std::string source;  ///< kept at the end, as comments
};

std::string write_skeleton(const Skeleton& skeleton);

/// "KubePodCrashLooping" and "Kube pod crash looping" as "kube-pod-crash-looping".
std::string id_from(std::string_view name);

}  // namespace triaged::app

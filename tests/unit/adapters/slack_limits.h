#pragma once
// Slack's rules as an independent reader would check them: what it refuses, and what of a message
// is alive (mentions, links). Knows nothing of how our messages are made.

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace slack_limits {

struct Findings {
  std::vector<std::string> errors;  ///< each with the place it was found at
  std::set<std::string> mentions;   ///< ids and ranges that would notify somebody
  std::set<std::string> links;      ///< addresses a click would open
  std::size_t characters = 0;       ///< of everything a reader can see or follow
};

/// Checks the body of chat.postMessage, chat.update or an incoming webhook.
Findings check(const nlohmann::json& body);

/// What a mrkdwn text would notify or link to, as Slack reads it.
std::vector<std::string> alive_in_mrkdwn(const std::string& text);

}  // namespace slack_limits

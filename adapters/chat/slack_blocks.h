#pragma once
// What a message looks like in Slack: the card as rich_text and one row of buttons, the checklist
// as six phases in order, a notice as its words. Content only; the call around it is in slack.cc.
// Private to the Slack adapters; pure.

#include <nlohmann/json.hpp>
#include <string>

#include "adapters/chat/chat.h"

namespace triaged::chat {

enum class Buttons : std::uint8_t { shown, left_out };

nlohmann::ordered_json slack_blocks(const Message& message, const std::string& page_url,
                                    Buttons buttons);

/// The `text` beside the blocks: what a lock screen shows, escaped.
std::string slack_text(const Message& message);

/// The whole message in one literal block, for when its proper form was refused.
nlohmann::ordered_json slack_plain_blocks(const Message& message);

}  // namespace triaged::chat

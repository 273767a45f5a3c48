#pragma once
// Cards and messages written as JSON, for fixtures only.

#include <nlohmann/json.hpp>

#include "adapters/chat/chat.h"

namespace triaged {

/// A string is a plain span; an object has text and any of bold, code, url, time, mention.
Span span_from(const nlohmann::ordered_json& json);
Card card_from(const nlohmann::ordered_json& json);
chat::Message message_from(const nlohmann::ordered_json& json);
chat::ChatConfig chat_config_from(const nlohmann::ordered_json& json);

}  // namespace triaged

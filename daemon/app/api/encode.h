#pragma once
// The pieces that the replies of /api/v1 are made of, as nlohmann values. Private to app/api.

#include <nlohmann/json.hpp>
#include <string_view>

#include "core/card.h"
#include "core/world.h"

namespace triaged::app {

using Json = nlohmann::ordered_json;

Json encode_time(Timestamp at);  ///< null for kNoTime
Json encode_alert(const TrackedAlert& alert);
/// Alerts [offset, offset + limit) of an incident in order of joining.
Json encode_alerts(const World& world, const Incident& incident, std::size_t offset,
                   std::size_t limit);
Json encode_card(const Card& card);
Json encode_explain(const World& world, const Incident& incident);

/// Never throws on bytes that are not UTF-8: they become U+FFFD.
std::string print(const Json& json);

}  // namespace triaged::app

#pragma once
// What /api/v1 answers, as JSON text. Pure functions of the World (or of an archived incident's own
// small World) that the endpoints call; they find nothing out, decide nothing and read no clock.
// The shapes are those of config/openapi.json, which a test holds against them. Called on the
// thread that owns the World.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/card.h"
#include "core/world.h"

namespace triaged::app {

/// Names an incident in one line. The app binds it to rules::fill() over the scenario's title;
/// where it is not set or answers nothing, plain_title() serves.
using TitleOf = std::function<std::string(const Incident&)>;

/// Without any template: the first alert's name and its target, else the report's first words, else
/// the scenario's id.
std::string plain_title(const World& world, const Incident& incident);

struct ListQuery {
  enum class Status : std::uint8_t { all, open, closed };
  Status status = Status::all;
  std::size_t offset = 0;
  std::size_t limit = 1000;
  TitleOf title;
};

/// Reads ?status=, ?offset= and ?limit= of a target; nullopt if one of them is none of the choices.
std::optional<ListQuery> read_list_query(std::string_view target);

/// Worst first: open before closed, then severity, then firing before quiet, then the newest.
std::vector<const Incident*> in_reading_order(const World& world, ListQuery::Status status);

inline constexpr std::size_t kAlertsShown = 100;      ///< within an incident
inline constexpr std::size_t kAlertsListed = 10'000;  ///< within a list, over all incidents
inline constexpr std::size_t kAlertsPerPage = 1000;

/// {"incidents": [...], "total": N}. Lists share kAlertsListed alerts fairly, at least one each.
std::string incidents_json(const World& world, const ListQuery& query);

/// One incident with its first kAlertsShown alerts and `alerts_total`.
std::string incident_json(const World& world, const Incident& incident, const TitleOf& title);

/// {"alerts": [...], "total", "offset", "limit"}; the limit is cut to kAlertsPerPage.
std::string alerts_json(const World& world, const Incident& incident, std::size_t offset,
                        std::size_t limit);

/// {"timeline": [...], "total": N}: the newest kTimelineKept entries, oldest first.
std::string timeline_json(const Incident& incident);

/// What was decided about this incident and why, as it was recorded then.
std::string explain_json(const World& world, const Incident& incident);

std::string card_json(const Card& card);

/// {"error": code, "reason": sentence}.
std::string error_json(std::string_view code, std::string_view reason);

/// {"status": "accepted", "seq": N}, and with an incident the id that a report or action led to.
std::string accepted_json(std::uint64_t seq, std::optional<IncidentId> incident = std::nullopt);

/// One server-sent event: `change` names what a reader should read again, `resync` says everything.
std::string change_event(std::uint64_t seq, const std::vector<IncidentId>& incidents);
std::string resync_event(std::uint64_t seq);

}  // namespace triaged::app

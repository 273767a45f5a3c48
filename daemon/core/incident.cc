#include "core/incident.h"

#include <array>
#include <charconv>

namespace triaged {
namespace {

constexpr std::array<std::string_view, 3> kModes{"live", "shadow", "observe"};
constexpr std::array<std::string_view, 5> kStatuses{"triage", "declared", "mitigated", "resolved",
                                                    "closed"};
constexpr std::array<std::string_view, 3> kRealms{"live", "shadow", "drill"};
constexpr std::array<std::string_view, 3> kStepStates{"open", "done", "skipped"};
constexpr std::array<std::string_view, 7> kNotices{"swallow",  "severity",  "escalation", "resolved",
                                                   "reopened", "recovered", "fault"};

}  // namespace

std::string to_string(IncidentId id) { return "inc-" + std::to_string(id.value); }

std::optional<IncidentId> parse_incident_id(std::string_view text) {
  if (!text.starts_with("inc-")) return std::nullopt;
  text.remove_prefix(4);
  IncidentId id;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), id.value);
  const bool whole = read.ec == std::errc{} && read.ptr == text.data() + text.size();
  return whole && id.value > 0 ? std::optional(id) : std::nullopt;
}

std::string_view to_string(Mode mode) { return kModes.at(static_cast<std::size_t>(mode)); }

std::string_view to_string(IncidentStatus status) {
  return kStatuses.at(static_cast<std::size_t>(status));
}

std::string_view to_string(Realm realm) { return kRealms.at(static_cast<std::size_t>(realm)); }

std::string_view to_string(StepState state) {
  return kStepStates.at(static_cast<std::size_t>(state));
}

std::string_view to_string(NoticeKind kind) { return kNotices.at(static_cast<std::size_t>(kind)); }

}  // namespace triaged

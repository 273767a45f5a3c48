#include "core/record.h"

#include <array>

namespace triaged {
namespace {

constexpr std::array<std::string_view, 9> kActions{
    "take", "declare", "mitigated", "resolve", "close", "not_a_problem", "done", "skip", "undo"};
constexpr std::array<std::string_view, 3> kLanes{"root", "list", "notice"};
constexpr std::array<std::string_view, 5> kChanges{"opened", "joined", "refired", "updated",
                                                   "resolved"};

}  // namespace

std::string_view to_string(ActionIn::What what) {
  return kActions.at(static_cast<std::size_t>(what));
}

std::string_view to_string(Lane lane) { return kLanes.at(static_cast<std::size_t>(lane)); }

std::string_view to_string(AlertChange change) {
  return kChanges.at(static_cast<std::size_t>(change));
}

}  // namespace triaged

#pragma once
// What follows from applied decisions for the outside. An effect holds no content: the content is
// rendered from the World at the moment of sending, so that ten changes in a second are one edit and
// nothing is sent that is no longer true.

#include <cstdint>
#include <set>

#include "core/incident.h"

namespace triaged {

/// Gathered over a batch. Everything named here has a lane: cards (state), notices (must arrive).
struct Effects {
  std::set<IncidentId> stale_cards;
  std::set<IncidentId> notices;
  std::set<IncidentId> closed;  ///< may be archived once their last card is out

  void merge(const Effects& other) {
    stale_cards.insert(other.stale_cards.begin(), other.stale_cards.end());
    notices.insert(other.notices.begin(), other.notices.end());
    closed.insert(other.closed.begin(), other.closed.end());
  }
};

}  // namespace triaged

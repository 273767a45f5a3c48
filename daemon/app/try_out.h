#pragma once
// What would happen: decides a pasted alert or sentence on a World of its own and keeps the outcome
// for as long as it is shown. Nothing of it reaches the journal or a chat. Loop thread (it reads the
// setup there).

#include <optional>

#include "app/api/preview.h"
#include "engine/loop.h"

namespace triaged::app {

struct TriedOut {
  World world;
  IncidentId incident;  ///< 0: nothing would be opened
  std::optional<Card> card;
  std::string reason;   ///< why nothing would be opened
  std::size_t left_out = 0;

  /// Points into this object.
  Preview preview() const;
};

TriedOut try_out(const engine::Setup& setup, const PreviewAsk& ask, Timestamp now);

}  // namespace triaged::app

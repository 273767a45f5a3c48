#pragma once
// The "try it" box and POST /api/v1/preview: what a person pasted, read leniently into one alert or
// a report, and the answer as JSON. Nothing here keeps anything; the app decides on a scratch World
// and hands the outcome in. Pure; any thread.

#include <string>
#include <string_view>

#include "core/alert.h"
#include "core/card.h"
#include "core/result.h"
#include "core/world.h"

namespace triaged::app {

inline constexpr std::size_t kPreviewBytes = 256U << 10;

/// Either an alert (the report is empty) or a person's words.
struct PreviewAsk {
  Alert alert;
  std::string report;
  std::size_t left_out = 0;  ///< further alerts of the same text; only the first is previewed
};

/// The body of POST /api/v1/preview: {"alert": {labels, annotations, ...}} or {"report": "..."}.
/// Errors: "malformed".
Result<PreviewAsk> read_preview(std::string_view json, Timestamp now);

/// What was pasted on the page: the same, a bare alert, an Alertmanager notification, a list of
/// alerts, or any other text, which is a report. Errors: "malformed" (it starts like JSON and is
/// not), "too-large", "empty".
Result<PreviewAsk> read_pasted(std::string_view text, Timestamp now);

/// What would have happened. `incident` and `card` are null where nothing would be opened; then
/// `reason` says why.
struct Preview {
  const World* world = nullptr;
  const Incident* incident = nullptr;
  const Card* card = nullptr;
  std::string reason;
  std::size_t left_out = 0;
};

std::string preview_json(const Preview& preview);

}  // namespace triaged::app

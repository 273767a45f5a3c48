#include "app/try_out.h"

#include "rules/redact.h"

namespace triaged::app {
namespace {

Input input_of(const PreviewAsk& ask) {
  if (!ask.report.empty()) return ReportIn{rules::redact(ask.report), ""};
  Alert alert = ask.alert;
  alert.labels = rules::redact(alert.labels);
  alert.annotations = rules::redact(alert.annotations);
  return AlertsIn{alert.source, {std::move(alert)}};
}

std::string muted_reason(const World& world) {
  for (const auto& [key, tracked] : world.alerts()) {
    if (!tracked.muted_reason.empty()) return tracked.muted_reason;
  }
  return "nothing would be opened";
}

}  // namespace

Preview TriedOut::preview() const {
  Preview shown;
  shown.world = &world;
  shown.incident = incident.value == 0 ? nullptr : world.find(incident);
  shown.card = card ? &*card : nullptr;
  shown.reason = reason;
  shown.left_out = left_out;
  return shown;
}

TriedOut try_out(const engine::Setup& setup, const PreviewAsk& ask, Timestamp now) {
  TriedOut tried;
  tried.left_out = ask.left_out;
  const Envelope envelope{now, now, "page", Realm::live};
  Effects effects;
  engine::step(tried.world, setup.policy, envelope, input_of(ask), effects);
  if (tried.world.incidents().empty()) {
    tried.reason = muted_reason(tried.world);
    return tried;
  }
  const Incident& incident = tried.world.incidents().begin()->second;
  tried.incident = incident.id;
  engine::Viewer viewer = setup.viewer;
  viewer.now = now;
  tried.card = engine::render_card(tried.world, incident, viewer);
  return tried;
}

}  // namespace triaged::app

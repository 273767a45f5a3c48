#pragma once
// What rendering needs about one incident, computed once: its scenario, the facts with everything
// that follows from the incident itself, and who looks. Internal to engine's renderers.

#include "core/world.h"
#include "engine/render.h"

namespace triaged::engine {

struct View {
  const World& world;
  const Incident& incident;
  const Scenario& scenario;
  const Viewer& viewer;
  Facts facts;
  bool unsure = false;

  std::string fill(std::string_view text, std::size_t limit) const;
  bool declared() const { return incident.declared_at != kNoTime; }
  /// What may make things worse is offered only by a scenario that is sure and trusted.
  bool careful() const { return unsure || scenario.maturity == Maturity::sandbox; }
  bool over() const { return incident.status >= IncidentStatus::resolved; }
};

View make_view(const World& world, const Incident& incident, const Scenario& scenario,
               const Viewer& viewer);

/// "38 % of requests fail on checkout"; says unknown where it is.
std::string impact_of(const View& view);

/// When the next update is due; kNoTime while no clock runs.
Timestamp next_update(const Incident& incident);

/// The scenario's steps that apply now, in the order of the phases.
std::vector<const Step*> steps_of(const View& view);
/// The first open one; nullptr when all are done or the incident is over.
const Step* next_step(const View& view);
/// The fastest mitigation that applies and has not been tried; never a risky one while unsure or on trial.
const Step* first_mitigation(const View& view);

std::vector<CardPerson> people_of(const View& view);
std::vector<CardSection> sections_of(const View& view);
std::vector<CardLine> lines_of(const View& view, CardForm form);
std::string lock_screen_of(const View& view);

}  // namespace triaged::engine

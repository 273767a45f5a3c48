#include "core/world.h"

#include <cassert>

namespace triaged {
namespace {

template <class Map, class Key>
const typename Map::mapped_type* lookup(const Map& map, const Key& key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

}  // namespace

const Incident* World::find(IncidentId id) const { return lookup(incidents_, id); }

const TrackedAlert* World::find(AlertKey key) const { return lookup(alerts_, key); }

const Incident* World::open_incident(const IncidentKey& key) const {
  const IncidentId* id = lookup(open_, key);
  return id == nullptr ? nullptr : find(*id);
}

std::vector<const Incident*> World::open_siblings(const IncidentKey& key) const {
  IncidentKey first = key;
  first.target.clear();
  std::vector<const Incident*> siblings;
  for (auto it = open_.lower_bound(first); it != open_.end(); ++it) {
    IncidentKey other = it->first;
    other.target = key.target;
    if (other != key) break;
    siblings.push_back(find(it->second));
  }
  return siblings;
}

IncidentId World::last_closed(const IncidentKey& key) const {
  const IncidentId* id = lookup(closed_, key);
  return id == nullptr ? IncidentId{} : *id;
}

const Scenario* World::scenario(const std::string& version) const {
  return lookup(scenarios_, version);
}

const Scenario* World::scenario_of(const Incident& incident) const {
  return scenario(incident.scenario_version);
}

Incident& World::change(IncidentId id) {
  const auto found = incidents_.find(id);
  assert(found != incidents_.end());
  if (observer_ != nullptr) observer_->before_change(found->second);
  return found->second;
}

TrackedAlert& World::change(AlertKey key) {
  const auto found = alerts_.find(key);
  assert(found != alerts_.end());
  if (observer_ != nullptr) observer_->before_change(found->second, key);
  return found->second;
}

void World::forget(IncidentId id) {
  const auto found = incidents_.find(id);
  if (found == incidents_.end()) return;
  for (const AlertKey key : found->second.alerts) {
    const auto alert = alerts_.find(key);
    if (alert == alerts_.end() || alert->second.incident != id) continue;
    if (observer_ != nullptr) observer_->before_change(alert->second, key);
    alerts_.erase(alert);
  }
  const auto closed = closed_.find(found->second.key);
  if (closed != closed_.end() && closed->second == id) closed_.erase(closed);
  if (observer_ != nullptr) observer_->before_change(found->second);
  incidents_.erase(found);
}

void World::restore(Incident incident) {
  const IncidentId id = incident.id;
  const bool merged = incident.merged_into.value != 0;
  if (is_open(incident)) {
    open_[incident.key] = id;
  } else if (!merged && last_closed(incident.key) < id) {
    closed_[incident.key] = id;
  }
  incidents_.insert_or_assign(id, std::move(incident));
}

void World::restore(AlertKey key, TrackedAlert alert) {
  alerts_.insert_or_assign(key, std::move(alert));
}

void World::restore(Scenario scenario) {
  std::string version = scenario.version;
  scenarios_.insert_or_assign(std::move(version), std::move(scenario));
}

void World::restore(std::string fault_id, Fault fault) {
  faults_.insert_or_assign(std::move(fault_id), std::move(fault));
}

void World::restore_counters(std::uint64_t next_incident, std::uint64_t last_seq,
                             Timestamp last_at) {
  next_incident_ = next_incident;
  last_seq_ = last_seq;
  last_at_ = last_at;
}

}  // namespace triaged

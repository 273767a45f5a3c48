#pragma once
// The World: everything the daemon believes, as a fold over the journal's records. apply() is the
// only way to change it; it never decides, reads no clock and does no I/O. One thread owns a World
// (the loop); tests and replays own others. Two Worlds that applied the same records are equal.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/effect.h"
#include "core/record.h"

namespace triaged {

struct Fault {
  std::string text;
  Timestamp since;
  friend bool operator==(const Fault&, const Fault&) = default;
};

/// Told before an entity changes or goes away, so that a snapshot in progress can save the old value,
/// and after one is made, so that it can leave that one out. Called on the thread that applies; must
/// not touch the World. Scenarios and faults are few: a snapshot takes them when it begins.
class WorldObserver {
 public:
  virtual ~WorldObserver() = default;
  virtual void before_change(const Incident& incident) = 0;
  virtual void before_change(const TrackedAlert& alert, AlertKey key) = 0;
  virtual void created(IncidentId id) = 0;
  virtual void created(AlertKey key) = 0;
};

class World {
 public:
  // Reading. Pointers are valid until the next apply().
  const Incident* find(IncidentId id) const;
  const TrackedAlert* find(AlertKey key) const;
  /// The open incident under this key, if any. Closed and merged ones are never returned.
  const Incident* open_incident(const IncidentKey& key) const;
  /// Open incidents that differ from `key` in their target only, in order of target.
  std::vector<const Incident*> open_siblings(const IncidentKey& key) const;
  /// The newest closed incident under this key that is still in the World.
  IncidentId last_closed(const IncidentKey& key) const;
  const Scenario* scenario(const std::string& version) const;
  const Scenario* scenario_of(const Incident& incident) const;

  const std::map<IncidentId, Incident>& incidents() const { return incidents_; }
  const std::map<AlertKey, TrackedAlert>& alerts() const { return alerts_; }
  const std::map<std::string, Scenario>& scenarios() const { return scenarios_; }
  const std::map<std::string, Fault>& faults() const { return faults_; }
  IncidentId next_incident() const { return IncidentId{next_incident_}; }
  std::uint64_t last_seq() const { return last_seq_; }
  Timestamp last_at() const { return last_at_; }


  // Restoring from a snapshot, before any apply. Order of calls does not matter.
  void restore(Incident incident);
  void restore(AlertKey key, TrackedAlert alert);
  void restore(Scenario scenario);
  void restore(std::string fault_id, Fault fault);
  void restore_counters(std::uint64_t next_incident, std::uint64_t last_seq, Timestamp last_at);

  void observe(WorldObserver* observer) { observer_ = observer; }

  friend bool operator==(const World& a, const World& b) {
    return a.incidents_ == b.incidents_ && a.alerts_ == b.alerts_ &&
           a.scenarios_ == b.scenarios_ && a.faults_ == b.faults_ &&
           a.next_incident_ == b.next_incident_ && a.last_seq_ == b.last_seq_ &&
           a.last_at_ == b.last_at_;
  }

 private:
  friend class Applier;
  void forget(IncidentId id);
  Incident& change(IncidentId id);
  TrackedAlert& change(AlertKey key);

  std::map<IncidentId, Incident> incidents_;
  std::map<AlertKey, TrackedAlert> alerts_;
  std::map<std::string, Scenario> scenarios_;  // by version
  std::map<std::string, Fault> faults_;
  std::map<IncidentKey, IncidentId> open_;     // derived from incidents_
  std::map<IncidentKey, IncidentId> closed_;   // derived from incidents_
  std::uint64_t next_incident_ = 1;
  std::uint64_t last_seq_ = 0;
  Timestamp last_at_;
  WorldObserver* observer_ = nullptr;
};

/// Applies one decision of a record. decide() alternates with this inside one input; replay calls
/// apply(World&, const Record&) instead. The envelope and input are the record's.
void apply(World& world, const Envelope& envelope, const Input& input, const Decision& decision,
           Effects& effects);

/// Marks the record as applied (sequence number, time). Called once per record, after its decisions.
void finish(World& world, std::uint64_t seq, const Envelope& envelope);

/// All decisions of the record and finish().
Effects apply(World& world, const Record& record);

}  // namespace triaged

#pragma once
// A snapshot: the World after one batch, in a file of its own, written a slice at a time between
// batches while the World goes on changing. An entity that changes before its slice comes is saved
// as it was; one that is made meanwhile is left out. Loop thread.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/world.h"
#include "journal/codec.h"
#include "journal/segment.h"

namespace triaged::journal {

class Snapshot final : public WorldObserver {
 public:
  /// The World must stand at `head` and tell this observer of every change until done.
  static Result<std::unique_ptr<Snapshot>> begin(const Place& place, const World& world,
                                                 const SnapshotHead& head, std::size_t slice);
  /// Removes the file again unless it was finished.
  ~Snapshot() override;

  /// One slice of at most `slice` entities, or one step of finishing. True: the snapshot counts.
  Result<bool> advance(const World& world);

  const SnapshotHead& head() const { return head_; }

  void before_change(const Incident& incident) override;
  void before_change(const TrackedAlert& alert, AlertKey key) override;
  void created(IncidentId id) override;
  void created(AlertKey key) override;

 private:
  enum class Stage { incidents, alerts, scenarios, flush, name, done };

  Snapshot(const Place& place, const SnapshotHead& head, std::size_t slice);
  bool ahead(IncidentId id) const { return stage_ == Stage::incidents && id >= next_incident_; }
  bool ahead(AlertKey key) const {
    return stage_ == Stage::incidents || (stage_ == Stage::alerts && key >= next_alert_);
  }
  bool full() const { return taken_ >= slice_ || part_.size() >= kPartBytes; }
  void take_incidents(const World& world);
  void take_alerts(const World& world);
  void take_scenarios(const World& world);
  Result<void> take_slice(const World& world);
  Result<void> write_part();
  Result<void> flush();
  Result<void> name();

  static constexpr std::size_t kPartBytes = 256 << 10;

  Place place_;
  SnapshotHead head_;
  std::size_t slice_;
  std::unique_ptr<OutFile> file_;
  Stage stage_ = Stage::incidents;
  IncidentId next_incident_;
  AlertKey next_alert_;
  std::string next_scenario_;
  std::unordered_set<std::uint64_t> passed_incidents_;  ///< saved early or made later
  std::unordered_set<std::uint64_t> passed_alerts_;
  std::string part_;    ///< entities not yet in the file
  std::string block_;   ///< reused
  std::size_t taken_ = 0;
  std::uint64_t entities_ = 0;
};

/// A snapshot's file name tells after which batch it stands.
std::string snapshot_name(std::uint64_t batch);
std::optional<std::uint64_t> snapshot_batch(const std::string& name);

/// Reads a whole snapshot. "corrupt" for anything but a complete and undamaged one.
struct LoadedSnapshot {
  World world;
  SnapshotHead head;
};
Result<LoadedSnapshot> load_snapshot(Files& files, const std::string& path);

}  // namespace triaged::journal

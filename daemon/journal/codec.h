#pragma once
// The journal's own blocks as bytes, beyond what journal.h shows: appending to a buffer that is
// reused, archived incidents, entities of a snapshot. Internal to this folder and its tests.

#include <string>
#include <string_view>

#include "core/record.h"
#include "core/result.h"
#include "core/world.h"

namespace triaged::journal {

void encode_to(std::string& out, const Record& record);


std::string encode_scenario(const Scenario& scenario);
Result<Scenario> decode_scenario(std::string_view bytes);

/// The incident and those of its alerts that forget() would take with it, in the form of a World
/// without scenarios; decode_world() reads it.
std::string encode_archived(const World& world, const Incident& incident);

/// Where in the history a snapshot stands, and what of the World is not an entity.
struct SnapshotHead {
  std::uint64_t batch = 0;  ///< the last row that is contained
  std::uint64_t seq = 0;
  std::uint64_t next_incident = 1;
  Timestamp at;
};

/// One entity of a World, as written into a part of a snapshot.
void put_entity(std::string& out, const Incident& incident);
void put_entity(std::string& out, AlertKey key, const TrackedAlert& alert);
void put_entity(std::string& out, const Scenario& scenario);
void put_entity(std::string& out, const std::string& id, const Fault& fault);

/// Restores the entities of a part into `world`; how many there were, or "corrupt".
Result<std::uint64_t> restore_entities(std::string_view part, std::uint8_t format, World& world);

}  // namespace triaged::journal

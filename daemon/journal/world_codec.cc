// Whole Worlds, archived incidents and the entities of snapshots as bytes.

#include "journal/codec.h"
#include "journal/fields.h"
#include "journal/journal.h"
#include "journal/sealed.h"

namespace triaged::journal {
namespace {

enum class Entity : std::uint8_t { incident = 1, alert, scenario, fault };

void put_counters(Writer& writer, const World& world) {
  writer.put(world.next_incident());
  writer.put(world.last_seq());
  writer.put(world.last_at());
}

template <class Map>
void put_each(std::string& out, const Map& map) {
  for (const auto& [key, value] : map) {
    if constexpr (std::is_same_v<typename Map::mapped_type, Incident> ||
                  std::is_same_v<typename Map::mapped_type, Scenario>) {
      put_entity(out, value);
    } else {
      put_entity(out, key, value);
    }
  }
}

bool restore_entity(Reader& reader, World& world) {
  switch (static_cast<Entity>(reader.get_fixed(1))) {
    case Entity::incident: {
      Incident incident;
      reader.get(incident);
      if (!reader.failed()) world.restore(std::move(incident));
      return true;
    }
    case Entity::alert: {
      AlertKey key;
      TrackedAlert alert;
      reader.get(key);
      reader.get(alert);
      if (!reader.failed()) world.restore(key, std::move(alert));
      return true;
    }
    case Entity::scenario: {
      Scenario scenario;
      reader.get(scenario);
      if (!reader.failed()) world.restore(std::move(scenario));
      return true;
    }
    case Entity::fault: {
      std::string id;
      Fault fault;
      reader.get(id);
      reader.get(fault);
      if (!reader.failed()) world.restore(std::move(id), std::move(fault));
      return true;
    }
  }
  return false;
}

Error bad_world() { return {"corrupt", "a World of the journal has an impossible content"}; }

}  // namespace

void put_entity(std::string& out, const Incident& incident) {
  out.push_back(static_cast<char>(Entity::incident));
  Writer(out).put(incident);
}

void put_entity(std::string& out, AlertKey key, const TrackedAlert& alert) {
  out.push_back(static_cast<char>(Entity::alert));
  Writer writer(out);
  writer.put(key);
  writer.put(alert);
}

void put_entity(std::string& out, const Scenario& scenario) {
  out.push_back(static_cast<char>(Entity::scenario));
  Writer(out).put(scenario);
}

void put_entity(std::string& out, const std::string& id, const Fault& fault) {
  out.push_back(static_cast<char>(Entity::fault));
  Writer writer(out);
  writer.put(id);
  writer.put(fault);
}

Result<std::uint64_t> restore_entities(std::string_view part, std::uint8_t format, World& world) {
  Reader reader(part, format);
  std::uint64_t count = 0;
  for (; !reader.failed() && reader.left() > 0; ++count) {
    if (!restore_entity(reader, world)) return bad_world();
  }
  if (reader.failed()) return bad_world();
  return count;
}

std::string encode_world(const World& world) {
  std::string out;
  const std::size_t start = begin_seal(out, Kind::world);
  Writer writer(out);
  put_counters(writer, world);
  put_each(out, world.incidents());
  put_each(out, world.alerts());
  put_each(out, world.scenarios());
  put_each(out, world.faults());
  close_seal(out, start);
  return out;
}

std::string encode_archived(const World& world, const Incident& incident) {
  std::string out;
  const std::size_t start = begin_seal(out, Kind::world);
  Writer writer(out);
  put_counters(writer, world);
  put_entity(out, incident);
  for (const AlertKey key : incident.alerts) {
    const TrackedAlert* alert = world.find(key);
    if (alert != nullptr && alert->incident == incident.id) put_entity(out, key, *alert);
  }
  close_seal(out, start);
  return out;
}

Result<World> decode_world(std::string_view bytes) {
  auto unsealed = unseal(bytes, Kind::world);
  if (!unsealed) return std::move(unsealed).error();
  IncidentId next;
  std::uint64_t seq = 0;
  Timestamp at;
  Reader reader(unsealed->body, unsealed->format);
  reader.get(next);
  reader.get(seq);
  reader.get(at);
  if (reader.failed()) return bad_world();
  World world;
  world.restore_counters(next.value, seq, at);
  auto restored = restore_entities(reader.take(reader.left()), unsealed->format, world);
  if (!restored) return std::move(restored).error();
  return world;
}

}  // namespace triaged::journal

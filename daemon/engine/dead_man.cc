#include "engine/dead_man.h"

namespace triaged::engine {

void DeadMan::promise(AlertKey key, Timestamp until) {
  const auto [entry, fresh] = promises_.try_emplace(key, until);
  if (!fresh) {
    if (entry->second == until) return;
    order_.erase({entry->second, key});
    entry->second = until;
  }
  order_.emplace(until, key);
}

void DeadMan::release(AlertKey key) {
  const auto found = promises_.find(key);
  if (found == promises_.end()) return;
  order_.erase({found->second, key});
  promises_.erase(found);
}

std::vector<AlertKey> DeadMan::broken(Timestamp now, std::size_t limit) {
  std::vector<AlertKey> keys;
  while (!order_.empty() && keys.size() < limit && order_.begin()->first < now) {
    const AlertKey key = order_.begin()->second;
    keys.push_back(key);
    release(key);
  }
  return keys;
}

void DeadMan::restore(const World& world, Timestamp now, Duration grace) {
  for (const auto& [key, tracked] : world.alerts()) {
    const bool promised = tracked.alert.status == AlertStatus::firing &&
                          tracked.alert.ends_at != kNoTime && tracked.incident.value != 0;
    if (promised) promise(key, now + grace);
  }
}

}  // namespace triaged::engine

#pragma once
// Who promised to tell again, and by when. Lives in memory only (law 9: a re-send is not journaled);
// what follows from a broken promise is an input of its own. After a gap every promise is moved by
// the gap plus one re-send interval (law 2). Owned by the loop thread. Pure otherwise.

#include <map>
#include <set>
#include <vector>

#include "core/world.h"

namespace triaged::engine {

class DeadMan {
 public:
  /// Heard of a firing alert that promises to be told again before `until`.
  void promise(AlertKey key, Timestamp until);
  /// Resolved, muted or gone: no promise any more.
  void release(AlertKey key);

  /// Keys whose promise has passed, at most `limit`; they are released.
  std::vector<AlertKey> broken(Timestamp now, std::size_t limit);

  /// Everything known to be firing under a promise in a restored World gets `grace` from now.
  void restore(const World& world, Timestamp now, Duration grace);

  std::size_t size() const { return promises_.size(); }

 private:
  std::map<AlertKey, Timestamp> promises_;
  std::set<std::pair<Timestamp, AlertKey>> order_;
};

}  // namespace triaged::engine

#pragma once
// A token bucket over journal time: so many sends at once, one more each interval; closed until a
// moment the other side named. A value; pure.

#include <algorithm>

#include "core/time.h"

namespace triaged::engine {

class Bucket {
 public:
  Bucket(Duration interval, int burst) : interval_(interval), burst_(burst), tokens_(burst) {}

  /// When the next token can be taken; `now` if one is there.
  Timestamp ready(Timestamp now) {
    refill(now);
    const Timestamp open = std::max(now, closed_until_);
    return tokens_ > 0 ? open : std::max(open, filled_ + interval_);
  }

  bool take(Timestamp now) {
    if (ready(now) > now) return false;
    --tokens_;
    return true;
  }

  void close_until(Timestamp until) { closed_until_ = std::max(closed_until_, until); }

 private:
  void refill(Timestamp now) {
    if (filled_ == kNoTime) filled_ = now;
    const auto gained = (now - filled_) / interval_;
    if (gained <= 0) return;
    tokens_ = static_cast<int>(std::min<long long>(burst_, tokens_ + gained));
    filled_ = tokens_ == burst_ ? now : filled_ + interval_ * gained;
  }

  Duration interval_;
  int burst_;
  int tokens_;
  Timestamp filled_{};
  Timestamp closed_until_{};
};

}  // namespace triaged::engine

#pragma once
// The bytes that bodies of requests may hold at once, over all connections, and how the share of
// one body grows. Plain counting; the server decides who waits. I/O thread; used() may be read
// anywhere.

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace triaged::io {

class ByteBudget {
 public:
  explicit ByteBudget(std::uint64_t capacity) : capacity_(capacity) {}

  bool take(std::uint64_t bytes) {
    const std::uint64_t now = used();
    if (bytes > capacity_ - now) return false;
    used_.store(now + bytes, std::memory_order_relaxed);
    return true;
  }
  void give(std::uint64_t bytes) { used_.store(used() - bytes, std::memory_order_relaxed); }

  std::uint64_t used() const { return used_.load(std::memory_order_relaxed); }
  std::uint64_t capacity() const { return capacity_; }

 private:
  std::uint64_t capacity_;
  std::atomic<std::uint64_t> used_{0};
};

/// The share of the budget that one body holds. Small bodies take all they announce at once; larger
/// ones and those of unknown length take it in doubling steps as bytes arrive, so that an announced
/// length alone blocks nobody.
class BodyShare {
 public:
  static constexpr std::uint64_t kAtOnce = 256U << 10;

  explicit BodyShare(ByteBudget& budget) : budget_(budget) {}
  ~BodyShare() { release(); }
  BodyShare(const BodyShare&) = delete;
  BodyShare& operator=(const BodyShare&) = delete;

  /// Makes room for `needed` bytes of a body of `announced` bytes (0: unknown). False: not now.
  bool cover(std::uint64_t needed, std::uint64_t announced) {
    const std::uint64_t first = std::min(announced, kAtOnce);
    if (held_ >= needed && held_ >= first) return true;
    const std::uint64_t least = std::max(needed, first);
    std::uint64_t wanted = std::max(least, 2 * held_);
    if (announced != 0) wanted = std::max(least, std::min(wanted, announced));
    return grow(wanted) || grow(least);
  }

  std::uint64_t held() const { return held_; }

  /// True if there was something to give back.
  bool release() {
    const bool any = held_ > 0;
    budget_.give(held_);
    held_ = 0;
    return any;
  }

 private:
  bool grow(std::uint64_t to) {
    if (!budget_.take(to - held_)) return false;
    held_ = to;
    return true;
  }

  ByteBudget& budget_;
  std::uint64_t held_ = 0;
};

}  // namespace triaged::io

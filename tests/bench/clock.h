// The two clocks of the load generator. Monotonic nanoseconds time everything that is measured;
// wall milliseconds only fill `startsAt` and `endsAt`. Header only, any thread.
#pragma once

#include <cstdint>
#include <ctime>

namespace triaged::bench {

inline constexpr uint64_t kSecond = 1'000'000'000;

inline uint64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * kSecond + static_cast<uint64_t>(now.tv_nsec);
}

inline int64_t wall_ms() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace triaged::bench

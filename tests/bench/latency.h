// Percentiles of measured times, exact (all samples are kept and sorted). Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace triaged::bench {

struct Percentiles {
  double p50_us = 0;
  double p99_us = 0;
  double max_us = 0;
};

inline Percentiles percentiles(std::vector<uint64_t> samples_ns) {
  if (samples_ns.empty()) return {};
  std::sort(samples_ns.begin(), samples_ns.end());
  const auto at = [&](double share) {
    const auto rank = static_cast<size_t>(share * static_cast<double>(samples_ns.size()));
    return static_cast<double>(samples_ns[std::min(rank, samples_ns.size() - 1)]) / 1000;
  };
  return {at(0.50), at(0.99), at(1.0)};
}

}  // namespace triaged::bench

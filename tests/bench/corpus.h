// The seeded alerts every benchmark sends: 25 kinds x 700 services x 12 namespaces, each alert a
// pure function of (shape, index). It knows nothing of wire formats; payload.h does. Values need no
// JSON escaping by construction. Pure, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace triaged::bench {

inline constexpr uint32_t kKinds = 25;
inline constexpr uint32_t kServices = 700;
inline constexpr uint32_t kNamespaces = 12;

struct Shape {
  uint64_t seed = 1;
  // 0: the mixed corpus. N: alert i belongs to incident i % N, one service each and four services
  // to a cluster, so that no burst of one scenario in one cluster can merge them.
  uint32_t incidents = 0;
};

struct Alert {
  std::string_view alertname;
  std::string_view severity;
  std::string service;
  std::string name_space;
  std::string pod;
  std::string node;
  std::string cluster;
  std::string summary;
  std::string description;
  uint32_t age_ms = 0;  // how long before the run's base time the alert started
};

// Two different indices never give the same label set.
Alert make_alert(const Shape& shape, uint64_t index);

// The name that marks incident `number` in whatever a receiver sends on: "unit-000042".
std::string incident_service(uint32_t number);

}  // namespace triaged::bench

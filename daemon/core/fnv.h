#pragma once
// FNV-1a, 64 bits: the hash that Prometheus uses for fingerprints, so ours agree with its. Stable
// across processes and versions, which std::hash is not; not for anything an enemy may choose.

#include <cstdint>
#include <string_view>

namespace triaged {

class Fnv {
 public:
  Fnv& add_byte(std::uint8_t byte) {
    value_ = (value_ ^ byte) * 1099511628211ULL;
    return *this;
  }

  Fnv& add(std::string_view bytes) {
    for (const char byte : bytes) add_byte(static_cast<std::uint8_t>(byte));
    return *this;
  }

  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 14695981039346656037ULL;
};

}  // namespace triaged

#pragma once
// A set of name=value pairs, as Prometheus means it: names unique, sorted in byte order, an empty
// value is the same as no label. Kept as one packed block of bytes, so that a hundred thousand
// alerts cost one allocation each and the journal can write a set as it stands. Used for labels and
// for annotations. A value type; any thread.

#include <array>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace triaged {

class Labels {
 public:
  using Pair = std::pair<std::string_view, std::string_view>;

  Labels() = default;
  Labels(std::initializer_list<Pair> pairs);

  /// Sorts, drops empty values; of two equal names the later one wins.
  static Labels from(std::vector<Pair> pairs);

  /// Adopts bytes made by packed(). False in the second member if they are not well formed.
  static std::pair<Labels, bool> from_packed(std::string bytes);

  /// The value, or an empty view. The view lives as long as this object is not changed.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return !get(name).empty(); }

  /// Copies the set with one pair added or replaced.
  Labels with(std::string_view name, std::string_view value) const;

  std::vector<Pair> pairs() const;
  std::size_t size() const;
  bool empty() const { return bytes_.empty(); }

  /// Entries of: u32 name length, u32 value length (little endian), name, value.
  const std::string& packed() const { return bytes_; }

  /// FNV-1a 64 over name, 0xFF, value, 0xFF of each pair in order: Prometheus' fingerprint
  /// (prometheus/common model/signature.go). Printed as 16 lower-case hex digits.
  std::uint64_t fingerprint() const;

  friend bool operator==(const Labels&, const Labels&) = default;

  /// Walks the pairs in name order without allocating.
  template <class Visit>
  void each(Visit&& visit) const {
    std::string_view rest = bytes_;
    while (!rest.empty()) {
      const Pair pair = take(rest);
      visit(pair.first, pair.second);
    }
  }

 private:
  static std::size_t read_u32(const char* at) {
    std::array<unsigned char, 4> byte;
    std::memcpy(byte.data(), at, byte.size());
    return byte[0] | std::size_t{byte[1]} << 8 | std::size_t{byte[2]} << 16 |
           std::size_t{byte[3]} << 24;
  }

  /// The first pair of well-formed bytes, which are not empty.
  static Pair take(std::string_view& rest) {
    const std::size_t name = read_u32(rest.data());
    const std::size_t value = read_u32(rest.data() + 4);
    const Pair pair{{rest.data() + kHeader, name}, {rest.data() + kHeader + name, value}};
    rest.remove_prefix(kHeader + name + value);
    return pair;
  }

  static constexpr std::size_t kHeader = 8;
  std::string bytes_;
};

/// 16 lower-case hex digits.
std::string format_hex(std::uint64_t value);

}  // namespace triaged

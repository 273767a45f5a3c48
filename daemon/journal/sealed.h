#pragma once
// A sealed block: format version, kind, CRC-32C, body. Everything the journal keeps stands in one,
// so that damage is found before a byte is believed, and one kind is never read as another.

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"
#include "journal/archive.h"

namespace triaged::journal {

enum class Kind : std::uint8_t {
  record = 1,
  world = 2,
  snapshot_head = 3,
  snapshot_part = 4,
  snapshot_end = 5,
  scenario = 6,
};

inline constexpr std::size_t kSealSize = 6;

/// Opens a block at the end of `out`; returns where it stands, for close_seal().
std::size_t begin_seal(std::string& out, Kind kind);
void close_seal(std::string& out, std::size_t start);

/// What a good block holds. Errors: "corrupt", "newer-format".
struct Unsealed {
  std::uint8_t format = 0;
  std::string_view body;
};
Result<Unsealed> unseal(std::string_view block, Kind kind);

/// Appends the block that holds `value`.
template <class T>
void seal(std::string& out, Kind kind, const T& value) {
  const std::size_t start = begin_seal(out, kind);
  Writer(out).put(value);
  close_seal(out, start);
}

/// Reads a block made by seal().
template <class T>
Result<T> open_seal(std::string_view block, Kind kind) {
  auto unsealed = unseal(block, kind);
  if (!unsealed) return std::move(unsealed).error();
  T value;
  Reader reader(unsealed->body, unsealed->format);
  reader.get(value);
  if (!reader.done()) return Error{"corrupt", "a block of the journal has an impossible content"};
  return value;
}

}  // namespace triaged::journal

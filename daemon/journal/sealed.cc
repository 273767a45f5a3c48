#include "journal/sealed.h"

#include "journal/crc32c.h"

namespace triaged::journal {
namespace {

constexpr std::size_t kSumAt = 2;

/// Over everything but the place of the sum itself.
std::uint32_t sum_of(std::string_view block) {
  return crc32c(block.substr(kSealSize), crc32c(block.substr(0, kSumAt)));
}

}  // namespace

std::size_t begin_seal(std::string& out, Kind kind) {
  const std::size_t start = out.size();
  const char head[kSealSize] = {static_cast<char>(kFormat), static_cast<char>(kind)};
  out.append(head, kSealSize);
  return start;
}

void close_seal(std::string& out, std::size_t start) {
  const std::uint32_t sum = sum_of(std::string_view(out).substr(start));
  for (std::size_t i = 0; i < 4; ++i) {
    out[start + kSumAt + i] = static_cast<char>((sum >> (8 * i)) & 0xFFU);
  }
}

Result<Unsealed> unseal(std::string_view block, Kind kind) {
  if (block.size() < kSealSize) return Error{"corrupt", "a block of the journal is cut off"};
  Reader head(block, 0);
  const auto format = static_cast<std::uint8_t>(head.get_fixed(1));
  const auto found = static_cast<Kind>(head.get_fixed(1));
  if (head.get_fixed(4) != sum_of(block)) {
    return Error{"corrupt", "a block of the journal does not match its checksum"};
  }
  if (format > kFormat) {
    return Error{"newer-format", "written in format " + std::to_string(format) +
                                     ", this triaged reads up to " + std::to_string(kFormat)};
  }
  if (format < kOldestFormat || found != kind) {
    return Error{"corrupt", "a block of the journal is of another kind than its place says"};
  }
  return Unsealed{format, block.substr(kSealSize)};
}

}  // namespace triaged::journal

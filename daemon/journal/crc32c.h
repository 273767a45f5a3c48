#pragma once
// CRC-32C (Castagnoli), the checksum of every sealed block in the journal. Finds damage, not malice.
// Uses the processor's own instruction where there is one. Any thread.

#include <cstdint>
#include <string_view>

namespace triaged::journal {

/// `sum` is the checksum of the bytes before these, 0 at the start.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t sum = 0);

/// The same without special instructions; for the test that both agree.
std::uint32_t crc32c_portable(std::string_view bytes, std::uint32_t sum = 0);

}  // namespace triaged::journal

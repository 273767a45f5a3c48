#pragma once
// A run of sealed blocks, each after its length (four bytes, little endian): the form of a row of a
// segment and of a snapshot file.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/result.h"
#include "journal/archive.h"
#include "journal/sealed.h"

namespace triaged::journal {

inline constexpr std::size_t kLengthSize = 4;

inline void put_length(char* out, std::size_t length) {
  for (std::size_t i = 0; i < kLengthSize; ++i) {
    out[i] = static_cast<char>((length >> (8 * i)) & 0xFFU);
  }
}

inline std::size_t get_length(std::string_view in) {
  return static_cast<std::size_t>(Reader(in, kFormat).get_fixed(kLengthSize));
}

/// Appends what `write` appends, with its length before it.
template <class Write>
void put_block(std::string& out, Write&& write) {
  const std::size_t start = out.size();
  out.append(kLengthSize, '\0');
  write(out);
  put_length(out.data() + start, out.size() - start - kLengthSize);
}

/// Takes the first block off `rest`.
inline Result<std::string_view> take_block(std::string_view& rest) {
  if (rest.size() >= kLengthSize) {
    const std::size_t length = get_length(rest);
    if (length >= kSealSize && length <= rest.size() - kLengthSize) {
      const std::string_view block = rest.substr(kLengthSize, length);
      rest.remove_prefix(kLengthSize + length);
      return block;
    }
  }
  return Error{"corrupt", "a row of the journal is cut off"};
}

}  // namespace triaged::journal

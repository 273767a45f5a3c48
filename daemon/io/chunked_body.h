#pragma once
// Takes a chunked body apart, more strictly than the grammar asks: no trailers, no white space,
// short and well-formed extensions only, line ends CRLF only. Own code because Beast 1.81 bounds
// neither extensions nor trailers and asserts on a last chunk that arrives byte by byte. Pure; used
// by RequestReader.

#include <cstdint>
#include <string>
#include <string_view>

#include "io/strictness.h"

namespace triaged::io {

class ChunkedBody {
 public:
  enum class State { more, done, refused };

  /// Appends the data in `bytes` to `body`, which may grow to `limit`. Returns how much of `bytes`
  /// was used; what was not must stand at the front of the next call. Stops at the body's end.
  std::size_t feed(std::string_view bytes, std::uint64_t limit, std::string& body);

  State state() const { return state_; }
  /// After `refused`.
  const Refusal& refusal() const { return refusal_; }

 private:
  enum class Part { size_line, data, data_end, last_line };

  std::size_t step(std::string_view bytes, std::uint64_t limit, std::string& body);
  std::size_t read_size_line(std::string_view bytes, std::uint64_t room);
  std::size_t read_line_end(std::string_view bytes, std::string_view otherwise);
  std::size_t refuse(std::string_view reason);

  State state_ = State::more;
  Part part_ = Part::size_line;
  std::uint64_t left_ = 0;  ///< of the chunk's data
  std::size_t extension_bytes_ = 0;
  Refusal refusal_;
};

}  // namespace triaged::io

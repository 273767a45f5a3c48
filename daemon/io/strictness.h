#pragma once
// What is refused of a request's head before anything acts on it: the cases in which two parsers on
// the same wire could disagree about where a request ends (Beast 1.81 lets several of them
// through), and heads that are too large. Plain values in, a verdict out; no socket, no parser, no
// clock. Called by RequestReader on the I/O thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/http_message.h"

namespace triaged::io {

/// Why a request is refused. The texts are literals and never quote the request.
struct Refusal {
  int status = 400;
  std::string_view code = "bad-request";
  std::string_view reason;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

inline constexpr Refusal kBodyTooLarge{413, "too-large", "the body is too large"};

/// The characters of tokens (methods, field names) and of field values.
bool is_token_char(char c);
bool is_value_char(char c);

/// How the body is delimited, as read by our own rules from an acceptable head.
struct Framing {
  bool chunked = false;
  std::uint64_t length = 0;  ///< of a body that is not chunked
  bool expects_continue = false;

  bool has_body() const { return chunked || length > 0; }
  friend bool operator==(const Framing&, const Framing&) = default;
};

/// Finds the end of a head in bytes that arrive in any portions and judges each line once, as soon
/// as it is complete: line ends, characters, request line, field names, folding, count and size.
class HeadScanner {
 public:
  enum class Found { more, end, refused };

  HeadScanner(std::size_t max_bytes, std::size_t max_fields)
      : max_bytes_(max_bytes), max_fields_(max_fields) {}

  /// `bytes` starts at the first byte of the head in every call and only ever grows.
  Found scan(std::string_view bytes);

  /// After `end`: the length of the head, the empty line included.
  std::size_t size() const { return line_; }
  /// After `refused`.
  const Refusal& refusal() const { return refusal_; }
  /// Ready for the next head.
  void reset() { line_ = searched_ = lines_ = 0; }

 private:
  std::optional<Refusal> judge_line(std::string_view line);
  Found refuse(const Refusal& refusal);

  std::size_t max_bytes_;
  std::size_t max_fields_;
  std::size_t line_ = 0;      ///< where the line under way starts
  std::size_t searched_ = 0;  ///< up to where no line end was found
  std::size_t lines_ = 0;
  Refusal refusal_;
};

/// What check_head() found: a refusal, or the framing of an acceptable request.
struct HeadCheck {
  std::optional<Refusal> refusal;
  Framing framing;
};

/// Judges the fields of a head whose lines passed the scanner. `minor` is the x of HTTP/1.x.
HeadCheck check_head(const HttpRequest& head, int minor);

}  // namespace triaged::io

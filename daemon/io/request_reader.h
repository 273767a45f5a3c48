#pragma once
// Bytes in, one HttpRequest at a time out: the strictness checks, then Beast's grammar for the
// head, which fills our own values directly, then the body. No socket and no clock, so that every
// split of the bytes can be tried in a test. One per connection, used again for each request; I/O
// thread.

#include <cstdint>
#include <memory>
#include <string_view>

#include "core/http_message.h"
#include "io/chunked_body.h"
#include "io/strictness.h"

namespace triaged::io {

class RequestReader {
 public:
  /// `head_done` waits for allow_body(); `complete` and `refused` wait for next() or the end.
  enum class Stage { head, head_done, body, complete, refused };

  RequestReader(std::size_t max_head_bytes, std::size_t max_fields);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// Takes what it can from the front of `bytes` and returns how much that was. What was not taken
  /// must stand at the front of the next call. Never reads past the end of the request.
  std::size_t feed(std::string_view bytes);

  Stage stage() const { return stage_; }
  /// From `head_done` on; the body grows during `body`. May be moved from once `complete`.
  HttpRequest& request();
  const Framing& framing() const { return framing_; }
  /// From `head_done` on: whether the client asked to keep the connection.
  bool keep_alive() const;
  /// The x of HTTP/1.x.
  int minor() const;
  const Refusal& refusal() const { return refusal_; }

  /// Answers `head_done`: the body may come, up to `limit` bytes. Goes straight to `complete` if
  /// there is none.
  void allow_body(std::uint64_t limit);

  /// Ready for the next request on the same connection.
  void next();

 private:
  struct Parser;

  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  std::size_t refuse(const Refusal& refusal);

  HeadScanner scanner_;
  std::unique_ptr<Parser> parser_;
  ChunkedBody chunks_;
  std::uint64_t body_limit_ = 0;
  Stage stage_ = Stage::head;
  bool empty_line_skipped_ = false;
  Framing framing_;
  Refusal refusal_;
};

}  // namespace triaged::io

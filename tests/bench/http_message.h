// One incoming HTTP/1.1 message with a Content-Length, request or response, collected in pieces. No
// chunked bodies, no pipelining by the peer: neither occurs between the programs measured here, and
// a message that breaks this is reported as `bad`. Pure, one thread.
#pragma once

#include <string>
#include <string_view>

namespace triaged::bench {

class HttpMessage {
 public:
  enum class State { partial, complete, bad };

  State feed(std::string_view bytes);
  void clear();  // keeps the buffer's memory

  // Valid from the moment the header is in.
  bool has_header() const { return header_end_ != std::string::npos; }
  std::string_view start_line() const;
  bool header_contains(std::string_view lower_case_text) const;

  // Valid when complete.
  std::string_view body() const;
  int status() const;  // of a response; 0 if it is none

 private:
  State read_header();

  std::string data_;
  size_t header_end_ = std::string::npos;
  size_t body_length_ = 0;
};

}  // namespace triaged::bench

#include "io/strictness.h"

#include <algorithm>
#include <array>

namespace triaged::io {
namespace {

constexpr std::array<bool, 256> token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}

constexpr std::array<bool, 256> kToken = token_table();

bool is_visible(char c) { return c > 0x20 && c < 0x7f; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }

bool same(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char x, char y) { return lower(x) == y; });
}

Refusal bad(std::string_view reason) { return {400, "bad-request", reason}; }

std::optional<Refusal> judge_target(std::string_view target) {
  if (target.empty() || target[0] != '/') return bad("the request target is not a path");
  if (!std::all_of(target.begin(), target.end(), is_visible)) {
    return bad("the request target has bytes outside visible ASCII");
  }
  if (target.find('#') != target.npos) return bad("the request target has a fragment");
  return std::nullopt;
}

std::optional<Refusal> judge_version(std::string_view version) {
  const bool well_formed = version.size() == 8 && version.substr(0, 5) == "HTTP/" &&
                           is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  if (!well_formed) return bad("malformed HTTP version");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return Refusal{505, "http-version", "only HTTP/1.0 and HTTP/1.1 are spoken here"};
  }
  return std::nullopt;
}

/// method SP target SP version, with exactly these two spaces.
std::optional<Refusal> judge_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == line.npos || first == last) return bad("malformed request line");
  const std::string_view method = line.substr(0, first);
  if (method.empty() || !std::all_of(method.begin(), method.end(), is_token_char)) {
    return bad("malformed method");
  }
  if (auto refusal = judge_version(line.substr(last + 1))) return refusal;
  return judge_target(line.substr(first + 1, last - first - 1));
}

std::optional<Refusal> judge_field(std::string_view line) {
  if (line[0] == ' ' || line[0] == '\t') return bad("folded header field");
  const std::size_t colon = line.find(':');
  if (colon == line.npos || colon == 0) return bad("malformed header field");
  const std::string_view name = line.substr(0, colon);
  if (!std::all_of(name.begin(), name.end(), is_token_char)) return bad("malformed field name");
  const std::string_view value = line.substr(colon + 1);
  if (!std::all_of(value.begin(), value.end(), is_value_char)) {
    return bad("control character in a header field");
  }
  return std::nullopt;
}

/// 1*DIGIT that fits 64 bits; no list, no sign.
std::optional<std::uint64_t> read_length(std::string_view text) {
  if (text.empty() || text.size() > 19) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : text) value = value * 10 + static_cast<std::uint64_t>(c - '0');
  return value;
}

/// A host and an optional port: enough to keep lists, paths and user names out of Host.
bool is_host(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_visible(c) && std::string_view("/?#@,\\\"<>{}|^`").find(c) == std::string_view::npos;
  });
}

/// The fields that decide about framing, collected in one pass over the head.
class Fields {
 public:
  std::optional<Refusal> see(std::string_view name, std::string_view value) {
    switch (name.size()) {
      case 4:
        if (same(name, "host")) return see_host(value);
        break;
      case 6:
        if (same(name, "expect")) return see_expect(value);
        break;
      case 14:
        if (same(name, "content-length")) return see_length(value);
        if (same(name, "content_length")) return bad("ambiguous field name");
        break;
      case 16:
        if (same(name, "content-encoding")) return see_encoding(value);
        break;
      case 17:
        if (same(name, "transfer-encoding")) return see_transfer(value);
        if (same(name, "transfer_encoding")) return bad("ambiguous field name");
        break;
      default: break;
    }
    return std::nullopt;
  }

  HeadCheck result(int minor) const {
    if (!host_) return {bad("Host is missing"), {}};
    if (chunked_ && minor == 0) return {bad("Transfer-Encoding in an HTTP/1.0 request"), {}};
    if (chunked_ && length_) return {bad("both Content-Length and Transfer-Encoding"), {}};
    return {std::nullopt, {chunked_, length_.value_or(0), expects_ && minor > 0}};
  }

 private:
  std::optional<Refusal> see_host(std::string_view value) {
    if (host_) return bad("more than one Host");
    if (!is_host(value)) return bad("malformed Host");
    host_ = true;
    return std::nullopt;
  }

  std::optional<Refusal> see_expect(std::string_view value) {
    if (!same(value, "100-continue")) {
      return Refusal{417, "expectation", "only Expect: 100-continue is understood"};
    }
    expects_ = true;
    return std::nullopt;
  }

  std::optional<Refusal> see_length(std::string_view value) {
    if (length_) return bad("more than one Content-Length");
    length_ = read_length(value);
    if (!length_) return bad("malformed Content-Length");
    return std::nullopt;
  }

  std::optional<Refusal> see_encoding(std::string_view value) {
    if (same(value, "identity")) return std::nullopt;
    return Refusal{415, "content-encoding", "request bodies must not be compressed"};
  }

  std::optional<Refusal> see_transfer(std::string_view value) {
    if (chunked_) return bad("more than one Transfer-Encoding");
    if (!same(value, "chunked")) return bad("a Transfer-Encoding other than chunked");
    chunked_ = true;
    return std::nullopt;
  }

  bool host_ = false;
  bool chunked_ = false;
  bool expects_ = false;
  std::optional<std::uint64_t> length_;
};

}  // namespace

bool is_token_char(char c) { return kToken[static_cast<unsigned char>(c)]; }

/// Tab, space, visible ASCII and the bytes above it, which are opaque in a value.
bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 ? byte != 0x7f : byte == '\t';
}

HeadScanner::Found HeadScanner::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  return Found::refused;
}

/// `line` without its line end; not empty unless it is the first.
std::optional<Refusal> HeadScanner::judge_line(std::string_view line) {
  if (lines_ == 0) return judge_request_line(line);
  if (lines_ > max_fields_) return Refusal{431, "header-too-large", "too many header fields"};
  return judge_field(line);
}

HeadScanner::Found HeadScanner::scan(std::string_view bytes) {
  static constexpr Refusal kTooLarge{431, "header-too-large", "the header is too large"};
  if (!bytes.empty() && !is_token_char(bytes[0])) return refuse(bad("this is not HTTP"));
  const std::string_view window = bytes.substr(0, max_bytes_);
  for (;;) {
    const std::size_t feed = window.find('\n', searched_);
    if (feed == window.npos) {
      searched_ = window.size();
      return bytes.size() >= max_bytes_ ? refuse(kTooLarge) : Found::more;
    }
    if (feed == line_ || window[feed - 1] != '\r') return refuse(bad("bare line feed"));
    const std::string_view line = window.substr(line_, feed - 1 - line_);
    searched_ = line_ = feed + 1;
    if (line.empty() && lines_ > 0) return Found::end;
    if (auto refusal = judge_line(line)) return refuse(*refusal);
    ++lines_;
  }
}

HeadCheck check_head(const HttpRequest& head, int minor) {
  Fields fields;
  for (const auto& [name, value] : head.headers) {
    if (auto refusal = fields.see(name, value)) return {refusal, {}};
  }
  return fields.result(minor);
}

}  // namespace triaged::io

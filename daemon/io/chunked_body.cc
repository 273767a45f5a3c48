#include "io/chunked_body.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace triaged::io {
namespace {

constexpr std::size_t kLineBytes = 1024;       ///< of one line that introduces a chunk
constexpr std::size_t kExtensionBytes = 4096;  ///< of all extensions of a body

std::size_t token_length(std::string_view text) {
  const auto* end = std::find_if_not(text.begin(), text.end(), is_token_char);
  return static_cast<std::size_t>(end - text.begin());
}

/// Length of a quoted string at the front of `text`, quotes included; 0: none.
std::size_t quoted_length(std::string_view text) {
  if (text.empty() || text[0] != '"') return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
    if (at < text.size() && !is_value_char(text[at])) return 0;
  }
  return 0;
}

/// *( ";" name [ "=" value ] )
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    if (text[0] != ';') return false;
    text.remove_prefix(1);
    const std::size_t name = token_length(text);
    if (name == 0) return false;
    text.remove_prefix(name);
    if (text.empty() || text[0] != '=') continue;
    text.remove_prefix(1);
    const std::size_t value = std::max(token_length(text), quoted_length(text));
    if (value == 0) return false;
    text.remove_prefix(value);
  }
  return true;
}

}  // namespace

std::size_t ChunkedBody::refuse(std::string_view reason) {
  state_ = State::refused;
  refusal_ = {400, "bad-request", reason};
  return 0;
}

std::size_t ChunkedBody::feed(std::string_view bytes, std::uint64_t limit, std::string& body) {
  std::size_t used = 0;
  while (state_ == State::more && used < bytes.size()) {
    const std::size_t taken = step(bytes.substr(used), limit, body);
    if (taken == 0) break;
    used += taken;
  }
  return used;
}

/// One line or one piece of data. 0: refused, or more bytes are needed.
std::size_t ChunkedBody::step(std::string_view bytes, std::uint64_t limit, std::string& body) {
  switch (part_) {
    case Part::size_line: return read_size_line(bytes, limit - body.size());
    case Part::data: {
      const std::size_t taken = std::min<std::uint64_t>(left_, bytes.size());
      body.append(bytes.substr(0, taken));
      left_ -= taken;
      if (left_ == 0) part_ = Part::data_end;
      return taken;
    }
    case Part::data_end: return read_line_end(bytes, "a chunk does not end where it should");
    case Part::last_line: return read_line_end(bytes, "trailers are not accepted");
  }
  return 0;
}

std::size_t ChunkedBody::read_size_line(std::string_view bytes, std::uint64_t room) {
  const std::size_t feed = bytes.substr(0, kLineBytes).find('\n');
  if (feed == bytes.npos) {
    return bytes.size() < kLineBytes ? 0 : refuse("a chunk header is too long");
  }
  if (feed == 0 || bytes[feed - 1] != '\r') return refuse("malformed chunk header");
  const std::string_view line = bytes.substr(0, feed - 1);
  if (line.empty() || line[0] == '-') return refuse("malformed chunk size");
  const auto read = std::from_chars(line.data(), line.data() + line.size(), left_, 16);
  if (read.ec != std::errc()) return refuse("malformed chunk size");
  const std::string_view extensions = line.substr(static_cast<std::size_t>(read.ptr - line.data()));
  extension_bytes_ += extensions.size();
  if (!are_extensions(extensions)) return refuse("malformed chunk header");
  if (extension_bytes_ > kExtensionBytes) return refuse("too many chunk extensions");
  if (left_ > room) {
    state_ = State::refused;
    refusal_ = kBodyTooLarge;
    return 0;
  }
  part_ = left_ == 0 ? Part::last_line : Part::data;
  return feed + 1;
}

std::size_t ChunkedBody::read_line_end(std::string_view bytes, std::string_view otherwise) {
  if (bytes[0] != '\r') return refuse(otherwise);
  if (bytes.size() == 1) return 0;
  if (bytes[1] != '\n') return refuse(otherwise);
  if (part_ == Part::last_line) state_ = State::done;
  part_ = Part::size_line;
  return 2;
}

}  // namespace triaged::io

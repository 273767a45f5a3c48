#include "http_message.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace triaged::bench {
namespace {

constexpr std::string_view kLength = "content-length:";
constexpr size_t kMaxMessage = 16 * 1024 * 1024;

bool same_letter(char lower, char any) {
  return lower == static_cast<char>(std::tolower(static_cast<unsigned char>(any)));
}

size_t find_lower(std::string_view text, std::string_view lower) {
  const auto* at = std::search(text.begin(), text.end(), lower.begin(), lower.end(),
                               [](char c, char l) { return same_letter(l, c); });
  return at == text.end() ? std::string_view::npos : static_cast<size_t>(at - text.begin());
}

bool read_number(std::string_view text, size_t& number) {
  const size_t start = text.find_first_not_of(' ');
  if (start == std::string_view::npos) return false;
  return std::from_chars(text.data() + start, text.data() + text.size(), number).ec == std::errc{};
}

}  // namespace

HttpMessage::State HttpMessage::feed(std::string_view bytes) {
  data_ += bytes;
  if (data_.size() > kMaxMessage) return State::bad;
  if (!has_header() && read_header() == State::bad) return State::bad;
  if (!has_header()) return State::partial;
  const size_t whole = header_end_ + body_length_;
  if (data_.size() > whole) return State::bad;
  return data_.size() == whole ? State::complete : State::partial;
}

HttpMessage::State HttpMessage::read_header() {
  const size_t end = data_.find("\r\n\r\n");
  if (end == std::string::npos) return State::partial;
  header_end_ = end + 4;
  const std::string_view header = std::string_view{data_}.substr(0, header_end_);
  if (find_lower(header, "transfer-encoding:") != std::string_view::npos) return State::bad;
  const size_t length = find_lower(header, kLength);
  if (length == std::string_view::npos) return State::partial;  // no body
  return read_number(header.substr(length + kLength.size()), body_length_) ? State::partial
                                                                           : State::bad;
}

void HttpMessage::clear() {
  data_.clear();
  header_end_ = std::string::npos;
  body_length_ = 0;
}

std::string_view HttpMessage::start_line() const {
  return std::string_view{data_}.substr(0, data_.find("\r\n"));
}

bool HttpMessage::header_contains(std::string_view lower_case_text) const {
  return has_header() && find_lower(std::string_view{data_}.substr(0, header_end_),
                                    lower_case_text) != std::string_view::npos;
}

std::string_view HttpMessage::body() const { return std::string_view{data_}.substr(header_end_); }

int HttpMessage::status() const {
  const std::string_view line = start_line();
  size_t code = 0;
  if (!line.starts_with("HTTP/1.") || line.size() < 12) return 0;
  return read_number(line.substr(9, 3), code) ? static_cast<int>(code) : 0;
}

}  // namespace triaged::bench

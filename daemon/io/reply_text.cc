#include "io/reply_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace triaged::io {
namespace {

struct Phrase {
  int status;
  std::string_view text;
};

constexpr std::array<Phrase, 34> kPhrases{{{200, "OK"},
                                           {201, "Created"},
                                           {202, "Accepted"},
                                           {204, "No Content"},
                                           {206, "Partial Content"},
                                           {301, "Moved Permanently"},
                                           {302, "Found"},
                                           {303, "See Other"},
                                           {304, "Not Modified"},
                                           {307, "Temporary Redirect"},
                                           {308, "Permanent Redirect"},
                                           {400, "Bad Request"},
                                           {401, "Unauthorized"},
                                           {403, "Forbidden"},
                                           {404, "Not Found"},
                                           {405, "Method Not Allowed"},
                                           {406, "Not Acceptable"},
                                           {408, "Request Timeout"},
                                           {409, "Conflict"},
                                           {410, "Gone"},
                                           {411, "Length Required"},
                                           {412, "Precondition Failed"},
                                           {413, "Content Too Large"},
                                           {415, "Unsupported Media Type"},
                                           {417, "Expectation Failed"},
                                           {421, "Misdirected Request"},
                                           {422, "Unprocessable Content"},
                                           {428, "Precondition Required"},
                                           {429, "Too Many Requests"},
                                           {431, "Request Header Fields Too Large"},
                                           {500, "Internal Server Error"},
                                           {501, "Not Implemented"},
                                           {503, "Service Unavailable"},
                                           {505, "HTTP Version Not Supported"}}};

std::string_view phrase(int status) {
  const auto* found = std::find_if(kPhrases.begin(), kPhrases.end(),
                                   [&](const Phrase& p) { return p.status == status; });
  return found == kPhrases.end() ? "Status" : found->text;
}

void append_number(std::uint64_t value, std::string& out) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

bool same(std::string_view a, std::string_view lower_case) {
  return std::equal(a.begin(), a.end(), lower_case.begin(), lower_case.end(), [](char x, char y) {
    return (x >= 'A' && x <= 'Z' ? static_cast<char>(x + 0x20) : x) == y;
  });
}

bool is_framing(std::string_view name) {
  return same(name, "content-length") || same(name, "connection") ||
         same(name, "transfer-encoding") || same(name, "keep-alive");
}

bool breaks_line(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 ? c != '\t' : c == 0x7f;
  });
}

bool is_field(std::string_view name, std::string_view value) {
  return !name.empty() && name.find_first_of(" :\t") == name.npos && !breaks_line(name) &&
         !breaks_line(value) && !is_framing(name);
}

}  // namespace

bool append_head(const HttpReply& reply, const ReplyFrame& frame, std::string& out) {
  const int status = reply.status >= 200 && reply.status <= 599 ? reply.status : 500;
  out += "HTTP/1.1 ";
  append_number(static_cast<std::uint64_t>(status), out);
  (out += ' ').append(phrase(status)) += "\r\n";
  for (const auto& [name, value] : reply.headers) {
    if (is_field(name, value)) ((out += name) += ": ").append(value) += "\r\n";
  }
  const bool bodiless = status == 204 || status == 304;
  if (!bodiless) {
    out += "Content-Length: ";
    append_number(reply.body.size(), out);
    out += "\r\n";
  }
  if (!frame.keep_alive) {
    out += "Connection: close\r\n";
  } else if (frame.minor == 0) {
    out += "Connection: keep-alive\r\n";
  }
  out += "\r\n";
  return !bodiless && !frame.head_only && !reply.body.empty();
}

void append_stream_head(std::string& out) {
  out +=
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
      "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n";
}

HttpReply refusal_reply(const Refusal& refusal) {
  HttpReply reply;
  reply.status = refusal.status;
  reply.headers.emplace_back("Content-Type", "application/json");
  if (refusal.status == 503) reply.headers.emplace_back("Retry-After", "1");
  reply.body.append(R"({"error":")").append(refusal.code);
  reply.body.append(R"(","reason":")").append(refusal.reason).append("\"}\n");
  return reply;
}

}  // namespace triaged::io

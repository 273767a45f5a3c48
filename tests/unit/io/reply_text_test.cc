#include "io/reply_text.h"

#include <catch2/catch.hpp>

namespace triaged::io {
namespace {

struct Text {
  std::string head;
  bool with_body = false;
};

Text text_of(const HttpReply& reply, const ReplyFrame& frame = {}) {
  Text text;
  text.with_body = append_head(reply, frame, text.head);
  return text;
}

}  // namespace

TEST_CASE("a reply says its length and nothing about the server", "[io]") {
  const Text text = text_of({200, {{"Content-Type", "text/plain"}}, "hello"});
  CHECK(text.head == "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
  CHECK(text.with_body);
  CHECK(text_of({200, {}, ""}).head == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("the connection is spoken of only when the client could guess wrong", "[io]") {
  const HttpReply reply;
  CHECK(text_of(reply, {true, false, 1}).head.find("Connection") == std::string::npos);
  CHECK(text_of(reply, {false, false, 1}).head.find("Connection: close\r\n") != std::string::npos);
  CHECK(text_of(reply, {true, false, 0}).head.find("Connection: keep-alive\r\n") !=
        std::string::npos);
}

TEST_CASE("replies that have no body send none", "[io]") {
  CHECK_FALSE(text_of({200, {}, "hello"}, {true, true, 1}).with_body);
  for (const int status : {204, 304}) {
    const Text text = text_of({status, {}, "hello"});
    CHECK_FALSE(text.with_body);
    CHECK(text.head.find("Content-Length") == std::string::npos);
  }
}

TEST_CASE("a handler cannot write framing or break a line", "[io]") {
  const Headers bad{{"Content-Length", "999"},
                    {"transfer-encoding", "chunked"},
                    {"CONNECTION", "upgrade"},
                    {"X", "a\r\nY: b"},
                    {"X\r\nZ", "a"},
                    {"X", std::string("a\0b", 3)},
                    {"X:", "a"},
                    {"", "a"}};
  CHECK(text_of({200, bad, ""}).head == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("a status that cannot be final is an error of ours", "[io]") {
  for (const int status : {-1, 0, 100, 101, 199, 600, 12345}) {
    CHECK(text_of({status, {}, ""}).head.substr(0, 13) == "HTTP/1.1 500 ");
  }
  CHECK(text_of({299, {}, ""}).head.substr(0, 20) == "HTTP/1.1 299 Status\r");
}

TEST_CASE("a refusal is JSON, and overload says when to come back", "[io]") {
  const HttpReply reply = refusal_reply({503, "overload", "try again"});
  CHECK(reply.status == 503);
  CHECK(header(reply.headers, "Retry-After") == "1");
  CHECK(header(reply.headers, "Content-Type") == "application/json");
  CHECK(reply.body == "{\"error\":\"overload\",\"reason\":\"try again\"}\n");
  CHECK(header(refusal_reply({400, "x", "y"}).headers, "Retry-After").empty());
}

}  // namespace triaged::io

#include "unit/io/raw_requests.h"

#include <string_view>

namespace triaged::io::test {
namespace {

using namespace std::string_literals;

const std::string kHost = "Host: triaged\r\n";

std::string get(const std::string& fields) { return "GET / HTTP/1.1\r\n" + fields + "\r\n"; }

std::string post(const std::string& fields, const std::string& body = "") {
  return "POST /hooks/a HTTP/1.1\r\n" + kHost + fields + "\r\n" + body;
}

std::string chunked(const std::string& body) {
  return post("Transfer-Encoding: chunked\r\n", body);
}

std::string line(const std::string& request_line) { return request_line + "\r\n" + kHost + "\r\n"; }

std::string repeat(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

/// A head of exactly `size` bytes.
std::string head_of(std::size_t size) {
  const std::string start = "GET / HTTP/1.1\r\n" + kHost + "X-Fill: ";
  return start + std::string(size - start.size() - 4, 'x') + "\r\n\r\n";
}

using Rows = std::vector<RawRequest>;

void add_accepted(Rows& rows) {
  const auto ok = [&](std::string law, std::string raw) {
    rows.push_back({std::move(law), std::move(raw), {202}, true, 1});
  };
  ok("a plain GET", get(kHost));
  ok("a body with Content-Length", post("Content-Length: 5\r\n", "hello"));
  ok("a chunked body", chunked("5\r\nhello\r\n0\r\n\r\n"));
  ok("several chunks, hex in both cases",
     chunked("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"));
  ok("a short chunk extension", chunked("5;name=value\r\nhello\r\n0;last\r\n\r\n"));
  ok("a quoted chunk extension", chunked("5;name=\"a;b\"\r\nhello\r\n0\r\n\r\n"));
  ok("leading zeros in a chunk size", chunked("0005\r\nhello\r\n000\r\n\r\n"));
  ok("an empty chunked body", chunked("0\r\n\r\n"));
  ok("a POST without a body", post(""));
  ok("Content-Length 0", post("Content-Length: 0\r\n"));
  ok("leading zeros in Content-Length", post("Content-Length: 0005\r\n", "hello"));
  ok("Transfer-Encoding in another case", post("tRANSFER-eNCODING: Chunked\r\n", "0\r\n\r\n"));
  ok("white space around a value", post("Transfer-Encoding:\t chunked \t\r\n", "0\r\n\r\n"));
  ok("one empty line before a request", "\r\n" + get(kHost));
  ok("bytes above ASCII in a value", get(kHost + "X-Name: caf\xc3\xa9\r\n"));
  ok("an empty value", get(kHost + "X-Empty:\r\n"));
  ok("a body that is not encoded", post("Content-Encoding: identity\r\n"));
  ok("an unknown method is the handler's business", line("PURGE / HTTP/1.1"));
  ok("an upgrade is not taken", get(kHost + "Connection: Upgrade\r\nUpgrade: h2c\r\n"));
  ok("Expect with the body already here",
     post("Expect: 100-continue\r\nContent-Length: 2\r\n", "ok"));
  ok("HTTP/1.0 that asks to stay", "GET / HTTP/1.0\r\n" + kHost + "Connection: keep-alive\r\n\r\n");
  ok("a body of the allowed size", post("Content-Length: 64\r\n", std::string(kBodyLimit, 'x')));
  ok("chunks of the allowed size together",
     chunked(repeat("20\r\n" + std::string(32, 'x') + "\r\n", 2) + "0\r\n\r\n"));
  ok("a GET with a body", "GET / HTTP/1.1\r\n" + kHost + "Content-Length: 2\r\n\r\nok");
  ok("every odd but visible character of a path", line("GET /a%20b?c=\"<>\\^`{|}'[]~ HTTP/1.1"));
  ok("a port and an address in Host", get("Host: [::1]:9095\r\n"));

  rows.push_back({"two requests in one piece", get(kHost) + get(kHost), {202, 202}, true, 2});
  rows.push_back(
      {"a body and the next request in one piece",
       post("Content-Length: 5\r\n", "hello") + chunked("1\r\nx\r\n0\r\n\r\n") + get(kHost),
       {202, 202, 202},
       true,
       3});
  rows.push_back({"HTTP/1.0 closes", "GET / HTTP/1.0\r\n" + kHost + "\r\n", {202}, false, 1});
  rows.push_back(
      {"Connection: close closes", get(kHost + "Connection: close\r\n"), {202}, false, 1});
  rows.push_back({"nothing is read after Connection: close",
                  get(kHost + "Connection: close\r\n") + get(kHost),
                  {202},
                  false,
                  1});
}

/// One reply, the connection ends, the handler sees nothing.
void add_refusal(Rows& rows, int status, std::string law, std::string raw) {
  rows.push_back({std::move(law), std::move(raw), {status}, false, 0});
}

void add_transfer_encodings(Rows& rows) {
  const std::string smuggled = "POST /-/quit HTTP/1.1\r\n" + kHost + "Content-Length: 0\r\n\r\n";
  for (const char* value :
       {"chunked, gzip", "gzip, chunked", "gzip", "identity", "xchunked", "chunkedx",
        "chunked, chunked", "chunked,", ",chunked", "chunked;q=1", "\"chunked\"", "'chunked'",
        "chunked identity", "cow", "", "chunked\x0b",
        "\x0b"
        "chunked",
        "chunked\x7f"}) {
    add_refusal(rows, 400, "Transfer-Encoding: "s + value,
                post("Transfer-Encoding: "s + value + "\r\n", smuggled));
  }
  add_refusal(rows, 400, "two Transfer-Encodings",
              post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", smuggled));
  add_refusal(rows, 400, "a second, senseless Transfer-Encoding",
              post("Transfer-Encoding: chunked\r\nTransfer-Encoding: cow\r\n", "0\r\n\r\n"));
  add_refusal(rows, 400, "Content-Length before Transfer-Encoding",
              post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nG"));
  add_refusal(rows, 400, "Transfer-Encoding before Content-Length",
              post("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\nGPOST"));
  add_refusal(rows, 400, "chunked in HTTP/1.0",
              "POST / HTTP/1.0\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  add_refusal(rows, 400, "a space before the colon",
              post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"));
  add_refusal(rows, 400, "an underscore that some proxies fold",
              post("Transfer_Encoding: chunked\r\n", "0\r\n\r\n"));
  add_refusal(rows, 400, "a folded Transfer-Encoding",
              post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"));
  add_refusal(rows, 400, "Transfer-Encoding hidden after a bare line feed",
              post("X: a\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
  add_refusal(rows, 400, "Transfer-Encoding hidden after a bare carriage return",
              post("X: a\rTransfer-Encoding: chunked\r\n", "0\r\n\r\n"));
}

void add_lengths(Rows& rows) {
  for (const char* value :
       {"+2", "-1", "0x2", "2 2", "2, 2", "2,2", "2;", "2a", "a", "", "1.0", "1e1", "\"2\"",
        "18446744073709551616", "99999999999999999999999", "\xd9\xa2"}) {
    add_refusal(rows, 400, "Content-Length: "s + value,
                post("Content-Length: "s + value + "\r\n", "ab"));
  }
  add_refusal(rows, 400, "the same Content-Length twice",
              post("Content-Length: 2\r\nContent-Length: 2\r\n", "ab"));
  add_refusal(rows, 400, "two Content-Lengths",
              post("Content-Length: 2\r\nContent-Length: 9\r\n", "ab"));
  add_refusal(rows, 400, "an underscore in Content-Length",
              post("Content_Length: 2\r\nContent-Length: 2\r\n", "ab"));
  add_refusal(rows, 413, "a body one byte too long is refused by its length",
              post("Content-Length: 65\r\n", std::string(kBodyLimit + 1, 'x')));
  add_refusal(rows, 413, "a length near 2^63", post("Content-Length: 9223372036854775807\r\n"));
}

void add_hosts_and_lines(Rows& rows) {
  add_refusal(rows, 400, "no Host", get(""));
  add_refusal(rows, 400, "no Host in HTTP/1.0 either", "GET / HTTP/1.0\r\n\r\n");
  add_refusal(rows, 400, "two Hosts", get("Host: a\r\nHost: b\r\n"));
  add_refusal(rows, 400, "the same Host twice", get("Host: a\r\nHost: a\r\n"));
  for (const char* value : {"", "a, b", "a/b", "user@a", "a b", "a?b", "a#b", "a\\b", "\xc3\xa9"}) {
    add_refusal(rows, 400, "Host: "s + value, get("Host: "s + value + "\r\n"));
  }
  for (const char* bad_line : {"GET http://triaged/ HTTP/1.1",
                               "CONNECT triaged:443 HTTP/1.1",
                               "OPTIONS * HTTP/1.1",
                               "GET /#top HTTP/1.1",
                               "GET /caf\xc3\xa9 HTTP/1.1",
                               "GET /a\tb HTTP/1.1",
                               "GET /\x7f HTTP/1.1",
                               "GET  / HTTP/1.1",
                               "GET /  HTTP/1.1",
                               "GET / a HTTP/1.1",
                               "GET  HTTP/1.1",
                               "GET / HTTP/1.1 ",
                               "GET\t/\tHTTP/1.1",
                               "GET /",
                               "GET",
                               "G@T / HTTP/1.1",
                               "G\xc3\x89T / HTTP/1.1",
                               "GET / http/1.1",
                               "GET / HTTP/1",
                               "GET / HTTP/1.10",
                               "GET / HTTP/11",
                               "GET / XTTP/1.1",
                               "GET / HTTP /1.1",
                               "GET ?a=1 HTTP/1.1"}) {
    add_refusal(rows, 400, bad_line, line(bad_line));
  }
  for (const char* version : {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/3.0"}) {
    add_refusal(rows, 505, version, line("GET / "s + version));
  }
  add_refusal(rows, 400, "a leading space", " " + get(kHost));
  add_refusal(rows, 400, "two empty lines before a request", "\r\n\r\n" + get(kHost));
  add_refusal(rows, 400, "the start of a TLS handshake", "\x16\x03\x01\x02\x01\x01\xfc\x03\x03"s);
  add_refusal(rows, 505, "the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
}

void add_fields(Rows& rows) {
  const auto bad = [&](std::string law, std::string fields) {
    add_refusal(rows, 400, std::move(law), get(kHost + fields));
  };
  bad("a field folded with a space", "X: a\r\n b\r\n");
  bad("a field folded with a tab", "X: a\r\n\tb\r\n");
  bad("a fold that hides a field", "X: a\r\n Content-Length: 9\r\n");
  add_refusal(rows, 400, "a fold in the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
  bad("a field without a colon", "nonsense\r\n");
  bad("an empty field name", ": a\r\n");
  bad("a space in a field name", "X Y: a\r\n");
  bad("a tab before the colon", "X\t: a\r\n");
  bad("a byte above ASCII in a field name", "X\xc3\xa9: a\r\n");
  bad("a quote in a field name", "\"X\": a\r\n");
  bad("a NUL in a value", "X: a\0b\r\n"s);
  bad("a bare carriage return in a value", "X: a\rb\r\n");
  bad("a carriage return too many", "X: a\r\r\n");
  bad("a bare line feed ends a field", "X: a\n");
  bad("an escape character in a value", "X: \x1b[2J\r\n");
  bad("a malformed Connection", "Connection: \"close\r\n");
  add_refusal(rows, 400, "line feeds only", "GET / HTTP/1.1\nHost: a\n\n");
  add_refusal(rows, 400, "a bare line feed ends the head", "GET / HTTP/1.1\r\nHost: a\r\n\n");
  add_refusal(rows, 415, "a compressed body", post("Content-Encoding: gzip\r\n"));
  add_refusal(rows, 415, "a list of encodings", post("Content-Encoding: identity, gzip\r\n"));
  add_refusal(rows, 417, "another expectation", post("Expect: 200-ok\r\n"));

  const std::string field = "X-F: 1\r\n";
  rows.push_back({"100 fields", get(kHost + repeat(field, 99)), {202}, true, 1});
  add_refusal(rows, 431, "101 fields", get(kHost + repeat(field, 100)));
  rows.push_back({"a head one byte below the limit", head_of(16383), {202}, true, 1});
  rows.push_back({"a head as long as the limit", head_of(16384), {202}, true, 1});
  add_refusal(rows, 431, "a head one byte too long", head_of(16385));
  add_refusal(rows, 431, "a field without an end",
              "GET / HTTP/1.1\r\n" + kHost + "X: " + std::string(20000, 'x'));
  add_refusal(rows, 431, "a target without an end", "GET /" + std::string(20000, 'x'));
}

void add_chunks(Rows& rows) {
  const auto bad = [&](std::string law, std::string body) {
    add_refusal(rows, 400, std::move(law), chunked(body));
  };
  bad("a trailer", "0\r\nX-Late: 1\r\n\r\n");
  bad("a trailer that looks like authentication",
      "2\r\nok\r\n0\r\nAuthorization: Bearer stolen\r\n\r\n");
  bad("a trailer that changes the framing", "0\r\nContent-Length: 9\r\n\r\n");
  bad("a chunk size that is not hex", "G\r\nhello\r\n0\r\n\r\n");
  bad("a chunk size with 0x", "0x5\r\nhello\r\n0\r\n\r\n");
  bad("a chunk size with a sign", "+5\r\nhello\r\n0\r\n\r\n");
  bad("a negative chunk size", "-5\r\nhello\r\n0\r\n\r\n");
  bad("a space before a chunk size", " 5\r\nhello\r\n0\r\n\r\n");
  bad("a chunk size beyond 64 bits", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n");
  bad("no chunk size", "\r\nhello\r\n0\r\n\r\n");
  bad("a bare line feed after a chunk size", "5\nhello\r\n0\r\n\r\n");
  bad("a bare carriage return in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n");
  bad("a chunk longer than its size", "5\r\nhello!\r\n0\r\n\r\n");
  bad("a chunk shorter than its size", "6\r\nhello\r\n0\r\n\r\n");
  bad("no line end after a chunk", "5\r\nhello0\r\n\r\n");
  bad("a chunk extension without a name", "5;=v\r\nhello\r\n0\r\n\r\n");
  bad("a chunk line without an end", "5;" + std::string(3000, 'a'));
  bad("zeros without an end", std::string(3000, '0'));
  bad("many extensions together", repeat("1;" + std::string(900, 'a') + "\r\nx\r\n", 10));
  add_refusal(rows, 413, "a chunk over the limit", chunked("41\r\n"));
  add_refusal(rows, 413, "chunks over the limit together",
              chunked("40\r\n" + std::string(64, 'x') + "\r\n1\r\n"));
  add_refusal(rows, 413, "the largest chunk size", chunked("FFFFFFFFFFFFFFFF\r\n"));
}

void add_verdicts(Rows& rows) {
  const std::string head = "POST "s + kForbiddenPath + " HTTP/1.1\r\n" + kHost;
  add_refusal(rows, 401, "an answer before the body closes the connection",
              head + "Content-Length: 5\r\n\r\nhello");
  add_refusal(rows, 401, "a refused body is never read as a request",
              head + "Content-Length: 39\r\n\r\n" + get(kHost));
  rows.push_back(
      {"a refusal does not take back earlier answers", get(kHost) + get(""), {202, 400}, false, 1});
}

}  // namespace

const std::vector<RawRequest>& raw_requests() {
  static const Rows all = [] {
    Rows rows;
    add_accepted(rows);
    add_transfer_encodings(rows);
    add_lengths(rows);
    add_hosts_and_lines(rows);
    add_fields(rows);
    add_chunks(rows);
    add_verdicts(rows);
    return rows;
  }();
  return all;
}

}  // namespace triaged::io::test

#include "io/connection.h"

#include <catch2/catch.hpp>
#include <random>

#include "unit/io/fake_wire.h"

namespace triaged::io::test {
namespace {

struct Outcome {
  std::vector<int> statuses;
  bool stays_open = false;
  int handled = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
  for (const int status : outcome.statuses) out << status << ' ';
  return out << (outcome.stays_open ? "open " : "closed ") << outcome.handled;
}

/// Plays the pieces, then asks whether the connection is still there.
Outcome play(const std::vector<std::string_view>& pieces) {
  RecordingHandler handler;
  FakeHost host(handler);
  for (const auto piece : pieces) host.arrive(piece);
  if (!host.ended()) host.arrive(kProbe);
  std::vector<int> statuses = statuses_of(host.wire->sent);
  const bool open = !statuses.empty() && statuses.back() == 204;
  if (open) statuses.pop_back();
  std::erase(statuses, 100);
  return {std::move(statuses), open, static_cast<int>(handler.requests().size())};
}

Outcome expected(const RawRequest& row) { return {row.statuses, row.stays_open, row.handled}; }

}  // namespace

TEST_CASE("each raw request has its one outcome", "[io][smuggling]") {
  REQUIRE(raw_requests().size() >= 60);
  for (const RawRequest& row : raw_requests()) {
    INFO(row.law);
    CHECK(play({row.raw}) == expected(row));
  }
}

TEST_CASE("the outcome does not depend on where the bytes are split", "[io][smuggling]") {
  for (const RawRequest& row : raw_requests()) {
    if (row.raw.size() > 600) continue;
    INFO(row.law);
    const std::string_view raw = row.raw;
    int wrong = 0;
    for (std::size_t at = 1; at < raw.size(); ++at) {
      wrong += play({raw.substr(0, at), raw.substr(at)}) == expected(row) ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("the outcome is the same byte by byte", "[io][smuggling]") {
  for (const RawRequest& row : raw_requests()) {
    if (row.raw.size() > 4000) continue;
    INFO(row.law);
    std::vector<std::string_view> bytes;
    for (std::size_t at = 0; at < row.raw.size(); ++at) {
      bytes.push_back(std::string_view(row.raw).substr(at, 1));
    }
    CHECK(play(bytes) == expected(row));
  }
}

TEST_CASE("a damaged request has one outcome, whole or byte by byte", "[io][smuggling]") {
  std::mt19937 random(20261123);
  const std::string_view spice = "\r\n\t :;,0aG\"{\x7f\x80";
  int differing = 0;
  for (const RawRequest& row : raw_requests()) {
    for (int round = 0; round < 20 && row.raw.size() < 600; ++round) {
      std::string raw = row.raw;
      for (int change = 0; change < 3; ++change) {
        const std::size_t at = random() % raw.size();
        const char c = spice[random() % spice.size()];
        if (random() % 3 == 0)
          raw.erase(at, 1);
        else if (random() % 2 == 0)
          raw.insert(at, 1, c);
        else
          raw[at] = c;
      }
      std::vector<std::string_view> bytes;
      for (std::size_t at = 0; at < raw.size(); ++at) {
        bytes.push_back(std::string_view(raw).substr(at, 1));
      }
      if (play({raw}) == play(bytes)) continue;
      ++differing;
      CAPTURE(raw, play({raw}), play(bytes));
      CHECK(differing == 0);
    }
  }
}

TEST_CASE("a body arrives as it was sent, whatever delimits it", "[io]") {
  RecordingHandler handler;
  FakeHost host(handler);
  host.arrive("POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Key:  v \r\nContent-Length: 5\r\n\r\nhello");
  host.arrive("POST /d HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  host.arrive("2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n");
  const auto requests = handler.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].url == "/a?b=c");
  CHECK(header(requests[0].headers, "x-key") == "v");
  CHECK(requests[0].body == "hello");
  CHECK(requests[0].peer == "peer");
  CHECK(requests[1].body == "hello");
  CHECK(host.budget.used() == 0);
}

TEST_CASE("an error before the body says what is wrong as JSON", "[io]") {
  RecordingHandler handler;
  FakeHost host(handler);
  host.arrive("GET / HTTP/1.1\r\n\r\n");
  CHECK(host.wire->sent ==
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: 51\r\n"
        "Connection: close\r\n\r\n{\"error\":\"bad-request\",\"reason\":\"Host is missing\"}\n");
  CHECK(host.wire->finished);
  CHECK_FALSE(host.wire->closed);  // what the client still sends is read, so that it sees the reply
  host.arrive(std::string(100000, 'x'));
  host.hang_up();
  CHECK(host.wire->closed);
  CHECK(host.refused == 1);
}

TEST_CASE("100 Continue is sent when the client waits for it and the body is wanted", "[io]") {
  RecordingHandler handler;
  const std::string fields = "Host: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  SECTION("wanted") {
    FakeHost host(handler);
    host.arrive("POST / HTTP/1.1\r\n" + fields);
    CHECK(host.wire->sent == "HTTP/1.1 100 Continue\r\n\r\n");
    host.arrive("ok");
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{100, 202});
  }
  SECTION("refused by the handler") {
    FakeHost host(handler);
    host.arrive("POST " + std::string(kForbiddenPath) + " HTTP/1.1\r\n" + fields);
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{401});
  }
  SECTION("HTTP/1.0 does not know it") {
    FakeHost host(handler);
    host.arrive("POST / HTTP/1.0\r\n" + fields);
    CHECK(host.wire->sent.empty());
  }
}

TEST_CASE("HEAD gets the head that GET would get", "[io]") {
  RecordingHandler handler;
  handler.answer = [](HttpRequest, const Respond& respond) {
    HttpReply reply;
    reply.body = "hello";
    respond(reply);
  };
  FakeHost host(handler);
  host.arrive("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(host.wire->sent == "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
}

TEST_CASE("a reply goes out piece by piece when the client takes it slowly", "[io]") {
  RecordingHandler handler;
  const std::string body(100000, 'b');
  handler.answer = [&](HttpRequest, const Respond& respond) {
    HttpReply reply;
    reply.body = body;
    respond(reply);
  };
  FakeHost host(handler);
  host.wire->room = 10;
  host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(host.wire->sent.size() == 10);
  while (host.wire->writer) host.take(777);
  CHECK(host.wire->sent.substr(host.wire->sent.size() - body.size()) == body);
  CHECK_FALSE(host.ended());
}

TEST_CASE("each phase has its own deadline", "[io]") {
  RecordingHandler handler;
  handler.body_limit = 1000;
  ServerLimits limits;
  FakeHost host(handler, limits);
  const auto expire_after = [&](Duration limit) {
    CHECK(host.connection->deadline() == host.time + limit);
    host.connection->expire();
  };
  SECTION("a silent connection just ends") {
    expire_after(limits.idle_deadline);
    CHECK(host.wire->sent.empty());
    CHECK(host.forgotten);
  }
  SECTION("a slow head gets 408") {
    host.arrive("GET / HT");
    expire_after(limits.header_deadline);
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{408});
  }
  SECTION("more of the head does not move its deadline") {
    host.arrive("GET / HT");
    host.time += std::chrono::seconds(5);
    host.arrive("TP/1.1\r\n");
    CHECK(host.connection->deadline() ==
          host.time + limits.header_deadline - std::chrono::seconds(5));
  }
  SECTION("a slow body gets 408") {
    host.arrive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n1234");
    expire_after(limits.body_deadline);
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{408});
    CHECK(host.budget.used() == 0);
  }
  SECTION("a client that does not take the reply is dropped") {
    host.wire->room = 3;
    host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    expire_after(limits.body_deadline);
    CHECK(host.forgotten);
  }
  SECTION("the handler has no deadline") {
    Respond kept;
    handler.answer = [&](HttpRequest, Respond respond) { kept = std::move(respond); };
    host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(host.connection->deadline() == Connection::Time::max());
  }
  SECTION("an empty line after a request is not the start of the next one") {
    host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    host.arrive("\r\n");
    expire_after(limits.idle_deadline);
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{202});
  }
}

TEST_CASE("a body waits for the budget, then goes on or gets 503", "[io]") {
  RecordingHandler handler;
  handler.body_limit = 1000;
  ServerLimits limits;
  limits.in_flight_bytes = 1000;
  FakeHost host(handler, limits);
  REQUIRE(host.budget.take(995));
  host.arrive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\n\r\n");
  CHECK(host.held.size() == 1);
  CHECK(host.connection->deadline() == host.time + limits.hold);
  CHECK_FALSE(host.connection->resume_body());

  SECTION("room in time") {
    host.budget.give(1);
    CHECK(host.connection->resume_body());
    CHECK(host.budget.used() == 1000);
    host.arrive("123456");
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{202});
    CHECK(host.budget.used() == 994);
    CHECK(host.budget_freed);
  }
  SECTION("no room in time") {
    host.connection->expire();
    CHECK(statuses_of(host.wire->sent) == std::vector<int>{503});
    CHECK(host.wire->sent.find("Retry-After: 1\r\n") != std::string::npos);
    CHECK(handler.requests().empty());
  }
}

TEST_CASE("a body larger than the whole budget is too large, not too early", "[io]") {
  RecordingHandler handler;
  handler.body_limit = 1000;
  ServerLimits limits;
  limits.in_flight_bytes = 100;
  FakeHost host(handler, limits);
  host.arrive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n");
  CHECK(statuses_of(host.wire->sent) == std::vector<int>{413});
}

TEST_CASE("bytes count as in flight until the reply is given", "[io]") {
  RecordingHandler handler;
  Respond kept;
  handler.answer = [&](HttpRequest, Respond respond) { kept = std::move(respond); };
  FakeHost host(handler);
  host.arrive("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(host.budget.used() == 5);
  kept({});
  host.settle();
  CHECK(host.budget.used() == 0);
}

TEST_CASE("the first answer counts", "[io]") {
  RecordingHandler handler;
  handler.answer = [&](HttpRequest, const Respond& respond) {
    respond({201, {}, ""});
    respond({500, {}, ""});
  };
  FakeHost host(handler);
  host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(statuses_of(host.wire->sent) == std::vector<int>{201});
}

TEST_CASE("a request that the handler forgets gets a 500", "[io]") {
  RecordingHandler handler;
  handler.answer = [](HttpRequest, const Respond&) {};
  FakeHost host(handler);
  host.arrive("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(statuses_of(host.wire->sent) == std::vector<int>{500});
}

TEST_CASE("an event stream sends what is pushed and ends with its sink", "[io]") {
  RecordingHandler handler;
  std::shared_ptr<EventSink> sink;
  handler.stream = [&](std::shared_ptr<EventSink> given) { sink = std::move(given); };
  FakeHost host(handler);
  host.arrive("GET /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  REQUIRE(sink);
  CHECK(host.wire->sent.find("Content-Type: text/event-stream\r\n") != std::string::npos);
  CHECK(sink->push("data: 1\n\n"));
  host.settle();
  CHECK(host.wire->sent.substr(host.wire->sent.size() - 13) == "\r\n\r\ndata: 1\n\n");

  SECTION("the sink goes away") {
    CHECK(sink->push("data: 2\n\n"));
    sink = nullptr;
    host.settle();
    CHECK(host.wire->sent.substr(host.wire->sent.size() - 9) == "data: 2\n\n");
    CHECK(host.wire->finished);
  }
  SECTION("the client goes away") {
    host.hang_up();
    CHECK_FALSE(sink->push("data: 2\n\n"));
  }
  SECTION("a client that reads nothing is dropped at 256 KiB") {
    host.wire->room = 0;
    const std::string kilobyte(1024, 'x');
    for (int i = 0; i < 256; ++i) {
      CHECK(sink->push(kilobyte));
      if (i % 7 == 0) host.settle();
    }
    CHECK_FALSE(sink->push("x"));
    CHECK_FALSE(sink->push("x"));
    host.take(1);
    CHECK(host.forgotten);
  }
  SECTION("a slow client gets everything in order") {
    host.wire->room = 1;
    std::string all;
    for (int i = 0; i < 100; ++i) {
      const std::string event = "data: " + std::to_string(i) + "\n\n";
      all += event;
      CHECK(sink->push(event));
      host.settle();
      host.take(5);
    }
    while (host.wire->writer) host.take(50);
    CHECK(host.wire->sent.find(all) != std::string::npos);
  }
}

}  // namespace triaged::io::test

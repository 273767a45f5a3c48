#include "io/http_server.h"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <condition_variable>
#include <ctime>
#include <optional>
#include <thread>

#include "unit/io/recording_handler.h"
#include "unit/io/socket_client.h"

namespace triaged::io::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

const std::string kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::string post(std::size_t length) {
  return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
}

struct TestServer {
  explicit TestServer(const ServerLimits& limits = {}) : server(make_http_server(handler, limits)) {
    address = server->listen("127.0.0.1:0").value();
    server->start();
  }

  /// Waits until the statistics satisfy `check`.
  template <class Check>
  bool eventually(Check check) {
    for (int i = 0; i < 300; ++i) {
      if (check(server->stats())) return true;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }

  RecordingHandler handler;
  std::unique_ptr<HttpServer> server;
  std::string address;
};

/// Replies that are given later, by the test's thread.
class Shelf {
 public:
  void put(Respond respond) {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::move(respond));
    arrived_.notify_all();
  }
  std::vector<Respond> take(std::size_t count) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, std::chrono::seconds(3), [&] { return kept_.size() >= count; });
    return std::exchange(kept_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Respond> kept_;
};

milliseconds elapsed(Clock::time_point since) {
  return std::chrono::duration_cast<milliseconds>(Clock::now() - since);
}

}  // namespace

TEST_CASE("each raw request has the same outcome over TCP", "[io][smuggling]") {
  TestServer here;
  std::size_t handled = 0;
  for (const RawRequest& row : raw_requests()) {
    INFO(row.law);
    SocketClient client(here.address);
    client.send(row.raw);
    if (row.stays_open) client.send(kProbe);
    std::vector<int> statuses = statuses_of(client.receive());
    CHECK(client.ended());
    const bool open = !statuses.empty() && statuses.back() == 204;
    if (open) statuses.pop_back();
    CHECK(open == row.stays_open);
    CHECK(statuses == row.statuses);
    handled += static_cast<std::size_t>(row.handled);
    client.close();
    CHECK(here.handler.requests().size() == handled);
    handled = here.handler.requests().size();
  }
  CHECK(here.eventually([](const ServerStats& stats) { return stats.connections == 0; }));
  CHECK(here.server->stats().in_flight_bytes == 0);
}

TEST_CASE("a refused smuggler never reaches the handler, however the bytes arrive",
          "[io][smuggling]") {
  TestServer here;
  const std::string raw =
      "POST /hook HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"
      "POST /-/quit HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
  for (std::size_t at = 1; at < raw.size(); at += 7) {
    SocketClient client(here.address);
    client.send(std::string_view(raw).substr(0, at));
    client.send(std::string_view(raw).substr(at));
    CHECK(statuses_of(client.receive()) == std::vector<int>{400});
    CHECK(client.ended());
  }
  CHECK(here.handler.heads == 0);
}

TEST_CASE("a large body arrives whole, with a length or in chunks", "[io][limits]") {
  TestServer here;
  here.handler.body_limit = 8U << 20;
  std::string body;
  for (int i = 0; body.size() < (4U << 20); ++i) body += std::to_string(i) + ",";
  SocketClient client(here.address);
  client.send(post(body.size()));
  client.send(body);
  CHECK(statuses_of(client.receive(std::chrono::seconds(3), "\r\n\r\n")) == std::vector<int>{202});
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n");
  client.send(body.substr(0, 0x400000));
  client.send("\r\n0\r\n\r\n");
  CHECK(statuses_of(client.receive(std::chrono::seconds(3), "\r\n\r\n")) == std::vector<int>{202});
  const auto requests = here.handler.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].body == body);
  CHECK(requests[1].body == body.substr(0, 0x400000));
  CHECK(requests[0].peer == "127.0.0.1");
}

TEST_CASE("a client that sends a refused body still sees why", "[io][limits]") {
  TestServer here;
  SocketClient client(here.address);
  client.send(post(1U << 20));
  client.send(std::string(1U << 20, 'x'));
  CHECK(statuses_of(client.receive()) == std::vector<int>{413});
  CHECK(client.ended());
}

TEST_CASE("replies given by another thread reach their own requests", "[io]") {
  Shelf shelf;
  TestServer here;
  here.handler.answer = [&](HttpRequest request, const Respond& respond) {
    shelf.put([respond, url = request.url](HttpReply reply) {
      reply.body = url;
      respond(std::move(reply));
    });
  };
  std::vector<SocketClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(here.address);
    clients.back().send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
  }
  std::size_t answered = 0;
  while (answered < clients.size()) {
    const auto batch = shelf.take(1);
    REQUIRE_FALSE(batch.empty());
    for (const Respond& respond : batch) respond({});
    answered += batch.size();
  }
  for (std::size_t i = 0; i < clients.size(); ++i) {
    const std::string expected = "\r\n\r\n/" + std::to_string(i);
    CHECK(clients[i].receive(std::chrono::seconds(3), expected).find(expected) !=
          std::string::npos);
  }
}

TEST_CASE("pipelined requests are answered in order, one at a time", "[io]") {
  Shelf shelf;
  TestServer here;
  here.handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  SocketClient client(here.address);
  client.send(kGet + kGet + kGet);
  for (const int status : {200, 201, 202}) {
    const auto waiting = shelf.take(1);
    REQUIRE(waiting.size() == 1);
    waiting[0]({status, {}, ""});
  }
  CHECK(statuses_of(client.receive(milliseconds(200))) == std::vector<int>{200, 201, 202});
}

TEST_CASE("over the byte budget a body is held, then answered 503", "[io][limits]") {
  Shelf shelf;
  ServerLimits limits;
  limits.in_flight_bytes = 1000;
  limits.hold = milliseconds(300);
  TestServer here(limits);
  here.handler.body_limit = 1000;
  here.handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  SocketClient first(here.address);
  first.send(post(900) + std::string(900, 'x'));
  const auto waiting = shelf.take(1);
  REQUIRE(waiting.size() == 1);
  CHECK(here.server->stats().in_flight_bytes == 900);

  const auto sent_at = Clock::now();
  SocketClient second(here.address);
  second.send(post(101) + std::string(101, 'x'));

  SECTION("nothing gets free") {
    const std::string reply = second.receive();
    CHECK(statuses_of(reply) == std::vector<int>{503});
    CHECK(reply.find("Retry-After: 1\r\n") != std::string::npos);
    CHECK(reply.find("\"error\":\"overload\"") != std::string::npos);
    CHECK(second.ended());
    CHECK(elapsed(sent_at) >= milliseconds(290));
    CHECK(elapsed(sent_at) < milliseconds(1000));
    CHECK(here.handler.requests().size() == 1);
  }
  SECTION("bytes get free in time") {
    std::this_thread::sleep_for(milliseconds(50));
    waiting[0]({});
    const auto later = shelf.take(1);
    REQUIRE(later.size() == 1);
    later[0]({});
    CHECK(statuses_of(second.receive(milliseconds(200))) == std::vector<int>{200});
  }
  SECTION("a small body passes a large one that waits") {
    SocketClient third(here.address);
    third.send(post(100) + std::string(100, 'x'));
    const auto small = shelf.take(1);
    REQUIRE(small.size() == 1);
    small[0]({});
    CHECK(statuses_of(third.receive(milliseconds(200), "\r\n\r\n")) == std::vector<int>{200});
  }
}

TEST_CASE("announced lengths alone do not use the budget up", "[io][limits]") {
  ServerLimits limits;
  limits.in_flight_bytes = 4U << 20;
  TestServer here(limits);
  here.handler.body_limit = 2U << 20;
  std::vector<SocketClient> liars;
  for (int i = 0; i < 8; ++i) {
    liars.emplace_back(here.address);
    liars.back().send(post(2U << 20) + "x");
  }
  CHECK(here.eventually([](const ServerStats& stats) { return stats.connections == 8; }));
  SocketClient honest(here.address);
  const std::string body(1U << 20, 'x');
  honest.send(post(body.size()) + body);
  CHECK(statuses_of(honest.receive(milliseconds(1500), "\r\n\r\n")) == std::vector<int>{202});
}

TEST_CASE("slow clients are cut off", "[io][slow-clients]") {
  ServerLimits limits;
  limits.header_deadline = milliseconds(200);
  limits.body_deadline = milliseconds(300);
  limits.idle_deadline = milliseconds(400);
  TestServer here(limits);
  const auto start = Clock::now();
  SocketClient silent(here.address);
  SocketClient slow_head(here.address);
  SocketClient slow_body(here.address);
  slow_body.send(post(10) + "x");
  for (int i = 0; i < 10; ++i) {
    slow_head.send(std::string_view("GET / HTTP/1.1").substr(static_cast<std::size_t>(i), 1));
    std::this_thread::sleep_for(milliseconds(15));
  }
  CHECK(statuses_of(slow_head.receive()) == std::vector<int>{408});
  CHECK(slow_head.ended());
  CHECK(elapsed(start) >= milliseconds(200));
  CHECK(statuses_of(slow_body.receive()) == std::vector<int>{408});
  CHECK(silent.receive().empty());
  CHECK(silent.ended());
  CHECK(elapsed(start) < milliseconds(1500));
}

TEST_CASE("one peer cannot have all connections", "[io][slow-clients]") {
  ServerLimits limits;
  limits.connections_per_peer = 3;
  TestServer here(limits);
  std::vector<SocketClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(here.address);
    clients.back().send("GET");
  }
  REQUIRE(here.eventually([](const ServerStats& stats) { return stats.connections == 3; }));
  SocketClient fourth(here.address);
  CHECK(statuses_of(fourth.receive()) == std::vector<int>{503});
  CHECK(fourth.ended());
  clients.pop_back();
  REQUIRE(here.eventually([](const ServerStats& stats) { return stats.connections == 2; }));
  SocketClient fifth(here.address);
  fifth.send(kGet);
  CHECK(statuses_of(fifth.receive(milliseconds(500), "\r\n\r\n")) == std::vector<int>{202});
}

TEST_CASE("when all connections are taken an idle one gives way, a busy one does not",
          "[io][slow-clients]") {
  ServerLimits limits;
  limits.connections = 2;
  TestServer here(limits);
  SocketClient busy(here.address);
  busy.send("GET / HTTP/1.1\r\n");
  SocketClient idle(here.address);
  idle.send(kGet);
  CHECK(statuses_of(idle.receive(milliseconds(500), "\r\n\r\n")) == std::vector<int>{202});
  SocketClient third(here.address);
  third.send("GET / HTTP/1.1\r\n");
  CHECK(idle.receive().empty());
  CHECK(idle.ended());
  SocketClient fourth(here.address);
  CHECK(statuses_of(fourth.receive()) == std::vector<int>{503});
  busy.send("Host: h\r\n\r\n");
  CHECK(statuses_of(busy.receive(milliseconds(500), "\r\n\r\n")) == std::vector<int>{202});
}

TEST_CASE("without descriptors the server neither spins nor stops, and gives up idle clients",
          "[io][descriptors]") {
  TestServer here;
  SocketClient idle(here.address);
  idle.send(kGet);
  idle.receive(milliseconds(500), "\r\n\r\n");
  rlimit old{};
  getrlimit(RLIMIT_NOFILE, &old);
  const int next = dup(0);
  ::close(next);
  rlimit tight = old;
  tight.rlim_cur = static_cast<rlim_t>(next + 1);
  setrlimit(RLIMIT_NOFILE, &tight);
  SocketClient last(here.address);  // takes the last descriptor; accepting it needs another
  last.send(kGet);
  const clock_t before = clock();
  const std::string reply = last.receive(milliseconds(1500), "\r\n\r\n");
  const clock_t used = clock() - before;
  setrlimit(RLIMIT_NOFILE, &old);
  CHECK(statuses_of(reply) == std::vector<int>{202});
  CHECK(used < CLOCKS_PER_SEC / 20);
  CHECK(idle.receive().empty());
  CHECK(idle.ended());
}

TEST_CASE("stopping lets requests in progress finish", "[io]") {
  Shelf shelf;
  TestServer here;
  here.handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  SocketClient idle(here.address);
  SocketClient busy(here.address);
  busy.send(kGet);
  const auto waiting = shelf.take(1);
  REQUIRE(waiting.size() == 1);
  std::thread stopper([&] { here.server->stop(std::chrono::seconds(3)); });
  CHECK(idle.receive().empty());
  CHECK(idle.ended());
  CHECK_THROWS(SocketClient(here.address));
  waiting[0]({});
  const std::string reply = busy.receive();
  CHECK(statuses_of(reply) == std::vector<int>{200});
  CHECK(reply.find("Connection: close\r\n") != std::string::npos);
  CHECK(busy.ended());
  stopper.join();
}

TEST_CASE("stopping does not wait longer than the grace", "[io]") {
  Shelf shelf;
  auto here = std::make_unique<TestServer>();
  here->handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  SocketClient busy(here->address);
  busy.send(kGet);
  const auto waiting = shelf.take(1);
  REQUIRE(waiting.size() == 1);
  const auto start = Clock::now();
  here->server->stop(milliseconds(100));
  CHECK(elapsed(start) < milliseconds(1000));
  CHECK(busy.receive().empty());
  here = nullptr;
  waiting[0]({});  // too late, and harmless
}

TEST_CASE("a reply to a client that has gone is harmless", "[io][descriptors]") {
  Shelf shelf;
  TestServer here;
  here.handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  for (int i = 0; i < 20; ++i) {
    SocketClient client(here.address);
    client.send(kGet);
    const auto waiting = shelf.take(1);
    REQUIRE(waiting.size() == 1);
    const linger hard{1, 0};
    setsockopt(client.descriptor(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    client.close();
    waiting[0]({200, {}, std::string(100000, 'x')});
  }
  CHECK(here.eventually([](const ServerStats& stats) { return stats.connections == 0; }));
}

TEST_CASE("an event stream over TCP", "[io]") {
  std::mutex mutex;
  std::shared_ptr<EventSink> sink;
  TestServer here;
  here.handler.stream = [&](std::shared_ptr<EventSink> given) {
    const std::lock_guard lock(mutex);
    sink = std::move(given);
  };
  SocketClient client(here.address);
  client.send("GET /stream HTTP/1.1\r\nHost: h\r\nAccept: text/event-stream\r\n\r\n");
  CHECK(client.receive(milliseconds(500), "\r\n\r\n").find("text/event-stream") !=
        std::string::npos);
  std::shared_ptr<EventSink> ours;
  {
    const std::lock_guard lock(mutex);
    ours = std::move(sink);
  }
  REQUIRE(ours);
  for (int i = 0; i < 1000; ++i) CHECK(ours->push("id: " + std::to_string(i) + "\n\n"));
  const std::string got = client.receive(milliseconds(500), "id: 999\n\n");
  CHECK(got.size() == 10 * 7 + 90 * 8 + 900 * 9);

  SECTION("the client leaves") {
    client.close();
    bool alive = true;
    for (int i = 0; i < 100 && alive; ++i) {
      std::this_thread::sleep_for(milliseconds(10));
      alive = ours->push(": still there?\n\n");
    }
    CHECK_FALSE(alive);
  }
  SECTION("the app ends it") {
    ours = nullptr;
    CHECK(client.receive().empty());
    CHECK(client.ended());
  }
  SECTION("the client stops reading") {
    bool alive = true;
    for (int i = 0; i < 20000 && alive; ++i) alive = ours->push(std::string(1024, 'x'));
    CHECK_FALSE(alive);
  }
  SECTION("the server stops") {
    here.server->stop(std::chrono::seconds(2));
    CHECK_FALSE(ours->push("x"));
  }
}

TEST_CASE("a listening socket can be taken over", "[io][socket-activation]") {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0);
  RecordingHandler handler;
  const auto server = make_http_server(handler, {});
  CHECK(server->adopt(fd).error().code == "bad-descriptor");  // not listening yet
  REQUIRE(listen(fd, 10) == 0);
  const auto address = server->adopt(fd);
  REQUIRE(address.has_value());
  SocketClient early(*address);  // connects before the server runs
  early.send(kGet);
  server->start();
  CHECK(statuses_of(early.receive(milliseconds(500), "\r\n\r\n")) == std::vector<int>{202});
  CHECK(server->adopt(-1).has_error());
}

TEST_CASE("an address that cannot be listened on is an error with a reason", "[io]") {
  TestServer here;
  RecordingHandler handler;
  const auto second = make_http_server(handler, {});
  CHECK(second->listen(here.address).error().code == "listen-failed");
  CHECK(second->listen("example.org:80").error().code == "bad-address");
  CHECK(second->listen("127.0.0.1:0").has_value());
}

TEST_CASE("many clients at once, replies from another thread", "[io]") {
  Shelf shelf;
  TestServer here;
  here.handler.answer = [&](HttpRequest, const Respond& respond) { shelf.put(respond); };
  std::atomic<bool> stop{false};
  std::thread loop([&] {
    while (!stop) {
      for (const Respond& respond : shelf.take(1)) respond({202, {}, "{}"});
    }
  });
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        SocketClient client(here.address);
        for (int j = 0; j < 10; ++j) {
          client.send(post(5) + "hello");
          if (statuses_of(client.receive(std::chrono::seconds(3), "{}")).size() == 1) ++good;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  stop = true;
  shelf.put([](HttpReply) {});
  loop.join();
  CHECK(good == 800);
  CHECK(here.server->stats().requests == 800);
}

}  // namespace triaged::io::test

#include "io/http_client.h"

#include <dlfcn.h>
#include <netdb.h>

#include <catch2/catch.hpp>
#include <future>

#include "unit/io/recording_handler.h"
#include "unit/io/scripted_server.h"
#include "unit/io/tls_server.h"

namespace {

/// How long a name server that never answers keeps getaddrinfo() busy.
constexpr auto kDnsPatience = std::chrono::seconds(3);

}  // namespace

/// Stands before the C library's: libcurl's resolver threads come here, so that no test depends on
/// a name server.
extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  const std::string_view host = name ? name : "";
  if (host == "silent.test") {
    std::this_thread::sleep_for(kDnsPatience);
    return EAI_AGAIN;
  }
  if (host == "unknown.test") return EAI_NONAME;
  using Function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
  static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return real(name, service, hints, result);
}

namespace triaged::io::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

HttpRequest request_to(const std::string& url, const std::string& method = "POST") {
  HttpRequest request;
  request.method = method;
  request.url = url;
  request.headers = {{"Authorization", "Bearer xoxb-canary"}, {"Content-Type", "text/plain"}};
  if (method == "POST") request.body = "hello";
  return request;
}

std::future<Transfer> begin(HttpClient& client, HttpRequest request,
                            Duration timeout = milliseconds(2000)) {
  auto promise = std::make_shared<std::promise<Transfer>>();
  std::future<Transfer> future = promise->get_future();
  client.send(std::move(request), timeout,
              [promise](Transfer transfer) { promise->set_value(std::move(transfer)); });
  return future;
}

Transfer exchange(HttpRequest request, Duration timeout = milliseconds(2000),
                  const ClientOptions& options = {}) {
  const auto client = make_http_client(options);
  return begin(*client, std::move(request), timeout).get();
}

struct OwnServer {
  OwnServer() : server(make_http_server(handler, {})) {
    url = "http://" + server->listen("127.0.0.1:0").value();
    server->start();
  }
  RecordingHandler handler;
  std::unique_ptr<HttpServer> server;
  std::string url;
};

}  // namespace

TEST_CASE("a transfer carries the request out and the reply back", "[io]") {
  OwnServer here;
  here.handler.answer = [](HttpRequest request, const Respond& respond) {
    respond({request.url == "/busy" ? 503 : 200, {{"X-Seen", request.method}}, request.body});
  };
  const auto client = make_http_client({});

  SECTION("POST") {
    const Transfer transfer = begin(*client, request_to(here.url + "/a?b=c")).get();
    CHECK(transfer.reached);
    CHECK(transfer.complete);
    CHECK(transfer.error.empty());
    CHECK(transfer.reply.status == 200);
    CHECK(transfer.reply.body == "hello");
    CHECK(header(transfer.reply.headers, "x-seen") == "POST");
    const HttpRequest seen = here.handler.requests().at(0);
    CHECK(seen.url == "/a?b=c");
    CHECK(header(seen.headers, "Authorization") == "Bearer xoxb-canary");
    CHECK(header(seen.headers, "Content-Type") == "text/plain");
    CHECK(header(seen.headers, "Expect").empty());
  }
  SECTION("other methods") {
    for (const std::string method : {"GET", "PUT", "DELETE", "PATCH"}) {
      const Transfer transfer = begin(*client, request_to(here.url, method)).get();
      CHECK(transfer.complete);
      CHECK(here.handler.requests().back().method == method);
    }
    const Transfer transfer = begin(*client, request_to(here.url, "HEAD")).get();
    CHECK(transfer.complete);
    CHECK(transfer.reply.body.empty());
  }
  SECTION("an unwelcome status is still a complete transfer") {
    const Transfer transfer = begin(*client, request_to(here.url + "/busy")).get();
    CHECK(transfer.complete);
    CHECK(transfer.reply.status == 503);
  }
  SECTION("a body with every byte") {
    here.handler.body_limit = 4U << 20;
    HttpRequest request = request_to(here.url);
    request.body.clear();
    for (int i = 0; i < 2'000'000; ++i) request.body += static_cast<char>(i * 7 % 256);
    ClientOptions roomy;
    roomy.reply_bytes = 4U << 20;
    const Transfer transfer = exchange(request, milliseconds(3000), roomy);
    CHECK(transfer.complete);
    CHECK(transfer.reply.body == request.body);
  }
}

TEST_CASE("connections are used again", "[io]") {
  OwnServer here;
  const auto client = make_http_client({});
  for (int i = 0; i < 20; ++i) REQUIRE(begin(*client, request_to(here.url)).get().complete);
  CHECK(here.server->stats().connections == 1);
}

TEST_CASE("a host gets no more connections than allowed, and all requests arrive", "[io]") {
  OwnServer here;
  ClientOptions options;
  options.connections_per_host = 2;
  const auto client = make_http_client(options);
  std::vector<std::future<Transfer>> transfers;
  for (int i = 0; i < 50; ++i) transfers.push_back(begin(*client, request_to(here.url)));
  for (auto& transfer : transfers) CHECK(transfer.get().complete);
  CHECK(here.server->stats().connections <= 2);
  CHECK(here.handler.requests().size() == 50);
}

TEST_CASE("who waits for a connection longer than its timeout was never sent", "[io][unreached]") {
  const ScriptedServer mute([](int, int fd) { ScriptedServer::wait_for_end(fd); });
  OwnServer here;
  ClientOptions options;
  options.connections_per_host = 1;
  const auto client = make_http_client(options);
  auto first = begin(*client, request_to(mute.url()), milliseconds(600));
  auto second = begin(*client, request_to(mute.url()), milliseconds(200));
  CHECK(begin(*client, request_to(here.url)).get().complete);  // another host is not concerned
  CHECK_FALSE(second.get().reached);
  CHECK(first.wait_for(milliseconds(0)) == std::future_status::timeout);
  CHECK(first.get().reached);
}

TEST_CASE("what never reached anybody says so", "[io][unreached]") {
  SECTION("nobody listens") {
    std::string url;
    {
      const ScriptedServer gone([](int, int) {});
      url = gone.url();
    }
    const Transfer transfer = exchange(request_to(url));
    CHECK_FALSE(transfer.reached);
    CHECK_FALSE(transfer.complete);
    CHECK_FALSE(transfer.error.empty());
  }
  SECTION("the name does not exist") {
    CHECK_FALSE(exchange(request_to("http://unknown.test/")).reached);
  }
  SECTION("the TLS handshake fails") {
    const ScriptedServer plain([](int, int fd) { ScriptedServer::reply(fd, "what?\n"); });
    CHECK_FALSE(exchange(request_to(plain.url("/", "https"))).reached);
  }
  SECTION("the TLS handshake never ends") {
    const ScriptedServer mute([](int, int fd) { ScriptedServer::wait_for_end(fd); });
    CHECK_FALSE(exchange(request_to(mute.url("/", "https")), milliseconds(200)).reached);
  }
  SECTION("other protocols") {
    for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/", ""}) {
      const Transfer transfer = exchange(request_to(url));
      CHECK_FALSE(transfer.reached);
      CHECK(transfer.reply.body.empty());
    }
  }
  SECTION("a proxy that refuses the tunnel") {
    const ScriptedServer proxy([](int, int fd) {
      ScriptedServer::read_request(fd);
      ScriptedServer::reply(fd, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    });
    ClientOptions options;
    options.proxy = proxy.url();
    CHECK_FALSE(exchange(request_to("https://example.test/"), milliseconds(2000), options).reached);
  }
}

TEST_CASE("what may have been acted on is reached but not complete", "[io][ambiguous]") {
  const auto ambiguous = [](const ScriptedServer::Script& script, Duration timeout) {
    const ScriptedServer server(script);
    const Transfer transfer = exchange(request_to(server.url()), timeout);
    CHECK(transfer.reached);
    CHECK_FALSE(transfer.complete);
    CHECK_FALSE(transfer.error.empty());
    return transfer;
  };
  const Duration patience = milliseconds(2000);
  SECTION("the server never answers") {
    const auto start = Clock::now();
    ambiguous([](int, int fd) { ScriptedServer::wait_for_end(fd); }, milliseconds(200));
    CHECK(Clock::now() - start < milliseconds(1000));
  }
  SECTION("the server closes without a reply") {
    ambiguous([](int, int fd) { ScriptedServer::read_request(fd, 5); }, patience);
  }
  SECTION("the server resets after reading") {
    const auto script = [](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reset(fd);
    };
    ambiguous(script, patience);
  }
  SECTION("the connection is reset in the middle of the reply") {
    const auto script = [](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
      ScriptedServer::reset(fd);
    };
    CHECK(ambiguous(script, patience).reply.status == 200);
  }
  SECTION("the reply ends too early") {
    const auto script = [](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    };
    ambiguous(script, patience);
  }
  SECTION("the reply is not HTTP") {
    const auto script = [](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reply(fd, "what?\r\n\r\n");
    };
    ambiguous(script, patience);
  }
  SECTION("the reply trickles for longer than the timeout") {
    const auto script = [](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
      for (int i = 0; i < 40; ++i) {
        ScriptedServer::reply(fd, "x");
        std::this_thread::sleep_for(milliseconds(20));
      }
    };
    ambiguous(script, milliseconds(300));
  }
}

TEST_CASE("nothing is sent to a server that cannot prove who it is", "[io][tls]") {
  const auto to = [](const TlsServer& server, const std::string& ca_file) {
    ClientOptions options;
    options.ca_file = ca_file;
    return exchange(request_to(server.url()), milliseconds(2000), options);
  };
  const TlsServer good("IP:127.0.0.1");
  const Transfer transfer = to(good, good.ca_file());
  CHECK(transfer.complete);
  CHECK(transfer.reply.body == "ok");

  const TlsServer other("IP:127.0.0.2,DNS:localhost");
  const TlsServer expired("IP:127.0.0.1", -1);
  for (const Transfer& refused :
       {to(other, other.ca_file()), to(expired, expired.ca_file()), to(other, good.ca_file()),
        to(other, ""), to(other, "/nonexistent.pem")}) {
    CHECK_FALSE(refused.reached);
    CHECK_FALSE(refused.complete);
    CHECK_FALSE(refused.error.empty());
  }
  CHECK(other.received() == 0);
  CHECK(expired.received() == 0);
}

TEST_CASE("a reply over the limit is cut off, with a length or without", "[io]") {
  ClientOptions options;
  options.reply_bytes = 1000;
  const auto with = [&](const std::string& head, std::size_t size) {
    const ScriptedServer server([&](int, int fd) {
      ScriptedServer::read_request(fd, 5);
      ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\n" + head + "\r\n" + std::string(size, 'x'));
    });
    return exchange(request_to(server.url()), milliseconds(2000), options);
  };
  CHECK(with("Content-Length: 1000\r\n", 1000).complete);
  CHECK_FALSE(with("Content-Length: 1001\r\n", 1001).complete);
  CHECK(with("Connection: close\r\n", 1000).complete);
  const Transfer endless = with("Connection: close\r\n", 10'000'000);
  CHECK(endless.reached);
  CHECK_FALSE(endless.complete);
  CHECK(endless.reply.status == 200);
  CHECK(endless.reply.body.size() <= 1000);
  CHECK(endless.error == "the reply is too large");
  CHECK_FALSE(with("X: " + std::string(90'000, 'x') + "\r\n", 0).complete);
}

TEST_CASE("redirects are not followed and interim replies are not the reply", "[io]") {
  const ScriptedServer server([](int, int fd) {
    ScriptedServer::read_request(fd, 5);
    ScriptedServer::reply(
        fd,
        "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
  });
  const Transfer transfer = exchange(request_to(server.url()));
  CHECK(transfer.complete);
  CHECK(transfer.reply.status == 302);
  CHECK(header(transfer.reply.headers, "Location") == "/elsewhere");
  CHECK(header(transfer.reply.headers, "X-Early").empty());
}

TEST_CASE("a POST lost on a reused connection is not sent a second time", "[io][ambiguous]") {
  std::atomic<int> seen{0};
  const ScriptedServer server([&](int number, int fd) {
    if (ScriptedServer::read_request(fd, 5).empty()) return;
    ++seen;
    ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    if (number > 0) return;
    if (!ScriptedServer::read_request(fd, 5).empty()) ++seen;  // acted on, but never answered
  });
  const auto client = make_http_client({});
  CHECK(begin(*client, request_to(server.url())).get().complete);
  const Transfer second = begin(*client, request_to(server.url())).get();
  CHECK(second.reached);
  CHECK_FALSE(second.complete);
  CHECK(seen == 2);
}

TEST_CASE("a silent name server delays its own request only", "[io][unreached]") {
  OwnServer here;
  const auto client = make_http_client({});
  REQUIRE(begin(*client, request_to(here.url)).get().complete);
  const auto start = Clock::now();
  auto stuck = begin(*client, request_to("http://silent.test/"), milliseconds(300));
  for (int i = 0; i < 40; ++i) {
    const auto sent = Clock::now();
    CHECK(begin(*client, request_to(here.url)).get().complete);
    CHECK(Clock::now() - sent < milliseconds(250));
    std::this_thread::sleep_for(milliseconds(10));
  }
  const Transfer transfer = stuck.get();
  CHECK_FALSE(transfer.reached);
  CHECK(Clock::now() - start < milliseconds(1500));

  auto stuck_at_end = begin(*client, request_to("http://silent.test/"), milliseconds(5000));
  std::this_thread::sleep_for(milliseconds(20));
  const auto stop = Clock::now();
  client->stop(milliseconds(50));
  CHECK_FALSE(stuck_at_end.get().reached);
  CHECK(Clock::now() - stop < milliseconds(1000));
}

TEST_CASE("stopping gives every request its end", "[io]") {
  std::atomic<bool> hurry{false};
  const ScriptedServer server([&](int, int fd) {
    ScriptedServer::read_request(fd, 5);
    for (int i = 0; i < 100 && !hurry; ++i) std::this_thread::sleep_for(milliseconds(2));
    ScriptedServer::reply(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  auto client = make_http_client({});
  auto transfer = begin(*client, request_to(server.url()), milliseconds(5000));
  std::this_thread::sleep_for(milliseconds(50));

  SECTION("within the grace") {
    client->stop(milliseconds(3000));
    CHECK(transfer.get().complete);
  }
  SECTION("after the grace") {
    client->stop(milliseconds(20));
    const Transfer cut = transfer.get();
    CHECK(cut.reached);
    CHECK_FALSE(cut.complete);
    hurry = true;
  }
  SECTION("without a word") {
    client = nullptr;
    CHECK_FALSE(transfer.get().complete);
    hurry = true;
    return;
  }
  const Transfer late = begin(*client, request_to(server.url())).get();
  CHECK_FALSE(late.reached);
  CHECK_FALSE(late.error.empty());
}

TEST_CASE("a request that would break a header is not sent", "[io]") {
  OwnServer here;
  const auto refused = [&](const std::function<void(HttpRequest&)>& change) {
    HttpRequest request = request_to(here.url);
    change(request);
    const Transfer transfer = exchange(request);
    CHECK_FALSE(transfer.reached);
    CHECK(transfer.error == "the request is malformed");
  };
  refused([](HttpRequest& r) { r.headers.emplace_back("X", "a\r\nY: b"); });
  refused([](HttpRequest& r) { r.headers.emplace_back("X\nY", "a"); });
  refused([](HttpRequest& r) { r.headers.emplace_back("", "a"); });
  refused([](HttpRequest& r) { r.method = "GET /x HTTP/1.1\r\nX: "; });
  refused([](HttpRequest& r) { r.method = ""; });
  refused([](HttpRequest& r) { r.url += "/\r\nX: y"; });
  CHECK(here.handler.requests().empty());
}

TEST_CASE("no error text shows the URL or a token", "[io][secrets]") {
  std::vector<std::string> urls{"http://unknown.test/canary", "https://user:canary@127.0.0.1:1/",
                                "http://127.0.0.1:1/canary?canary", "canary://canary/canary",
                                "http://[canary/"};
  const ScriptedServer rude([](int, int fd) { ScriptedServer::read_request(fd, 5); });
  urls.push_back(rude.url("/canary"));
  for (const std::string& url : urls) {
    const Transfer transfer = exchange(request_to(url), milliseconds(500));
    CHECK_FALSE(transfer.error.empty());
    CHECK(transfer.error.find("canary") == std::string::npos);
  }
}

}  // namespace triaged::io::test

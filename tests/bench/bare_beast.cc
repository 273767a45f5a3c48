// bench_bare_beast PORT [THREADS]: the smallest Boost.Beast server that reads a POST and answers
// 202. The yardstick for requests/s: what HTTP alone costs. One io_context and one SO_REUSEPORT
// listener per thread, no timers, no strands. Runs until SIGTERM.
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace net = boost::asio;
using Tcp = net::ip::tcp;

constexpr uint64_t kBodyLimit = 32 * 1024 * 1024;

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(Tcp::socket socket) : socket_(std::move(socket)) {
    answer_.result(http::status::accepted);
    answer_.set(http::field::content_type, "application/json");
    answer_.body() = R"({"status":"accepted","seq":1})";
    answer_.prepare_payload();
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(kBodyLimit);
    http::async_read(socket_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code error, size_t) {
                       if (!error) self->write();
                     });
  }

 private:
  void write() {
    http::async_write(socket_, answer_,
                      [self = shared_from_this()](beast::error_code error, size_t) {
                        if (!error && self->parser_->keep_alive()) self->read();
                      });
  }

  Tcp::socket socket_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> answer_{http::status::accepted, 11};
};

class Listener {
 public:
  explicit Listener(uint16_t port) : acceptor_(io_) {
    acceptor_.open(Tcp::v4());
    const int on = 1;
    setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    acceptor_.bind({net::ip::address_v4::loopback(), port});
    acceptor_.listen();
  }

  void run() {
    accept();
    io_.run();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](beast::error_code error, Tcp::socket socket) {
      if (!error) serve(std::move(socket));
      accept();
    });
  }

  static void serve(Tcp::socket socket) {
    beast::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    std::make_shared<Session>(std::move(socket))->read();
  }

  net::io_context io_{1};
  Tcp::acceptor acceptor_;
};

int serve(uint16_t port, int threads) {
  std::vector<std::unique_ptr<Listener>> listeners;
  for (int i = 0; i < threads; ++i) listeners.push_back(std::make_unique<Listener>(port));
  std::vector<std::jthread> workers;
  for (auto& listener : listeners) workers.emplace_back([&listener] { listener->run(); });
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int port = argc > 1 ? std::atoi(argv[1]) : 0;
  const int threads = argc > 2 ? std::atoi(argv[2]) : 2;
  if (port < 1 || port > 65'535 || threads < 1 || threads > 64) {
    std::fprintf(stderr, "usage: bench_bare_beast PORT [THREADS]\n");
    return 2;
  }
  try {
    return serve(static_cast<uint16_t>(port), threads);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_bare_beast: %s\n", error.what());
    return 1;
  }
}

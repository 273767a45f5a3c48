#pragma once
// A connection without sockets and without time: the test says which bytes arrive, what the client
// takes and when a deadline passes.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "io/connection.h"
#include "unit/io/recording_handler.h"

namespace triaged::io::test {

class FakeWire final : public Wire {
 public:
  struct State {
    std::string unread;
    std::string coming;  ///< sent by the client, not yet asked for
    std::string sent;    ///< by us
    std::size_t room = std::string::npos;
    std::size_t asked = 0;
    std::shared_ptr<User> reader;
    std::shared_ptr<User> writer;
    bool finished = false;
    bool closed = false;
  };

  explicit FakeWire(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void receive(std::size_t most, std::shared_ptr<User> user) override {
    state_->asked = most;
    state_->reader = std::move(user);
  }
  std::string_view unread() const override { return state_->unread; }
  void consume(std::size_t bytes) override { state_->unread.erase(0, bytes); }
  std::optional<std::size_t> send(std::string_view first, std::string_view second) override {
    std::string all(first);
    all += second;
    const std::size_t taken = std::min(all.size(), state_->room);
    state_->sent += all.substr(0, taken);
    if (state_->room != std::string::npos) state_->room -= taken;
    return taken;
  }
  void wait_for_room(std::shared_ptr<User> user) override { state_->writer = std::move(user); }
  void finish_sending() override { state_->finished = true; }
  void close() override { state_->closed = true; }

 private:
  std::shared_ptr<State> state_;
};

/// A host with one connection.
class FakeHost final : public ConnectionHost {
 public:
  explicit FakeHost(RequestHandler& request_handler, const ServerLimits& server_limits = {})
      : ConnectionHost(request_handler, server_limits), wire(std::make_shared<FakeWire::State>()) {
    queue = std::make_shared<ReplyQueue>([] {});
    queue->set_io_thread(std::this_thread::get_id());
    connection = std::make_shared<Connection>(*this, 1, std::make_unique<FakeWire>(wire), "peer");
    connection->advance();
  }
  ~FakeHost() override {
    wire->reader = nullptr;
    wire->writer = nullptr;
  }

  Time now() const override { return time; }
  void forget(const Connection&) override { forgotten = true; }
  void settle() override {
    std::vector<ReplyQueue::Item> batch;
    for (queue->take(batch); !batch.empty(); queue->take(batch)) {
      for (auto& item : batch) {
        if (item.is_reply) connection->answer(std::move(item.reply));
        if (!item.is_reply) connection->pump_stream();
      }
    }
  }

  /// The client sends these bytes; they are delivered as far as the connection asks for them.
  void arrive(std::string_view bytes) {
    wire->coming += bytes;
    while (wire->reader && !wire->coming.empty()) {
      const std::size_t count = std::min(wire->asked, wire->coming.size());
      wire->unread += wire->coming.substr(0, count);
      wire->coming.erase(0, count);
      const auto user = std::exchange(wire->reader, nullptr);
      user->on_received(true);
    }
  }
  /// The client takes `bytes` more bytes of what we send.
  void take(std::size_t bytes) {
    wire->room = bytes;
    if (const auto user = std::exchange(wire->writer, nullptr)) user->on_room(true);
  }
  void hang_up() {
    if (const auto user = std::exchange(wire->reader, nullptr)) user->on_received(false);
  }
  bool ended() const { return wire->finished || wire->closed; }

  std::shared_ptr<FakeWire::State> wire;
  std::shared_ptr<Connection> connection;
  Time time = Time() + std::chrono::hours(1);
  bool forgotten = false;
};

}  // namespace triaged::io::test

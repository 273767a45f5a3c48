// The far end of a notification: a listener that answers like Slack's Web API (or with "ok") and
// notes when a message that names an incident arrived. It runs in the load generator's loop so that
// sending and arrival share one clock. The listening socket is inherited, so that the server under
// test may start first. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "event_loop.h"
#include "socket.h"

namespace triaged::bench {

class SinkConnection;

struct SinkResult {
  std::vector<uint64_t> latencies_ns;  // from the request sent to its first message here
  uint64_t missing = 0;
  uint64_t connections = 0;
  uint64_t posts = 0;
  uint64_t bad = 0;
};

class NotifySink final : public Watcher {
 public:
  // Expects the incidents first .. first + count - 1, request k being that of incident first + k.
  NotifySink(EventLoop& loop, int listener, uint64_t first, uint64_t count);
  ~NotifySink() override;

  void sent(uint64_t number, uint64_t now);
  void on_events(uint32_t events) override;

  // Keeps the loop turning until all have arrived or the time is up.
  void drain(uint64_t limit_ns);

  SinkResult result() const;

  // For its own connections.
  void arrived(std::string_view body, uint64_t now);
  void reject() { ++counts_.bad; }
  uint64_t posts() const { return counts_.posts; }

 private:
  uint64_t missing() const;
  void mark(uint64_t incident, uint64_t now);

  EventLoop& loop_;
  Socket listener_;
  uint64_t first_;
  std::vector<uint64_t> sent_ns_;
  std::vector<uint64_t> arrived_ns_;
  std::vector<std::unique_ptr<SinkConnection>> connections_;
  SinkResult counts_;
};

}  // namespace triaged::bench

// One measured run: N keep-alive connections, closed loop (the next request when an answer came) or
// open loop (request k is due at k periods, and its latency counts from then, sent or not). Bounded
// by a number of requests and by time. It builds no bodies and reads no /proc. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connection.h"

namespace triaged::bench {

class NotifySink;

struct Plan {
  uint16_t port = 0;
  uint32_t connections = 1;
  uint64_t requests = 0;   // bodies are cycled if there are fewer
  uint64_t period_ns = 0;  // 0: closed loop
  uint64_t limit_ns = 0;
};

struct Outcome {
  std::vector<uint64_t> ack_ns;     // of the accepted (2xx) requests
  std::map<int, uint64_t> refused;  // by HTTP status
  uint64_t broken = 0;              // connection lost with a request in flight
  uint64_t unanswered = 0;          // in flight when time and grace were up
  uint64_t unsent = 0;              // time was up first
  uint64_t elapsed_ns = 0;
};

class LoadRun final : public ResponseListener {
 public:
  // `sink` may be null; if given it is told when each request was sent.
  LoadRun(EventLoop& loop, const Plan& plan, const std::vector<std::string>& bodies,
          NotifySink* sink);

  // Opens the connections; throws if the server does not answer the door.
  void connect();
  Outcome run();

  void answered(Connection& connection, int status) override;
  void broke(Connection& connection) override;

 private:
  uint64_t due(uint64_t number, uint64_t now) const;
  bool sends(uint64_t now) const;
  bool finished(uint64_t now) const;
  uint64_t pause(uint64_t now) const;
  void dispatch(uint64_t now);
  void start(Connection& connection, uint64_t due, uint64_t now);
  void release(Connection& connection);

  EventLoop& loop_;
  Plan plan_;
  const std::vector<std::string>& bodies_;
  NotifySink* sink_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> idle_;
  uint64_t started_ns_ = 0;
  uint64_t next_ = 0;
  uint64_t in_flight_ = 0;
  Outcome outcome_;
};

}  // namespace triaged::bench

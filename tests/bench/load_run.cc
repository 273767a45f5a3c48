#include "load_run.h"

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "clock.h"
#include "notify_sink.h"

namespace triaged::bench {
namespace {

constexpr uint64_t kLongestPause = kSecond / 20;

// When the time for sending is up, what is in flight may still be answered this long.
constexpr uint64_t kGrace = 5 * kSecond;

// A server that refuses or drops everything must not turn a bounded run into a busy one.
constexpr uint64_t kMaxFailures = 10'000;

}  // namespace

LoadRun::LoadRun(EventLoop& loop, const Plan& plan, const std::vector<std::string>& bodies,
                 NotifySink* sink)
    : loop_(loop), plan_(plan), bodies_(bodies), sink_(sink) {
  outcome_.ack_ns.reserve(plan.requests);
}

void LoadRun::connect() {
  for (uint32_t i = 0; i < plan_.connections; ++i) {
    connections_.push_back(std::make_unique<Connection>(loop_, plan_.port, *this));
    if (!connections_.back()->reopen()) {
      throw std::system_error(errno, std::generic_category(), "connect");
    }
    idle_.push_back(connections_.back().get());
  }
}

Outcome LoadRun::run() {
  started_ns_ = monotonic_ns();
  uint64_t now = started_ns_;
  while (!finished(now)) {
    dispatch(now);
    loop_.wait(pause(monotonic_ns()));
    now = monotonic_ns();
  }
  outcome_.elapsed_ns = now - started_ns_;
  outcome_.unanswered = in_flight_;
  outcome_.unsent = plan_.requests - next_;
  return std::move(outcome_);
}

uint64_t LoadRun::due(uint64_t number, uint64_t now) const {
  return plan_.period_ns == 0 ? now : started_ns_ + number * plan_.period_ns;
}

bool LoadRun::sends(uint64_t now) const {
  return next_ < plan_.requests && now - started_ns_ < plan_.limit_ns &&
         outcome_.broken < kMaxFailures;
}

bool LoadRun::finished(uint64_t now) const {
  if (sends(now)) return false;
  return in_flight_ == 0 || now - started_ns_ >= plan_.limit_ns + kGrace;
}

uint64_t LoadRun::pause(uint64_t now) const {
  if (idle_.empty() || !sends(now)) return kLongestPause;
  const uint64_t next_due = due(next_, now);
  return next_due <= now ? 0 : std::min(next_due - now, kLongestPause);
}

void LoadRun::dispatch(uint64_t now) {
  while (!idle_.empty() && sends(now)) {
    const uint64_t next_due = due(next_, now);
    if (next_due > now) return;
    Connection& connection = *idle_.back();
    idle_.pop_back();
    start(connection, next_due, now);
    now = monotonic_ns();
  }
}

void LoadRun::start(Connection& connection, uint64_t due, uint64_t now) {
  connection.due_ns = due;
  connection.number = next_++;
  connection.in_flight = true;
  ++in_flight_;
  if (sink_ != nullptr) sink_->sent(connection.number, now);
  connection.send(bodies_[connection.number % bodies_.size()]);
}

void LoadRun::release(Connection& connection) {
  connection.in_flight = false;
  --in_flight_;
  idle_.push_back(&connection);
}

void LoadRun::answered(Connection& connection, int status) {
  if (!connection.in_flight) return;
  if (status >= 200 && status < 300) {
    outcome_.ack_ns.push_back(monotonic_ns() - connection.due_ns);
  } else {
    ++outcome_.refused[status];
  }
  release(connection);
}

void LoadRun::broke(Connection& connection) {
  if (!connection.in_flight) return;
  ++outcome_.broken;
  release(connection);
}

}  // namespace triaged::bench

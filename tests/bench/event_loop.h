// epoll with a nanosecond wait, and the one interface everything watched implements. One thread.
#pragma once

#include <cstdint>

namespace triaged::bench {

class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void on_events(uint32_t events) = 0;
};

class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  void add(int fd, uint32_t events, Watcher& watcher);
  void change(int fd, uint32_t events, Watcher& watcher);

  // Waits at most `timeout_ns`, then hands what is ready to its watchers. A watcher must outlive
  // the call that hands it events; closing its descriptor is what removes it.
  void wait(uint64_t timeout_ns);

 private:
  int epoll_ = -1;
};

}  // namespace triaged::bench

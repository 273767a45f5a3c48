#include "event_loop.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "clock.h"

namespace triaged::bench {
namespace {

void control(int epoll, int operation, int fd, uint32_t events, Watcher& watcher) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = &watcher;
  if (epoll_ctl(epoll, operation, fd, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll_ctl");
  }
}

}  // namespace

EventLoop::EventLoop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll_create1");
  prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);  // an open loop is late by its timer's slack
}

EventLoop::~EventLoop() { close(epoll_); }

void EventLoop::add(int fd, uint32_t events, Watcher& watcher) {
  control(epoll_, EPOLL_CTL_ADD, fd, events, watcher);
}

void EventLoop::change(int fd, uint32_t events, Watcher& watcher) {
  control(epoll_, EPOLL_CTL_MOD, fd, events, watcher);
}

void EventLoop::wait(uint64_t timeout_ns) {
  std::array<epoll_event, 128> ready;
  timespec timeout{};
  timeout.tv_sec = static_cast<time_t>(timeout_ns / kSecond);
  timeout.tv_nsec = static_cast<long>(timeout_ns % kSecond);
  const int count = epoll_pwait2(epoll_, ready.data(), ready.size(), &timeout, nullptr);
  if (count < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "epoll_pwait2");
  }
  for (int i = 0; i < count; ++i) {
    static_cast<Watcher*>(ready[i].data.ptr)->on_events(ready[i].events);
  }
}

}  // namespace triaged::bench

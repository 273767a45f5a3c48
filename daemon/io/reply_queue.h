#pragma once
// The way back to the I/O thread: replies and stream wake-ups given by any thread wait here and are
// taken in one batch. While a wake-up is on its way nothing is taken, so that the batch can grow
// and no second wake-up is needed. Outlives the server, since whoever owes a reply holds it; after
// close() everything is dropped.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/http_message.h"
#include "io/http_server.h"

namespace triaged::io {

class ReplyQueue {
 public:
  struct Item {
    std::uint64_t connection = 0;
    bool is_reply = false;  ///< false: the connection's stream has something to do
    HttpReply reply;
  };

  /// `wake` is called under the queue's lock and must not call back.
  explicit ReplyQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  /// Items pushed on this thread need no wake-up: it takes them before it sleeps.
  void set_io_thread(std::thread::id id) {
    const std::lock_guard lock(mutex_);
    io_thread_ = id;
  }

  void push(Item item) {
    const std::lock_guard lock(mutex_);
    if (!wake_) return;
    items_.push_back(std::move(item));
    if (waking_ || std::this_thread::get_id() == io_thread_) return;
    waking_ = true;
    wake_();
  }

  /// The wake-up has arrived on the I/O thread.
  void woken() {
    const std::lock_guard lock(mutex_);
    waking_ = false;
  }

  /// Replaces the contents of `batch` with all that waits; with nothing while a wake-up is on its
  /// way.
  void take(std::vector<Item>& batch) {
    batch.clear();
    const std::lock_guard lock(mutex_);
    if (!waking_) batch.swap(items_);
  }

  void close() {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    items_.clear();
  }

 private:
  std::mutex mutex_;
  std::function<void()> wake_;
  std::thread::id io_thread_;
  bool waking_ = false;
  std::vector<Item> items_;
};

/// The duty to answer one request. The first answer counts; if all copies go away unanswered the
/// client gets a 500 instead of silence.
class Ticket {
 public:
  Ticket(std::shared_ptr<ReplyQueue> queue, std::uint64_t connection);
  ~Ticket();
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  void answer(HttpReply reply);

 private:
  std::shared_ptr<ReplyQueue> queue_;
  std::uint64_t connection_;
  std::atomic<bool> answered_{false};
};

/// What waits to be written to one event stream. Shared by the sink and the connection.
class StreamPipe final {
 public:
  static constexpr std::size_t kMaxWaiting = 256U << 10;
  enum class State { open, finished, broken };

  StreamPipe(std::shared_ptr<ReplyQueue> queue, std::uint64_t connection)
      : queue_(std::move(queue)), connection_(connection) {}

  /// Any thread. False: broken, now or before.
  bool push(std::string_view event);
  /// Any thread: nothing more comes; what waits is still sent.
  void finish();
  /// I/O thread: the client is gone.
  void break_off();
  /// I/O thread: moves what waits to the end of `out` and returns the state. `unsent` is what the
  /// socket has not taken yet; it counts against the limit until the next call.
  State drain(std::string& out);
  void set_unsent(std::size_t bytes);

 private:
  void wake_once();

  std::shared_ptr<ReplyQueue> queue_;
  std::uint64_t connection_;
  std::mutex mutex_;
  std::string waiting_;
  std::size_t unsent_ = 0;
  bool woken_ = false;
  State state_ = State::open;
};

/// The app's end of a StreamPipe; the stream ends when the last owner lets go.
std::shared_ptr<EventSink> make_event_sink(std::shared_ptr<StreamPipe> pipe);

}  // namespace triaged::io

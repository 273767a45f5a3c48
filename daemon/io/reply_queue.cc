#include "io/reply_queue.h"

#include "io/reply_text.h"

namespace triaged::io {

Ticket::Ticket(std::shared_ptr<ReplyQueue> queue, std::uint64_t connection)
    : queue_(std::move(queue)), connection_(connection) {}

Ticket::~Ticket() {
  if (!answered_.load()) answer(refusal_reply({500, "unanswered", "the request was dropped"}));
}

void Ticket::answer(HttpReply reply) {
  if (answered_.exchange(true)) return;
  queue_->push({connection_, true, std::move(reply)});
}

void StreamPipe::wake_once() {
  if (woken_) return;
  woken_ = true;
  queue_->push({connection_, false, {}});
}

bool StreamPipe::push(std::string_view event) {
  const std::lock_guard lock(mutex_);
  if (state_ != State::open) return false;
  if (waiting_.size() + unsent_ + event.size() > kMaxWaiting) {
    state_ = State::broken;
    waiting_.clear();
  } else {
    waiting_ += event;
  }
  wake_once();
  return state_ == State::open;
}

void StreamPipe::finish() {
  const std::lock_guard lock(mutex_);
  if (state_ != State::open) return;
  state_ = State::finished;
  wake_once();
}

void StreamPipe::break_off() {
  const std::lock_guard lock(mutex_);
  state_ = State::broken;
  waiting_ = std::string();
}

StreamPipe::State StreamPipe::drain(std::string& out) {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  out += waiting_;
  unsent_ = out.size();
  waiting_.clear();
  return state_;
}

void StreamPipe::set_unsent(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  unsent_ = bytes;
}

namespace {

class PipeSink final : public EventSink {
 public:
  explicit PipeSink(std::shared_ptr<StreamPipe> pipe) : pipe_(std::move(pipe)) {}
  ~PipeSink() override { pipe_->finish(); }
  PipeSink(const PipeSink&) = delete;
  PipeSink& operator=(const PipeSink&) = delete;

  bool push(std::string event) override { return pipe_->push(event); }

 private:
  std::shared_ptr<StreamPipe> pipe_;
};

}  // namespace

std::shared_ptr<EventSink> make_event_sink(std::shared_ptr<StreamPipe> pipe) {
  return std::make_shared<PipeSink>(std::move(pipe));
}

}  // namespace triaged::io

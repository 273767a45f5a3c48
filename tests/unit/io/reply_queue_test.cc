#include "io/reply_queue.h"

#include <catch2/catch.hpp>

namespace triaged::io {

TEST_CASE("a batch of replies wakes the I/O thread once", "[io]") {
  int wakes = 0;
  ReplyQueue queue([&] { ++wakes; });
  for (std::uint64_t i = 0; i < 100; ++i) queue.push({i, true, {}});
  CHECK(wakes == 1);
  std::vector<ReplyQueue::Item> batch;
  queue.take(batch);
  CHECK(batch.empty());  // the wake-up is on its way; until it arrives the batch grows
  queue.woken();
  queue.take(batch);
  CHECK(batch.size() == 100);
  CHECK(batch[7].connection == 7);
  queue.push({1, true, {}});
  CHECK(wakes == 2);
}

TEST_CASE("the I/O thread does not wake itself", "[io]") {
  int wakes = 0;
  ReplyQueue queue([&] { ++wakes; });
  queue.set_io_thread(std::this_thread::get_id());
  queue.push({1, true, {}});
  CHECK(wakes == 0);
  std::vector<ReplyQueue::Item> batch;
  queue.take(batch);
  CHECK(batch.size() == 1);
}

TEST_CASE("after the end replies fall away", "[io]") {
  int wakes = 0;
  const auto queue = std::make_shared<ReplyQueue>([&] { ++wakes; });
  Ticket ticket(queue, 1);
  queue->push({2, true, {}});
  queue->close();
  ticket.answer({});
  std::vector<ReplyQueue::Item> batch;
  queue->take(batch);
  CHECK(batch.empty());
  CHECK(wakes == 1);
}

TEST_CASE("a pipe wakes once until it is drained", "[io]") {
  const auto queue = std::make_shared<ReplyQueue>([] {});
  StreamPipe pipe(queue, 1);
  queue->set_io_thread(std::this_thread::get_id());
  for (int i = 0; i < 10; ++i) CHECK(pipe.push("abc"));
  std::vector<ReplyQueue::Item> batch;
  queue->take(batch);
  CHECK(batch.size() == 1);
  CHECK_FALSE(batch[0].is_reply);
  std::string out;
  CHECK(pipe.drain(out) == StreamPipe::State::open);
  CHECK(out.size() == 30);
  pipe.set_unsent(0);
  CHECK(pipe.push("d"));
  queue->take(batch);
  CHECK(batch.size() == 1);
}

TEST_CASE("a pipe holds 256 KiB, what the socket has not taken included", "[io]") {
  const auto queue = std::make_shared<ReplyQueue>([] {});
  StreamPipe pipe(queue, 1);
  CHECK(pipe.push(std::string(200U << 10, 'x')));
  std::string out;
  pipe.drain(out);
  pipe.set_unsent(100U << 10);
  CHECK(pipe.push(std::string(156U << 10, 'x')));
  CHECK_FALSE(pipe.push("x"));
  out.clear();
  CHECK(pipe.drain(out) == StreamPipe::State::broken);
}

}  // namespace triaged::io

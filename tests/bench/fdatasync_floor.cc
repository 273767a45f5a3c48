// bench_fdatasync DIR [COUNT] [SECONDS]: the floor of every durable acknowledgement on this disk.
// Writes 4 KiB in place into a file that was written before, one fdatasync each, and prints p50 and
// p99.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "clock.h"
#include "json_line.h"
#include "latency.h"
#include "socket.h"

namespace triaged::bench {
namespace {

constexpr size_t kBlock = 4096;
constexpr size_t kBlocks = 4096;

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void write_block(int fd, const std::vector<char>& block, size_t number) {
  const auto offset = static_cast<off_t>(number % kBlocks * kBlock);
  if (pwrite(fd, block.data(), block.size(), offset) != static_cast<ssize_t>(block.size())) {
    fail("pwrite");
  }
}

// Named only until it is open: nothing stays behind, however this ends.
Socket open_scratch(const std::string& directory) {
  std::string path = directory + "/fdatasync-XXXXXX";
  Socket file{mkstemp(path.data())};
  if (!file) fail("mkstemp");
  unlink(path.c_str());
  return file;
}

void prepare(int fd, const std::vector<char>& block) {
  for (size_t i = 0; i < kBlocks; ++i) write_block(fd, block, i);
  if (fsync(fd) != 0) fail("fsync");
}

std::vector<uint64_t> measure(int fd, std::vector<char>& block, size_t count, double seconds) {
  std::vector<uint64_t> samples;
  samples.reserve(count);
  const uint64_t end = monotonic_ns() + static_cast<uint64_t>(seconds * kSecond);
  for (size_t i = 0; i < count && monotonic_ns() < end; ++i) {
    ++block[i % block.size()];
    const uint64_t started = monotonic_ns();
    write_block(fd, block, i);
    if (fdatasync(fd) != 0) fail("fdatasync");
    samples.push_back(monotonic_ns() - started);
  }
  return samples;
}

void run(const std::string& directory, size_t count, double seconds) {
  const Socket file = open_scratch(directory);
  std::vector<char> block(kBlock, 'x');
  prepare(file.fd(), block);
  const std::vector<uint64_t> samples = measure(file.fd(), block, count, seconds);
  const Percentiles times = percentiles(samples);
  JsonLine line;
  line.count("writes", samples.size())
      .number("p50_us", times.p50_us)
      .number("p99_us", times.p99_us)
      .number("max_us", times.max_us);
  std::puts(line.str().c_str());
}

}  // namespace
}  // namespace triaged::bench

int main(int argc, char** argv) {
  const long count = argc > 2 ? std::atol(argv[2]) : 20'000;
  const double seconds = argc > 3 ? std::atof(argv[3]) : 5;
  if (argc < 2 || count < 1 || count > 10'000'000 || !(seconds > 0 && seconds <= 600)) {
    std::fprintf(stderr, "usage: bench_fdatasync DIR [COUNT] [SECONDS]\n");
    return 2;
  }
  try {
    triaged::bench::run(argv[1], static_cast<size_t>(count), seconds);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_fdatasync: %s\n", error.what());
    return 1;
  }
}

// Preloaded into a server, counts its allocations: malloc and its kin, and through malloc every
// operator new. The count stands in the first eight bytes of the file that BENCH_ALLOC_FILE names,
// shared memory, so that a benchmark reads it at any moment without a word to the server. It
// changes no behaviour, needs glibc, and costs a few nanoseconds per call: never preload it in a
// timed run.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" {
void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* block, size_t size);
void* __libc_memalign(size_t alignment, size_t size);
}

namespace {

using Counter = std::atomic<uint64_t>;

constinit Counter early{0};  // until the file is mapped, or if there is none
constinit std::atomic<Counter*> counter{&early};

void count() { counter.load(std::memory_order_relaxed)->fetch_add(1, std::memory_order_relaxed); }

__attribute__((constructor)) void map_counter() {
  const char* path = std::getenv("BENCH_ALLOC_FILE");
  if (path == nullptr) return;
  const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return;
  void* page = MAP_FAILED;
  if (ftruncate(fd, sizeof(Counter)) == 0) {
    page = mmap(nullptr, sizeof(Counter), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  }
  close(fd);
  if (page == MAP_FAILED) return;
  auto* shared = static_cast<Counter*>(page);  // the file's zeroes are a valid counter
  counter.store(shared, std::memory_order_relaxed);
  shared->fetch_add(early.load(std::memory_order_relaxed), std::memory_order_relaxed);
}

}  // namespace

extern "C" {

void* malloc(size_t size) {
  count();
  return __libc_malloc(size);
}

void* calloc(size_t number, size_t size) {
  count();
  return __libc_calloc(number, size);
}

void* realloc(void* block, size_t size) {
  count();
  return __libc_realloc(block, size);
}

void* memalign(size_t alignment, size_t size) {
  count();
  return __libc_memalign(alignment, size);
}

void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void** out, size_t alignment, size_t size) {
  void* block = memalign(alignment, size);
  if (block == nullptr) return ENOMEM;
  *out = block;
  return 0;
}

}  // extern "C"

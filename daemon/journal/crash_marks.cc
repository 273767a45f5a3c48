#include "journal/crash_marks.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>

namespace triaged::journal {
namespace {

constexpr std::uint64_t kFormat = 0x7472696d61726b31;  // "trimark1"
constexpr std::uint32_t kTooOften = 2;

struct Suspect {
  std::uint64_t input = 0;
  std::uint64_t crashes = 0;
};

/// The file as it is mapped; bytes of this machine, never carried to another.
struct Page {
  std::uint64_t format = 0;
  std::uint64_t deciding = 0;
  std::uint64_t next = 0;  ///< the place of `suspects` that is taken over next
  std::array<Suspect, 128> suspects{};
};

class MappedMarks final : public CrashMarks {
 public:
  explicit MappedMarks(Page* page) : page_(page) {
    if (page_->format != kFormat) *page_ = Page{.format = kFormat};
    if (page_->deciding != 0) count(page_->deciding);
    page_->deciding = 0;
  }
  ~MappedMarks() override { ::munmap(page_, sizeof(Page)); }
  MappedMarks(const MappedMarks&) = delete;
  MappedMarks& operator=(const MappedMarks&) = delete;

  void deciding(std::uint64_t input) override {
    std::atomic_ref<std::uint64_t>(page_->deciding).store(input, std::memory_order_release);
  }

  bool killed_twice(std::uint64_t input) const override {
    return std::any_of(page_->suspects.begin(), page_->suspects.end(), [&](const Suspect& suspect) {
      return suspect.crashes >= kTooOften && suspect.input == input;
    });
  }

 private:
  void count(std::uint64_t input) {
    for (Suspect& suspect : page_->suspects) {
      if (suspect.crashes == 0 || suspect.input != input) continue;
      ++suspect.crashes;
      return;
    }
    page_->suspects[page_->next % page_->suspects.size()] = {input, 1};
    ++page_->next;
  }

  Page* page_;
};

Error failed(const std::string& path) {
  return {"io", path + ": " + std::string(std::strerror(errno))};
}

}  // namespace

Result<std::unique_ptr<CrashMarks>> open_crash_marks(const std::string& directory) {
  const std::string path = directory + "/crash-marks";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failed(path);
  struct stat found {};
  const bool other = ::fstat(file, &found) == 0 &&
                     found.st_size != static_cast<off_t>(sizeof(Page)) &&
                     ::ftruncate(file, 0) != 0;
  void* memory = MAP_FAILED;
  if (!other && ::ftruncate(file, sizeof(Page)) == 0) {
    memory = ::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  const Error error = failed(path);
  ::close(file);
  if (memory == MAP_FAILED) return error;
  return std::unique_ptr<CrashMarks>(std::make_unique<MappedMarks>(static_cast<Page*>(memory)));
}

}  // namespace triaged::journal

#include "journal/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

namespace triaged::journal {
namespace {

Error failure(const std::string& what, const std::string& path) {
  const int number = errno;
  const bool full = number == ENOSPC || number == EDQUOT;
  return {full ? "disk-full" : "io", what + " " + path + ": " + std::strerror(number)};
}

/// Owns a descriptor.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }

  int get() const { return value_; }
  bool valid() const { return value_ >= 0; }

 private:
  int value_;
};

Descriptor open_path(const std::string& path, int flags) {
  return Descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0600));
}

class PosixOutFile final : public OutFile {
 public:
  PosixOutFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<void> append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return failure("cannot write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
      size_ += written;
    }
    return {};
  }

  void start_flush() override {
    if (asked_ > waited_) {
      ::sync_file_range(file_.get(), waited_, asked_ - waited_, SYNC_FILE_RANGE_WAIT_BEFORE);
      waited_ = asked_;
    }
    ::sync_file_range(file_.get(), asked_, size_ - asked_, SYNC_FILE_RANGE_WRITE);
    asked_ = size_;
  }

  Result<void> sync() override {
    if (::fsync(file_.get()) != 0) return failure("cannot flush", path_);
    return {};
  }

 private:
  Descriptor file_;
  std::string path_;
  off64_t size_ = 0;
  off64_t asked_ = 0;   ///< up to here the disk was asked to write
  off64_t waited_ = 0;  ///< up to here it has begun and ended
};

class PosixInFile final : public InFile {
 public:
  PosixInFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<std::size_t> read(char* out, std::size_t size) override {
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = ::read(file_.get(), out + done, size - done);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return failure("cannot read", path_);
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  Descriptor file_;
  std::string path_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(Descriptor file) : file_(std::move(file)) {}

 private:
  Descriptor file_;
};

class PosixFiles final : public Files {
 public:
  Result<void> make_directory(const std::string& path) override {
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
      ::mkdir(path.substr(0, at).c_str(), 0700);
    }
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      return failure("cannot make directory", path);
    }
    return {};
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    DIR* handle = ::opendir(directory.c_str());
    if (handle == nullptr) return failure("cannot list", directory);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(handle)) names.emplace_back(entry->d_name);
    ::closedir(handle);
    std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
    return names;
  }

  Result<std::unique_ptr<OutFile>> create(const std::string& path) override {
    Descriptor file = open_path(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.valid()) return failure("cannot create", path);
    return std::unique_ptr<OutFile>(std::make_unique<PosixOutFile>(std::move(file), path));
  }

  Result<std::unique_ptr<InFile>> open(const std::string& path) override {
    Descriptor file = open_path(path, O_RDONLY);
    if (!file.valid()) return failure("cannot open", path);
    return std::unique_ptr<InFile>(std::make_unique<PosixInFile>(std::move(file), path));
  }

  Result<std::uint64_t> size(const std::string& path) override {
    struct stat about {};
    if (::stat(path.c_str(), &about) != 0) return failure("cannot look at", path);
    return static_cast<std::uint64_t>(about.st_size);
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failure("cannot rename", from);
    return {};
  }

  Result<void> remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failure("cannot remove", path);
    return {};
  }

  Result<void> sync_directory(const std::string& path) override {
    const Descriptor directory = open_path(path, O_RDONLY | O_DIRECTORY);
    if (!directory.valid() || ::fsync(directory.get()) != 0) {
      return failure("cannot flush directory", path);
    }
    return {};
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    Descriptor file = open_path(path, O_RDWR | O_CREAT);
    if (!file.valid()) return failure("cannot open", path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
      return errno == EWOULDBLOCK
                 ? Error{"locked", "another process has the journal open (" + path + ")"}
                 : failure("cannot lock", path);
    }
    return std::unique_ptr<FileLock>(std::make_unique<PosixLock>(std::move(file)));
  }

  Result<std::uint64_t> free_bytes(const std::string& directory) override {
    struct statvfs about {};
    if (::statvfs(directory.c_str(), &about) != 0) return failure("cannot look at", directory);
    return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
  }

  Result<void> reserve(const std::string& path, std::uint64_t bytes) override {
    const Descriptor file = open_path(path, O_WRONLY | O_CREAT);
    if (!file.valid()) return failure("cannot create", path);
    if (::fallocate(file.get(), 0, 0, static_cast<off64_t>(bytes)) != 0) {
      Error error = failure("cannot set space aside in", path);
      ::unlink(path.c_str());
      return error;
    }
    return {};
  }
};

}  // namespace

std::shared_ptr<Files> posix_files() { return std::make_shared<PosixFiles>(); }

}  // namespace triaged::journal

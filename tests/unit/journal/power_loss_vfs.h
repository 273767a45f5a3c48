#pragma once
// A disk in memory that can lose its power or fail: Files for whole files and an sqlite3_vfs for
// databases, over the same bytes. What was not flushed may be lost by sectors; names that were not
// flushed may be lost from the newest backwards. Every change is in a log, so that one history gives
// as many losses as one likes. One thread.

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "journal/files.h"

namespace triaged::journal {

class FakeDisk {
 public:
  using Node = std::uint64_t;

  struct Op {
    enum class Kind : std::uint8_t {
      write, truncate, sync, create, rename, remove, sync_names, acknowledged
    };
    Kind kind = Kind::write;
    Node node = 0;
    std::uint64_t at = 0;  ///< offset, size, or what was acknowledged
    std::string bytes;     ///< or the name
    std::string to;        ///< the new name
  };

  /// Everything on it.
  struct Image {
    std::map<std::string, Node> names;
    std::map<Node, std::string> nodes;
  };

  FakeDisk() = default;
  explicit FakeDisk(Image image) : now_(std::move(image)) {
    for (const auto& [node, bytes] : now_.nodes) next_ = std::max(next_, node + 1);
  }

  const std::vector<Op>& log() const { return log_; }
  const Image& now() const { return now_; }
  void acknowledge(std::uint64_t what) { note({Op::Kind::acknowledged, 0, what, {}, {}}); }

  // The verbs. False: the disk failed.
  Node open(const std::string& name, bool create);  ///< 0: not there
  bool write(Node node, std::uint64_t at, std::string_view bytes);
  bool truncate(Node node, std::uint64_t size);
  bool sync(Node node);
  bool rename(const std::string& from, const std::string& to);
  bool remove(const std::string& name);
  bool sync_names();
  const std::string& bytes(Node node) { return now_.nodes[node]; }

  /// The write or flush with this number, from 1, fails once (0: none does). A write that fails may
  /// have got half way.
  void fail_at(std::uint64_t number, bool full) {
    fail_at_ = number;
    count_ = 0;
    full_ = full;
  }
  bool failed() const { return failed_; }
  bool full() const { return full_; }
  std::uint64_t changes() const { return count_; }

  bool locked = false;

 private:
  bool fails();
  void note(Op op);

  Image now_;
  Node next_ = 1;
  std::vector<Op> log_;
  std::uint64_t fail_at_ = 0;
  std::uint64_t count_ = 0;
  bool full_ = false;
  bool failed_ = false;
};

/// Walks a log and says at any point what may be on the disk if the power goes now.
class PowerLoss {
 public:
  explicit PowerLoss(FakeDisk::Image start) : durable_(std::move(start)) {}

  void pass(const FakeDisk::Op& op);
  /// Some image that the disk may hold, unflushed sectors and names kept or lost at random.
  FakeDisk::Image strike(std::mt19937_64& random) const;

 private:
  void settle_names();

  FakeDisk::Image durable_;
  std::map<FakeDisk::Node, std::vector<FakeDisk::Op>> unflushed_;
  std::vector<FakeDisk::Op> names_;  ///< unflushed
};

/// Whole files of a disk.
std::shared_ptr<Files> files_on(FakeDisk& disk);

/// Registers the VFS "power-loss" once; from now on it shows this disk.
inline constexpr const char* kPowerLossVfs = "power-loss";
void show(FakeDisk& disk);

}  // namespace triaged::journal

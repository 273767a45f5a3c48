#include "unit/journal/power_loss_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace triaged::journal {
namespace {

using Op = FakeDisk::Op;

constexpr std::size_t kSector = 512;

void write_into(std::string& file, std::uint64_t at, std::string_view bytes) {
  if (file.size() < at + bytes.size()) file.resize(at + bytes.size());
  std::copy(bytes.begin(), bytes.end(), file.begin() + static_cast<std::ptrdiff_t>(at));
}

void apply_bytes(std::string& file, const Op& op) {
  if (op.kind == Op::Kind::write) write_into(file, op.at, op.bytes);
  if (op.kind == Op::Kind::truncate) file.resize(op.at);
}

void apply_name(std::map<std::string, FakeDisk::Node>& names, const Op& op) {
  switch (op.kind) {
    case Op::Kind::create: names[op.bytes] = op.node; break;
    case Op::Kind::rename:
      names.erase(op.bytes);
      names[op.to] = op.node;
      break;
    case Op::Kind::remove: names.erase(op.bytes); break;
    default: break;
  }
}

}  // namespace

void FakeDisk::note(Op op) { log_.push_back(std::move(op)); }

bool FakeDisk::fails() {
  if (++count_ != fail_at_) return false;
  failed_ = true;
  return true;
}

FakeDisk::Node FakeDisk::open(const std::string& name, bool create) {
  const auto found = now_.names.find(name);
  if (found != now_.names.end()) return found->second;
  if (!create) return 0;
  const Node node = next_++;
  now_.names[name] = node;
  now_.nodes[node];
  note({Op::Kind::create, node, 0, name, {}});
  return node;
}

bool FakeDisk::write(Node node, std::uint64_t at, std::string_view bytes) {
  const bool bad = fails();
  if (bad) bytes = bytes.substr(0, bytes.size() / 2);
  write_into(now_.nodes[node], at, bytes);
  note({Op::Kind::write, node, at, std::string(bytes), {}});
  return !bad;
}

bool FakeDisk::truncate(Node node, std::uint64_t size) {
  if (fails()) return false;
  now_.nodes[node].resize(size);
  note({Op::Kind::truncate, node, size, {}, {}});
  return true;
}

bool FakeDisk::sync(Node node) {
  if (fails()) return false;
  note({Op::Kind::sync, node, 0, {}, {}});
  return true;
}

bool FakeDisk::rename(const std::string& from, const std::string& to) {
  if (fails()) return false;
  const auto found = now_.names.find(from);
  if (found == now_.names.end()) return false;
  const Op op{Op::Kind::rename, found->second, 0, from, to};
  apply_name(now_.names, op);
  note(op);
  return true;
}

bool FakeDisk::remove(const std::string& name) {
  const auto found = now_.names.find(name);
  if (found == now_.names.end()) return true;
  if (fails()) return false;
  const Op op{Op::Kind::remove, found->second, 0, name, {}};
  apply_name(now_.names, op);
  note(op);
  return true;
}

bool FakeDisk::sync_names() {
  if (fails()) return false;
  note({Op::Kind::sync_names, 0, 0, {}, {}});
  return true;
}

void PowerLoss::pass(const Op& op) {
  switch (op.kind) {
    case Op::Kind::write:
    case Op::Kind::truncate: unflushed_[op.node].push_back(op); break;
    case Op::Kind::sync: {
      std::string& file = durable_.nodes[op.node];
      for (const Op& one : unflushed_[op.node]) apply_bytes(file, one);
      unflushed_.erase(op.node);
      break;
    }
    case Op::Kind::create:
    case Op::Kind::rename:
    case Op::Kind::remove: names_.push_back(op); break;
    case Op::Kind::sync_names:
      for (const Op& one : names_) apply_name(durable_.names, one);
      names_.clear();
      settle_names();
      break;
    case Op::Kind::acknowledged: break;
  }
}

/// Files without a name are gone for good.
void PowerLoss::settle_names() {
  std::erase_if(durable_.nodes, [&](const auto& entry) {
    const auto named = [&](const auto& name) { return name.second == entry.first; };
    return std::none_of(durable_.names.begin(), durable_.names.end(), named);
  });
}

FakeDisk::Image PowerLoss::strike(std::mt19937_64& random) const {
  FakeDisk::Image image = durable_;
  const auto kept_names = random() % (names_.size() + 1);
  for (std::size_t i = 0; i < kept_names; ++i) apply_name(image.names, names_[i]);
  // All, none, or each sector by itself: the first two are what mostly happens.
  const auto mood = random() % 4;
  for (const auto& [node, ops] : unflushed_) {
    std::string& file = image.nodes[node];
    for (const Op& op : ops) {
      if (op.kind == Op::Kind::truncate) {
        if (mood == 0 || (mood > 1 && random() % 2 == 0)) file.resize(op.at);
        continue;
      }
      for (std::uint64_t at = op.at; at < op.at + op.bytes.size();) {
        const std::uint64_t end =
            std::min<std::uint64_t>((at / kSector + 1) * kSector, op.at + op.bytes.size());
        if (mood == 0 || (mood > 1 && random() % 2 == 0)) {
          write_into(file, at, std::string_view(op.bytes).substr(at - op.at, end - at));
        }
        at = end;
      }
    }
  }
  for (const auto& [name, node] : image.names) image.nodes[node];
  return image;
}

namespace {

// --- whole files ---

std::string only_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class FakeOutFile final : public OutFile {
 public:
  FakeOutFile(FakeDisk& disk, FakeDisk::Node node) : disk_(disk), node_(node) {}
  Result<void> append(std::string_view bytes) override {
    if (!disk_.write(node_, disk_.bytes(node_).size(), bytes)) {
      return Error{disk_.full() ? "disk-full" : "io", "write"};
    }
    return {};
  }
  void start_flush() override {}
  Result<void> sync() override {
    if (!disk_.sync(node_)) return Error{"io", "sync"};
    return {};
  }

 private:
  FakeDisk& disk_;
  FakeDisk::Node node_;
};

class FakeInFile final : public InFile {
 public:
  explicit FakeInFile(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t got = bytes_.copy(out, size, at_);
    at_ += got;
    return got;
  }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

class FakeLock final : public FileLock {
 public:
  explicit FakeLock(FakeDisk& disk) : disk_(disk) { disk_.locked = true; }
  ~FakeLock() override { disk_.locked = false; }

 private:
  FakeDisk& disk_;
};

class FakeFiles final : public Files {
 public:
  explicit FakeFiles(FakeDisk& disk) : disk_(disk) {}

  Result<void> make_directory(const std::string&) override { return {}; }
  Result<std::vector<std::string>> list(const std::string&) override {
    std::vector<std::string> names;
    for (const auto& [name, node] : disk_.now().names) names.push_back(name);
    return names;
  }
  Result<std::unique_ptr<OutFile>> create(const std::string& path) override {
    const FakeDisk::Node node = disk_.open(only_name(path), true);
    if (!disk_.bytes(node).empty() && !disk_.truncate(node, 0)) return Error{"io", "create"};
    return std::unique_ptr<OutFile>(std::make_unique<FakeOutFile>(disk_, node));
  }
  Result<std::unique_ptr<InFile>> open(const std::string& path) override {
    const FakeDisk::Node node = disk_.open(only_name(path), false);
    if (node == 0) return Error{"io", "no " + path};
    return std::unique_ptr<InFile>(std::make_unique<FakeInFile>(disk_.bytes(node)));
  }
  Result<std::uint64_t> size(const std::string& path) override {
    const FakeDisk::Node node = disk_.open(only_name(path), false);
    if (node == 0) return Error{"io", "no " + path};
    return disk_.bytes(node).size();
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    return said(disk_.rename(only_name(from), only_name(to)));
  }
  Result<void> remove(const std::string& path) override {
    return said(disk_.remove(only_name(path)));
  }
  Result<void> sync_directory(const std::string&) override { return said(disk_.sync_names()); }
  Result<std::unique_ptr<FileLock>> lock(const std::string&) override {
    if (disk_.locked) return Error{"locked", "by another"};
    return std::unique_ptr<FileLock>(std::make_unique<FakeLock>(disk_));
  }
  Result<std::uint64_t> free_bytes(const std::string&) override { return std::uint64_t{1} << 40; }
  Result<void> reserve(const std::string&, std::uint64_t) override { return {}; }

 private:
  static Result<void> said(bool done) {
    if (!done) return Error{"io", "the disk failed"};
    return {};
  }
  FakeDisk& disk_;
};

// --- the VFS ---

FakeDisk* shown = nullptr;

struct VfsFile {
  sqlite3_file base;
  FakeDisk* disk;
  FakeDisk::Node node;
  bool new_name;  ///< as SQLite's own: a new log or journal flushes its name with its first flush
};

VfsFile& of(sqlite3_file* file) { return *reinterpret_cast<VfsFile*>(file); }

int vfs_close(sqlite3_file*) { return SQLITE_OK; }

int vfs_read(sqlite3_file* file, void* out, int size, sqlite3_int64 at) {
  const std::string& bytes = of(file).disk->bytes(of(file).node);
  std::memset(out, 0, static_cast<std::size_t>(size));
  const auto from = static_cast<std::size_t>(at);
  if (from >= bytes.size()) return SQLITE_IOERR_SHORT_READ;
  const std::size_t got = bytes.copy(static_cast<char*>(out), static_cast<std::size_t>(size), from);
  return got == static_cast<std::size_t>(size) ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int vfs_write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  FakeDisk& disk = *of(file).disk;
  const std::string_view view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  if (disk.write(of(file).node, static_cast<std::uint64_t>(at), view)) return SQLITE_OK;
  return disk.full() ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int vfs_truncate(sqlite3_file* file, sqlite3_int64 size) {
  const bool done = of(file).disk->truncate(of(file).node, static_cast<std::uint64_t>(size));
  return done ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}

int vfs_sync(sqlite3_file* file, int) {
  FakeDisk& disk = *of(file).disk;
  if (!disk.sync(of(file).node)) return SQLITE_IOERR_FSYNC;
  if (of(file).new_name && !disk.sync_names()) return SQLITE_IOERR_DIR_FSYNC;
  of(file).new_name = false;
  return SQLITE_OK;
}

int vfs_size(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(of(file).disk->bytes(of(file).node).size());
  return SQLITE_OK;
}

int vfs_lock(sqlite3_file*, int) { return SQLITE_OK; }
int vfs_reserved(sqlite3_file*, int* held) {
  *held = 0;
  return SQLITE_OK;
}
int vfs_control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int vfs_sector(sqlite3_file*) { return static_cast<int>(kSector); }
int vfs_traits(sqlite3_file*) { return 0; }

const sqlite3_io_methods kMethods = {
    1,         vfs_close, vfs_read,     vfs_write,   vfs_truncate, vfs_sync,   vfs_size, vfs_lock,
    vfs_lock,  vfs_reserved, vfs_control, vfs_sector, vfs_traits,  nullptr,    nullptr,  nullptr,
    nullptr,   nullptr,   nullptr};

int vfs_open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  of(file).base.pMethods = nullptr;
  if (path == nullptr) return SQLITE_CANTOPEN;
  const std::string name = only_name(path);
  const bool there = shown->open(name, false) != 0;
  const FakeDisk::Node node = shown->open(name, (flags & SQLITE_OPEN_CREATE) != 0);
  if (node == 0) return SQLITE_CANTOPEN;
  constexpr int kLogs = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
  of(file).disk = shown;
  of(file).node = node;
  of(file).new_name = !there && (flags & kLogs) != 0;
  of(file).base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int vfs_delete(sqlite3_vfs*, const char* path, int flush_name) {
  if (shown->open(only_name(path), false) == 0) return SQLITE_IOERR_DELETE_NOENT;
  if (!shown->remove(only_name(path))) return SQLITE_IOERR_DELETE;
  if (flush_name != 0 && !shown->sync_names()) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}

int vfs_access(sqlite3_vfs*, const char* path, int, int* there) {
  // As SQLite's own: an empty file does not exist, as far as hot journals go.
  const FakeDisk::Node node = shown->open(only_name(path), false);
  *there = node != 0 && !shown->bytes(node).empty() ? 1 : 0;
  return SQLITE_OK;
}

int vfs_path(sqlite3_vfs*, const char* path, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", path);
  return SQLITE_OK;
}

int vfs_random(sqlite3_vfs*, int size, char* out) {
  std::memset(out, 7, static_cast<std::size_t>(size));
  return size;
}
int vfs_sleep(sqlite3_vfs*, int) { return 0; }
int vfs_time(sqlite3_vfs*, double* days) {
  *days = 2'461'000.0;
  return SQLITE_OK;
}
int vfs_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

std::shared_ptr<Files> files_on(FakeDisk& disk) { return std::make_shared<FakeFiles>(disk); }

void show(FakeDisk& disk) {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs made{};
    made.iVersion = 1;
    made.szOsFile = static_cast<int>(sizeof(VfsFile));
    made.mxPathname = 512;
    made.zName = kPowerLossVfs;
    made.xOpen = vfs_open;
    made.xDelete = vfs_delete;
    made.xAccess = vfs_access;
    made.xFullPathname = vfs_path;
    made.xRandomness = vfs_random;
    made.xSleep = vfs_sleep;
    made.xCurrentTime = vfs_time;
    made.xGetLastError = vfs_error;
    return made;
  }();
  shown = &disk;
  if (sqlite3_vfs_find(kPowerLossVfs) == nullptr) sqlite3_vfs_register(&vfs, 0);
}

}  // namespace triaged::journal

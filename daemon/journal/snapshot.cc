#include "journal/snapshot.h"

#include <charconv>
#include <cstdio>

#include "journal/blocks.h"
#include "journal/fields.h"

namespace triaged::journal {

template <class A>
void fields(A& a, Of<A, SnapshotHead>& v) {
  a("batch", v.batch)("seq", v.seq)("next_incident", v.next_incident)("at", v.at);
}

namespace {

constexpr std::string_view kPrefix = "snapshot-";

struct SnapshotEnd {
  std::uint64_t entities = 0;
};

template <class A>
void fields(A& a, Of<A, SnapshotEnd>& v) {
  a("entities", v.entities);
}

/// Reads the blocks of a snapshot file one after the other into one buffer.
class Blocks {
 public:
  Blocks(InFile& file, std::uint64_t size) : file_(file), left_(size) {}

  Result<std::string_view> next() {
    char length[kLengthSize];
    if (auto read = fill(length, kLengthSize); !read) return std::move(read).error();
    const std::size_t size = get_length({length, kLengthSize});
    if (size > left_) return cut_off();
    block_.resize(size);
    if (auto read = fill(block_.data(), size); !read) return std::move(read).error();
    return std::string_view(block_);
  }

  bool at_end() const { return left_ == 0; }

 private:
  static Error cut_off() { return {"corrupt", "a snapshot is cut off"}; }

  Result<void> fill(char* out, std::size_t size) {
    if (size > left_) return cut_off();
    auto got = file_.read(out, size);
    if (!got) return std::move(got).error();
    if (*got != size) return cut_off();
    left_ -= size;
    return {};
  }

  InFile& file_;
  std::uint64_t left_;
  std::string block_;
};

Result<std::uint64_t> load_parts(Blocks& blocks, World& world) {
  std::uint64_t entities = 0;
  while (true) {
    auto block = blocks.next();
    if (!block) return std::move(block).error();
    if (block->size() >= kSealSize && static_cast<Kind>((*block)[1]) == Kind::snapshot_end) {
      auto end = open_seal<SnapshotEnd>(*block, Kind::snapshot_end);
      if (!end) return std::move(end).error();
      if (end->entities != entities || !blocks.at_end()) {
        return Error{"corrupt", "a snapshot does not hold what its end says"};
      }
      return entities;
    }
    auto part = unseal(*block, Kind::snapshot_part);
    if (!part) return std::move(part).error();
    auto restored = restore_entities(part->body, part->format, world);
    if (!restored) return restored;
    entities += *restored;
  }
}

}  // namespace

std::string snapshot_name(std::uint64_t batch) {
  char name[48];
  std::snprintf(name, sizeof name, "snapshot-%012llu", static_cast<unsigned long long>(batch));
  return name;
}

std::optional<std::uint64_t> snapshot_batch(const std::string& name) {
  if (!name.starts_with(kPrefix)) return std::nullopt;
  std::uint64_t batch = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + kPrefix.size(), end, batch);
  const bool whole = read.ec == std::errc{} && read.ptr == end;
  return whole && snapshot_name(batch) == name ? std::optional(batch) : std::nullopt;
}

Snapshot::Snapshot(const Place& place, const SnapshotHead& head, std::size_t slice)
    : place_(place), head_(head), slice_(slice) {}

Result<std::unique_ptr<Snapshot>> Snapshot::begin(const Place& place, const World& world,
                                                  const SnapshotHead& head, std::size_t slice) {
  std::unique_ptr<Snapshot> snapshot(new Snapshot(place, head, slice));
  auto file = place.files->create(place.path(snapshot_name(head.batch)) + ".new");
  if (!file) return std::move(file).error();
  snapshot->file_ = std::move(*file);
  std::string& block = snapshot->block_;
  put_block(block, [&](std::string& out) { seal(out, Kind::snapshot_head, head); });
  if (auto done = snapshot->file_->append(block); !done) return std::move(done).error();
  // Faults are few and nobody is told when they change.
  for (const auto& [id, fault] : world.faults()) {
    put_entity(snapshot->part_, id, fault);
    ++snapshot->entities_;
  }
  return snapshot;
}

Snapshot::~Snapshot() {
  if (stage_ == Stage::done || file_ == nullptr) return;
  file_.reset();
  (void)place_.files->remove(place_.path(snapshot_name(head_.batch)) + ".new");
}

void Snapshot::before_change(const Incident& incident) {
  if (!ahead(incident.id) || !passed_incidents_.insert(incident.id.value).second) return;
  put_entity(part_, incident);
  ++entities_;
}

void Snapshot::before_change(const TrackedAlert& alert, AlertKey key) {
  if (!ahead(key) || !passed_alerts_.insert(key.value).second) return;
  put_entity(part_, key, alert);
  ++entities_;
}

void Snapshot::created(IncidentId id) {
  if (ahead(id)) passed_incidents_.insert(id.value);
}

void Snapshot::created(AlertKey key) {
  if (ahead(key)) passed_alerts_.insert(key.value);
}

void Snapshot::take_incidents(const World& world) {
  auto it = world.incidents().lower_bound(next_incident_);
  for (; it != world.incidents().end() && !full(); ++it) {
    next_incident_ = IncidentId{it->first.value + 1};
    if (passed_incidents_.erase(it->first.value) > 0) continue;
    put_entity(part_, it->second);
    ++entities_;
    ++taken_;
  }
  if (it == world.incidents().end()) stage_ = Stage::alerts;
}

void Snapshot::take_alerts(const World& world) {
  auto it = world.alerts().lower_bound(next_alert_);
  for (; it != world.alerts().end() && !full(); ++it) {
    if (passed_alerts_.erase(it->first.value) > 0) continue;
    put_entity(part_, it->first, it->second);
    ++entities_;
    ++taken_;
  }
  if (it == world.alerts().end()) {
    stage_ = Stage::scenarios;
  } else {
    next_alert_ = it->first;
  }
}

void Snapshot::take_scenarios(const World& world) {
  // A version never changes its content, so one that came meanwhile may as well be here.
  auto it = world.scenarios().lower_bound(next_scenario_);
  for (; it != world.scenarios().end() && !full(); ++it) {
    put_entity(part_, it->second);
    ++entities_;
    ++taken_;
  }
  if (it == world.scenarios().end()) {
    stage_ = Stage::flush;
  } else {
    next_scenario_ = it->first;
  }
}

Result<void> Snapshot::write_part() {
  if (part_.empty()) return {};
  block_.clear();
  put_block(block_, [&](std::string& out) {
    const std::size_t start = begin_seal(out, Kind::snapshot_part);
    out += part_;
    close_seal(out, start);
  });
  part_.clear();
  auto done = file_->append(block_);
  file_->start_flush();
  return done;
}

Result<void> Snapshot::take_slice(const World& world) {
  taken_ = 0;
  if (stage_ == Stage::incidents) take_incidents(world);
  if (stage_ == Stage::alerts) take_alerts(world);
  if (stage_ == Stage::scenarios) take_scenarios(world);
  return write_part();
}

Result<void> Snapshot::flush() {
  block_.clear();
  put_block(block_, [&](std::string& out) {
    seal(out, Kind::snapshot_end, SnapshotEnd{entities_});
  });
  if (auto done = file_->append(block_); !done) return done;
  if (auto done = file_->sync(); !done) return done;
  stage_ = Stage::name;
  return {};
}

Result<void> Snapshot::name() {
  const std::string path = place_.path(snapshot_name(head_.batch));
  if (auto done = place_.files->rename(path + ".new", path); !done) return done;
  stage_ = Stage::done;
  file_.reset();
  return place_.files->sync_directory(place_.directory);
}

Result<bool> Snapshot::advance(const World& world) {
  Result<void> done;
  switch (stage_) {
    case Stage::incidents:
    case Stage::alerts:
    case Stage::scenarios: done = take_slice(world); break;
    case Stage::flush: done = flush(); break;
    case Stage::name: done = name(); break;
    case Stage::done: break;
  }
  if (!done) return std::move(done).error();
  return stage_ == Stage::done;
}

Result<LoadedSnapshot> load_snapshot(Files& files, const std::string& path) {
  auto size = files.size(path);
  if (!size) return std::move(size).error();
  auto file = files.open(path);
  if (!file) return std::move(file).error();
  Blocks blocks(**file, *size);
  auto first = blocks.next();
  if (!first) return std::move(first).error();
  auto head = open_seal<SnapshotHead>(*first, Kind::snapshot_head);
  if (!head) return std::move(head).error();
  LoadedSnapshot loaded;
  loaded.head = *head;
  auto parts = load_parts(blocks, loaded.world);
  if (!parts) return std::move(parts).error();
  loaded.world.restore_counters(head->next_incident, head->seq, head->at);
  return loaded;
}

}  // namespace triaged::journal

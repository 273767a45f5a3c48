#include "journal/replay.h"

#include "journal/blocks.h"
#include "journal/codec.h"
#include "journal/journal.h"

namespace triaged::journal {
namespace {

Error gap(const std::string& what, std::uint64_t expected, std::uint64_t found) {
  return {"corrupt", what + " " + std::to_string(expected) + " is missing: " +
                         std::to_string(found) + " stands in its place"};
}

Result<bool> replay_record(std::string_view block, Position& position, const Visitor& visitor) {
  auto record = decode(block);
  if (!record) return std::move(record).error();
  if (record->seq != position.seq + 1) return gap("record", position.seq + 1, record->seq);
  position.seq = record->seq;
  return visitor.record(*record);
}

Result<bool> replay_row(std::string_view body, Position& position, const Visitor& visitor) {
  while (!body.empty()) {
    auto block = take_block(body);
    if (!block) return std::move(block).error();
    auto more = replay_record(*block, position, visitor);
    if (!more || !*more) return more;
  }
  return true;
}

/// The time of one record of a row: of the first, or of the last.
Result<Timestamp> time_in(std::string_view body, bool first) {
  Timestamp found = kNoTime;
  while (!body.empty()) {
    auto block = take_block(body);
    if (!block) return std::move(block).error();
    auto record = decode(*block);
    if (!record) return std::move(record).error();
    found = record->envelope.at;
    if (first) break;
  }
  return found;
}

}  // namespace

Result<bool> replay(Segment& segment, Position& position, const Visitor& visitor) {
  bool ended = false;
  auto walked = segment.rows(
      position.row + 1, [&](std::uint64_t row, std::string_view body) -> Result<bool> {
        if (row != position.row + 1) return gap("batch", position.row + 1, row);
        position.row = row;
        auto more = replay_row(body, position, visitor);
        ended = more && !*more;
        return more;
      });
  if (!walked) return std::move(walked).error();
  return !ended;
}

Result<Timestamp> first_time(Segment& segment) {
  Timestamp found = kNoTime;
  auto walked = segment.rows(0, [&](std::uint64_t, std::string_view body) -> Result<bool> {
    auto time = time_in(body, true);
    if (!time) return std::move(time).error();
    found = *time;
    return found == kNoTime;
  });
  if (!walked) return std::move(walked).error();
  return found;
}

Result<Timestamp> last_time(Segment& segment) {
  auto last = segment.last_row();
  if (!last) return std::move(last).error();
  Timestamp found = kNoTime;
  for (std::uint64_t row = *last; row >= segment.start().first_batch && found == kNoTime; --row) {
    auto walked = segment.rows(row, [&](std::uint64_t, std::string_view body) -> Result<bool> {
      auto time = time_in(body, false);
      if (!time) return std::move(time).error();
      found = *time;
      return false;
    });
    if (!walked) return std::move(walked).error();
  }
  return found;
}

}  // namespace triaged::journal

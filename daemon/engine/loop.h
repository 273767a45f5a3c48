#pragma once
// The loop thread: takes everything that waits, decides, applies, commits once, and only then lets
// answers out, effects leave and reads see it (law 1). Owns the World, the journal, the outbox. All
// public functions may be called from any thread; callbacks run on the loop thread and must not
// block.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "io/http_client.h"
#include "journal/crash_marks.h"
#include "journal/journal.h"
#include "engine/clock.h"
#include "engine/dead_man.h"
#include "engine/decide.h"
#include "engine/outbox.h"
#include "engine/render.h"

namespace triaged::engine {

/// How an input ended. `committed` false: nothing of it is kept; `error` is a code for the reply
/// ("overload", "disk-full", "io", "stopping").
struct Answer {
  bool committed = false;
  std::uint64_t seq = 0;  ///< of its record, or of the last one if it changed nothing
  std::vector<IncidentId> incidents;
  std::string error;
};

/// Everything the configuration changes at once.
struct Setup {
  Policy policy;
  ChatEnds chats;
  Viewer viewer;  ///< `now` is filled in when used
  Duration chat_timeout = std::chrono::seconds{10};
  /// What a sender that made no promise is given; zero: for ever.
  Duration quiet_after{0};
};

struct LoopStats {
  std::atomic<std::uint64_t> inputs{0};
  std::atomic<std::uint64_t> batches{0};
  std::atomic<std::uint64_t> alerts{0};
  std::atomic<std::uint64_t> resends{0};
  std::atomic<std::uint64_t> commit_failures{0};
  std::atomic<std::uint64_t> queue{0};
  std::atomic<std::int64_t> progress_ms{0};  ///< steady time of the last finished round, for watchdogs
};

/// What the loop tells the rest of the process; called on the loop thread after the commit.
struct LoopEvents {
  std::function<void(const Record&)> committed;
  std::function<void(const std::string& chat, const std::string& outcome)> chat_answered;
  std::function<void(Duration)> commit_took;
  /// Text for a chat that is not remote (console).
  std::function<void(const std::string& text)> local_message;
  std::function<void(const std::string& what)> trouble;
};

class Loop {
 public:
  /// `world` is what the journal restored. Neither journal nor client may be used by others after.
  Loop(std::unique_ptr<journal::Journal> journal, World world, io::HttpClient& client,
       const Clock& clock, Setup setup, LoopEvents events,
       std::unique_ptr<journal::CrashMarks> crash_marks = nullptr);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void start();
  /// Finishes what waits, commits and joins. Inputs after this are answered "stopping".
  void stop();

  /// False at once when the queue is full: answer 503. Else `done` is called exactly once.
  bool submit(Input input, std::string actor, Realm realm, std::function<void(const Answer&)> done,
              Prepared prepared = {});

  /// Runs `read` on the loop thread between batches, when everything visible is durable.
  bool query(std::function<void(const World&, const Setup&, journal::Journal&)> read);

  /// Swaps policy, chats and viewer between two batches.
  void reload(Setup setup);

  const LoopStats& stats() const { return stats_; }

 private:
  struct Item {
    std::function<void()> run;
  };
  struct Waiting {
    std::function<void(const Answer&)> done;
    Answer answer;
  };

  void run();
  void round();
  std::vector<Item> take_waiting();
  bool push(std::function<void()> run, bool bounded);
  void accept(Input input, const std::string& actor, Realm realm,
              std::function<void(const Answer&)> done, const Prepared& prepared = {});
  /// Decides and applies; what cannot be decided becomes plain cards. False: not even that.
  bool decide(Record& record, const Prepared& prepared);
  bool decide_plainly(Record& record, const std::string& why);
  void rebuild_world();
  World restored_world();
  void note_promises(const AlertsIn& alerts, Timestamp now);
  void tick();
  void watch_wall_clock();
  void commit();
  void fail_batch(const Error& error);
  void send_due();
  void dispatch(Send send);
  HttpRequest encode(const Send& send, const ChatEnd& end) const;
  void resolved(const Send& send, const io::Transfer& transfer, const chat::ChatAdapter& adapter);
  void transferred(const Send& send, const io::Transfer& transfer);
  Envelope envelope(std::string actor, Realm realm) const;
  Timestamp next_deadline() const;

  std::unique_ptr<journal::Journal> journal_;
  World world_;
  io::HttpClient& client_;
  const Clock& clock_;
  JournalTime time_;
  Setup setup_;
  LoopEvents events_;
  Outbox outbox_;
  DeadMan dead_man_;
  std::unique_ptr<journal::CrashMarks> crash_marks_;

  Effects effects_;
  std::vector<Waiting> waiting_;
  std::vector<Record> uncommitted_;
  Timestamp last_tick_;
  Duration wall_offset_;  ///< of the wall clock to journal time, at the last tick
  Timestamp clock_fault_since_ = kNoTime;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Item> queue_;
  bool stopping_ = false;
  std::thread thread_;
  LoopStats stats_;
};

}  // namespace triaged::engine

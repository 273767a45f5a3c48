#include "engine/loop.h"

#include <algorithm>

#include "core/fnv.h"
#include "rules/text_memo.h"

namespace triaged::engine {
namespace {

constexpr std::size_t kQueueLimit = 20'000;
constexpr std::size_t kBatchLimit = 1'024;
constexpr std::size_t kQuietPerTick = 5'000;
constexpr Duration kTick = std::chrono::seconds{1};
constexpr Duration kShortestPromise = std::chrono::seconds{1};
constexpr Duration kWallStep = std::chrono::seconds{1};
constexpr Duration kClockFaultShown = std::chrono::hours{1};
constexpr Duration kResendInterval = std::chrono::minutes{1};

std::vector<IncidentId> incidents_of(const Record& record) {
  std::vector<IncidentId> ids;
  const auto add = [&](IncidentId id) {
    if (ids.empty() || ids.back() != id) ids.push_back(id);
  };
  for (const Decision& decision : record.decisions) {
    if (const auto* opened = std::get_if<IncidentOpened>(&decision)) add(opened->id);
    if (const auto* applied = std::get_if<AlertApplied>(&decision)) add(applied->incident);
    if (const auto* joined = std::get_if<ReportJoined>(&decision)) add(joined->incident);
  }
  return ids;
}

chat::Verdict verdict_of(const Send& send, const io::Transfer& transfer,
                         const chat::ChatAdapter& adapter) {
  chat::Verdict verdict;
  verdict.error = transfer.error;
  if (!transfer.reached) {
    verdict.kind = chat::Verdict::Kind::retry;
  } else if (!transfer.complete) {
    verdict.kind = chat::Verdict::Kind::ambiguous;
  } else {
    return send.kind == Send::Kind::edit ? adapter.read_edit(transfer.reply)
                                         : adapter.read_post(transfer.reply);
  }
  return verdict;
}

std::string_view word(chat::Verdict::Kind kind) {
  using Kind = chat::Verdict::Kind;
  switch (kind) {
    case Kind::sent: return "sent";
    case Kind::retry: return "retry";
    case Kind::ambiguous: return "ambiguous";
    case Kind::refused: return "refused";
    case Kind::invalid: return "invalid";
    case Kind::stopped: return "stopped";
    case Kind::gone: return "gone";
  }
  return "unknown";
}

const Notice* notice_of(const Incident& incident, std::uint64_t id) {
  for (const Notice& notice : incident.notices) {
    if (notice.id == id) return &notice;
  }
  return nullptr;
}

// Names an input that may come again after a crash; 0: it cannot.
std::uint64_t mark_of(const Input& input) {
  Fnv hash;
  if (const auto* alerts = std::get_if<AlertsIn>(&input)) {
    for (const Alert& alert : alerts->alerts) {
      for (unsigned shift = 0; shift < 64; shift += 8) {
        hash.add_byte(static_cast<std::uint8_t>(alert.fingerprint >> shift));
      }
    }
    return hash.value();
  }
  if (const auto* report = std::get_if<ReportIn>(&input)) return hash.add(report->text).value();
  return 0;
}

}  // namespace

Loop::Loop(std::unique_ptr<journal::Journal> journal, World world, io::HttpClient& client,
           const Clock& clock, Setup setup, LoopEvents events,
           std::unique_ptr<journal::CrashMarks> crash_marks)
    : journal_(std::move(journal)),
      world_(std::move(world)),
      client_(client),
      clock_(clock),
      time_(clock, world_.last_at()),
      setup_(std::move(setup)),
      events_(std::move(events)),
      crash_marks_(std::move(crash_marks)) {
  setup_.policy.memo = std::make_shared<rules::TextMemo>();
  wall_offset_ = clock_.wall() - time_.now();
  outbox_.restore(world_);
  dead_man_.restore(world_, time_.now(), 5 * kResendInterval);
}

Loop::~Loop() { stop(); }

void Loop::start() {
  thread_ = std::thread([this] { run(); });
}

void Loop::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool Loop::push(std::function<void()> work, bool bounded) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || (bounded && queue_.size() >= kQueueLimit)) return false;
    queue_.push_back({std::move(work)});
    stats_.queue.store(queue_.size(), std::memory_order_relaxed);
    if (queue_.size() > 1) return true;  // the loop has been told already
  }
  wake_.notify_one();
  return true;
}

bool Loop::submit(Input input, std::string actor, Realm realm,
                  std::function<void(const Answer&)> done, Prepared prepared) {
  return push(
      [this, input = std::move(input), actor = std::move(actor), realm, done = std::move(done),
       prepared = std::move(prepared)]() mutable {
        accept(std::move(input), actor, realm, std::move(done), prepared);
      },
      true);
}

bool Loop::query(std::function<void(const World&, const Setup&, journal::Journal&)> read) {
  // Answered after the commit of the batch it arrived with.
  return push(
      [this, read = std::move(read)] {
        waiting_.push_back({[this, read](const Answer&) { read(world_, setup_, *journal_); }, {}});
      },
      true);
}

void Loop::reload(Setup setup) {
  push(
      [this, setup = std::move(setup)]() mutable {
        commit();
        setup_ = std::move(setup);
        setup_.policy.memo = std::make_shared<rules::TextMemo>();
      },
      false);
}

Envelope Loop::envelope(std::string actor, Realm realm) const {
  return {time_.now(), clock_.wall(), std::move(actor), realm};
}

void Loop::run() {
  bool go_on = true;
  while (go_on) {
    std::vector<Item> items = take_waiting();
    {
      const std::lock_guard lock(mutex_);
      go_on = !stopping_ || !queue_.empty();
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i].run();
      if (i % kBatchLimit == kBatchLimit - 1) commit();
    }
    round();
  }
  round();
}

void Loop::round() {
  if (time_.now() - last_tick_ >= kTick) tick();
  commit();
  send_due();
  journal_->tend(world_, time_.now());
  stats_.batches.fetch_add(1, std::memory_order_relaxed);
  stats_.progress_ms.store(clock_.steady().count(), std::memory_order_relaxed);
}

std::vector<Loop::Item> Loop::take_waiting() {
  std::unique_lock lock(mutex_);
  const Duration wait = std::clamp(next_deadline() - time_.now(), Duration{0}, kTick);
  wake_.wait_for(lock, wait, [&] { return stopping_ || !queue_.empty(); });
  std::vector<Item> items;
  items.swap(queue_);
  stats_.queue.store(0, std::memory_order_relaxed);
  return items;
}

Timestamp Loop::next_deadline() const {
  Timestamp next = last_tick_ + kTick;
  if (journal_->stats().snapshot_running) return time_.now() + Duration{2};
  if (const auto wake = outbox_.next_wake()) next = std::min(next, *wake);
  return next;
}

void Loop::accept(Input input, const std::string& actor, Realm realm,
                  std::function<void(const Answer&)> done, const Prepared& prepared) {
  const Envelope stamped = envelope(actor, realm);
  stats_.inputs.fetch_add(1, std::memory_order_relaxed);
  const auto* alerts = std::get_if<AlertsIn>(&input);
  std::size_t arrived = 0;
  if (alerts != nullptr) {
    if (journal_->low_on_disk()) {
      waiting_.push_back({std::move(done), {.error = "disk-full"}});
      return;
    }
    arrived = alerts->alerts.size();
    note_promises(*alerts, stamped.at);
  }
  Record record;
  record.envelope = stamped;
  record.input = std::move(input);
  if (!decide(record, prepared)) {
    waiting_.push_back({std::move(done), {.error = "undecidable"}});
    return;
  }
  Answer answer{.committed = true, .seq = world_.last_seq(), .incidents = incidents_of(record)};
  if (const auto* kept = std::get_if<AlertsIn>(&record.input)) {
    stats_.alerts.fetch_add(arrived, std::memory_order_relaxed);
    stats_.resends.fetch_add(arrived - kept->alerts.size(), std::memory_order_relaxed);
  }
  if (!record.decisions.empty()) {
    journal_->append(record);
    if (events_.committed) uncommitted_.push_back(std::move(record));
  }
  if (done) waiting_.push_back({std::move(done), std::move(answer)});
}

bool Loop::decide(Record& record, const Prepared& prepared) {
  const std::uint64_t mark = crash_marks_ == nullptr ? 0 : mark_of(record.input);
  if (mark != 0 && crash_marks_->killed_twice(mark)) {
    return decide_plainly(record, "the process stopped over it twice");
  }
  if (crash_marks_ != nullptr) crash_marks_->deciding(mark);
  Effects effects;
  try {
    step(world_, setup_.policy, record, effects, prepared);
    effects_.merge(effects);
  } catch (const std::exception& error) {
    // What was applied of it must not stay; what came before it is sound.
    if (!record.decisions.empty()) rebuild_world();
    return decide_plainly(record, error.what());
  }
  if (crash_marks_ != nullptr) crash_marks_->deciding(0);
  return true;
}

bool Loop::decide_plainly(Record& record, const std::string& why) {
  if (events_.trouble) events_.trouble("an input could not be decided: " + why);
  Effects effects;
  try {
    step_raw(world_, setup_.policy, record, "could not be decided: " + why, effects);
  } catch (const std::exception& error) {
    rebuild_world();
    return false;
  }
  effects_.merge(effects);
  return true;
}

void Loop::rebuild_world() {
  commit();
  world_ = restored_world();
}

World Loop::restored_world() {
  auto restored = journal_->restore();
  // A journal that cannot be read back leaves nothing to stand on; the service manager restarts us.
  if (!restored) throw std::runtime_error("journal lost: " + restored.error().reason);
  return std::move(restored.value());
}

void Loop::note_promises(const AlertsIn& alerts, Timestamp now) {
  for (const Alert& alert : alerts.alerts) {
    const AlertKey key = key_of(alert);
    if (alert.status != AlertStatus::firing) {
      dead_man_.release(key);
    } else if (alert.ends_at != kNoTime) {
      dead_man_.promise(key, std::max(alert.ends_at, now + kShortestPromise));
    } else if (setup_.quiet_after > Duration{0}) {
      dead_man_.promise(key, now + setup_.quiet_after);
    }
  }
}

// Journal time goes on evenly; that the wall clock did not is a fact people need (law 2).
void Loop::watch_wall_clock() {
  const Duration offset = clock_.wall() - last_tick_;
  const Duration step = offset - wall_offset_;
  wall_offset_ = offset;
  if (step > kWallStep || step < -kWallStep) {
    clock_fault_since_ = last_tick_;
    const std::string by = (step < Duration{0} ? "back by " : "forward by ") +
                           format_duration(step < Duration{0} ? -step : step);
    accept(FaultIn{"clock", "the wall clock stepped " + by + "; times here went on evenly"}, "time",
           Realm::live, nullptr);
  } else if (clock_fault_since_ != kNoTime && last_tick_ - clock_fault_since_ > kClockFaultShown) {
    clock_fault_since_ = kNoTime;
    accept(FaultIn{"clock", ""}, "time", Realm::live, nullptr);
  }
}

void Loop::tick() {
  last_tick_ = time_.now();
  watch_wall_clock();
  const auto quiet = dead_man_.broken(last_tick_, kQuietPerTick);
  if (!quiet.empty()) accept(QuietIn{quiet}, "time", Realm::live, nullptr);
  for (const IncidentId id : archivable(world_, setup_.policy, last_tick_)) {
    journal_->archive(world_, id);
  }
  const Envelope stamped{last_tick_, clock_.wall(), "time", Realm::live};
  Record record = step(world_, setup_.policy, stamped, TimeIn{}, effects_);
  if (record.decisions.empty()) return;
  journal_->append(record);
  if (events_.committed) uncommitted_.push_back(std::move(record));
}

void Loop::commit() {
  const Duration before = clock_.steady();
  const auto result = journal_->commit();
  if (!result) return fail_batch(result.error());
  if (events_.commit_took && !waiting_.empty()) events_.commit_took(clock_.steady() - before);
  std::vector<Waiting> answered;
  answered.swap(waiting_);
  for (Waiting& waiting : answered) waiting.done(waiting.answer);
  for (const Record& record : uncommitted_) events_.committed(record);
  uncommitted_.clear();
  outbox_.want(effects_);
  effects_ = {};
}

void Loop::fail_batch(const Error& error) {
  stats_.commit_failures.fetch_add(1, std::memory_order_relaxed);
  if (events_.trouble) events_.trouble("commit failed: " + error.reason);
  uncommitted_.clear();
  effects_ = {};
  world_ = restored_world();
  outbox_ = Outbox{};
  outbox_.restore(world_);
  std::vector<Waiting> answered;
  answered.swap(waiting_);
  for (Waiting& waiting : answered) waiting.done({.error = error.code});
}

void Loop::send_due() {
  for (Send& send : outbox_.due(world_, setup_.chats, time_.now())) dispatch(std::move(send));
  commit();
}

HttpRequest Loop::encode(const Send& send, const ChatEnd& end) const {
  const Incident& incident = *world_.find(send.ref.incident);
  if (send.kind == Send::Kind::resolve) return end.adapter->encode_resolve(end.config);
  if (send.kind == Send::Kind::search) {
    return end.adapter->encode(chat::SearchCall{send.channel, send.thread, send.oldest},
                               end.config);
  }
  chat::Message message;
  message.kind = send.ref.lane == Lane::root   ? chat::Message::Kind::root
                 : send.ref.lane == Lane::list ? chat::Message::Kind::list
                                               : chat::Message::Kind::notice;
  message.delivery = send.delivery;
  message.recovered = send.recovered;
  Viewer viewer = setup_.viewer;
  viewer.now = time_.now();
  message.card = render_card(world_, incident, viewer);
  if (const Notice* notice = notice_of(incident, send.ref.notice)) {
    message.notice = render_notice(world_, incident, *notice);
    if (notice->mention) message.mention = incident.route.escalation;
  }
  if (send.kind == Send::Kind::edit) {
    return end.adapter->encode(chat::EditCall{send.channel, send.message_id, std::move(message)},
                               end.config);
  }
  const chat::PostCall call{send.channel, send.thread, std::move(message)};
  return send.kind == Send::Kind::plain_post ? end.adapter->encode_plain(call, end.config)
                                             : end.adapter->encode(call, end.config);
}

void Loop::dispatch(Send send) {
  const ChatEnd& end = setup_.chats.at(send.chat);
  const Incident& incident = *world_.find(send.ref.incident);
  const bool says = send.kind != Send::Kind::search && send.kind != Send::Kind::resolve;
  if (send.ref.lane == Lane::notice && says) {
    const Notice* notice = notice_of(incident, send.ref.notice);
    if (notice == nullptr || render_notice(world_, incident, *notice).empty()) {
      chat::Verdict dropped{.kind = chat::Verdict::Kind::sent};
      outbox_.answered(world_, setup_.chats, send, dropped, time_.now());
      OutcomeIn outcome;
      outcome.delivery = send.ref;
      outcome.error = "no longer true";
      accept(outcome, "chat:" + send.chat, incident.realm, nullptr);
      return;
    }
  }
  HttpRequest request = encode(send, end);
  if (!end.adapter->abilities().remote) {
    if (events_.local_message) events_.local_message(request.body);
    const chat::Verdict sent{.kind = chat::Verdict::Kind::sent, .message_id = send.delivery};
    for (Input& input : outbox_.answered(world_, setup_.chats, send, sent, time_.now())) {
      accept(std::move(input), "chat:" + send.chat, Realm::live, nullptr);
    }
    return;
  }
  client_.send(std::move(request), setup_.chat_timeout,
               [this, send = std::move(send)](io::Transfer transfer) {
                 push([this, send, transfer = std::move(transfer)] { transferred(send, transfer); },
                      false);
               });
}

void Loop::resolved(const Send& send, const io::Transfer& transfer,
                    const chat::ChatAdapter& adapter) {
  const auto id = transfer.complete ? adapter.read_resolve(transfer.reply, send.channel)
                                    : Result<std::string>(Error{"resolve", transfer.error});
  if (id) return outbox_.resolved(send, *id, time_.now());
  const chat::Verdict verdict{.kind = chat::Verdict::Kind::retry, .error = id.error().reason};
  outbox_.answered(world_, setup_.chats, send, verdict, time_.now());
}

void Loop::transferred(const Send& send, const io::Transfer& transfer) {
  const auto end = setup_.chats.find(send.chat);
  if (end == setup_.chats.end()) return;
  std::vector<Input> inputs;
  if (send.kind == Send::Kind::resolve) {
    resolved(send, transfer, *end->second.adapter);
  } else if (send.kind == Send::Kind::search) {
    auto found = transfer.complete ? end->second.adapter->read_search(transfer.reply)
                                   : Result<chat::Found>(Error{"search", transfer.error});
    if (found) {
      inputs = outbox_.searched(send, found.value(), time_.now());
    } else {
      const chat::Verdict verdict{.kind = chat::Verdict::Kind::retry,
                                  .error = found.error().reason};
      inputs = outbox_.answered(world_, setup_.chats, send, verdict, time_.now());
    }
    if (events_.chat_answered) events_.chat_answered(send.chat, found ? "searched" : "retry");
  } else {
    const chat::Verdict verdict = verdict_of(send, transfer, *end->second.adapter);
    if (events_.chat_answered) events_.chat_answered(send.chat, std::string(word(verdict.kind)));
    inputs = outbox_.answered(world_, setup_.chats, send, verdict, time_.now());
  }
  for (Input& input : inputs) {
    accept(std::move(input), "chat:" + send.chat, Realm::live, nullptr);
  }
}

}  // namespace triaged::engine

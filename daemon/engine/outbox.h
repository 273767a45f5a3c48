#pragma once
// What leaves, in which order and when (laws 3 to 5). It holds no content: it knows which placements
// lag behind the World, what is under way, and what was answered; the content is rendered when a
// send is due. Pure scheduling over (World, time, answers); the loop thread owns it and moves bytes.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/chat/chat.h"
#include "core/effect.h"
#include "core/world.h"
#include "engine/bucket.h"

namespace triaged::engine {

/// A configured chat together with its codec.
struct ChatEnd {
  chat::ChatConfig config;
  const chat::ChatAdapter* adapter = nullptr;
};
using ChatEnds = std::map<std::string, ChatEnd>;

/// One request that is due now. `version` is the incident's at this moment.
struct Send {
  enum class Kind : std::uint8_t { post, plain_post, edit, search, resolve };
  Kind kind = Kind::post;
  DeliveryRef ref;
  std::uint64_t version = 0;
  std::string chat;
  std::string channel;     ///< id where known, else the configured name
  std::string place;       ///< the configured name: what is paced and looked up by
  std::string thread;
  std::string message_id;  ///< edits
  std::string delivery;
  bool recovered = false;
  Timestamp oldest;        ///< searches
};

/// "inc-7/ops/root", "inc-7/ops/notice-3"; a placement after a fallback adds its number.
std::string delivery_id(const Incident& incident, const DeliveryRef& ref);

/// True if chats are to hear of the incident at all, now.
bool wants_chat(const Incident& incident, Timestamp now);

class Outbox {
 public:
  struct Limits {
    Duration channel_interval = std::chrono::seconds{1};
    Duration edit_interval = std::chrono::milliseconds{1200};  ///< workspace x chat.update
    int edit_burst = 10;
    Duration busy_edit_limit = std::chrono::seconds{30};
    std::size_t in_flight = 64;
  };

  Outbox() : Outbox(Limits{}) {}
  explicit Outbox(Limits limits) : limits_(limits) {}

  /// These incidents may have something to say.
  void want(const Effects& effects);
  /// After a restart: everything that was never confirmed may have been sent, so it is searched for.
  void restore(const World& world);

  /// What may leave now, worst severity first. Marks each as under way.
  std::vector<Send> due(const World& world, const ChatEnds& chats, Timestamp now);

  /// When due() may have more; nullopt: not before the next want() or answer.
  std::optional<Timestamp> next_wake() const { return next_wake_; }

  /// The answer to a send, as inputs for the loop: an outcome, a fault, or nothing (it will be tried
  /// again).
  std::vector<Input> answered(const World& world, const ChatEnds& chats, const Send& send,
                              const chat::Verdict& verdict, Timestamp now);
  /// The id behind a channel's configured name, or nothing if it could not be had.
  void resolved(const Send& send, const std::string& channel_id, Timestamp now);
  std::vector<Input> searched(const Send& send, const chat::Found& found, Timestamp now);

  std::size_t waiting() const { return wanted_.size(); }
  std::size_t under_way() const { return under_way_; }
  /// Since when the longest-waiting incident has had something unsent; kNoTime: nothing waits.
  Timestamp oldest_waiting() const;

 private:
  /// One per placement of an incident: nothing of it is sent while something is under way.
  struct Conversation {
    bool busy = false;
    bool ambiguous = false;  ///< the last post may have arrived
    bool searched = false;   ///< ... and was looked for in vain: post it
    bool blind = false;      ///< it cannot be looked for: post it, marked as recovered
    bool plain = false;      ///< the full form was refused as invalid
    bool repost = false;     ///< the message we would edit is gone
    int failures = 0;
    Timestamp not_before;
    Timestamp last_edit;
    Duration edit_gap{0};
    Timestamp intent;        ///< when we first wanted to post
  };
  using Place = std::pair<IncidentId, std::uint32_t>;

  std::optional<Send> next_of(const World& world, const Incident& incident,
                              std::uint32_t placement, const ChatEnd& chat, Timestamp now,
                              Conversation& talk);
  std::optional<Send> edit_of(const Incident& incident, const DeliveryRef& ref, Timestamp now,
                              Conversation& talk);
  bool admit(Send& send, const ChatEnd& chat, Timestamp now, Conversation& talk);
  Bucket& channel_bucket(const Send& send);
  Bucket& edit_bucket(const std::string& chat);
  void wake_at(Timestamp at);
  bool settled(const World& world, const Incident& incident, Timestamp now) const;
  std::vector<Input> give_up(const ChatEnds& chats, const Send& send, const std::string& error);
  void back_off(Conversation& talk, const Send& send, const chat::Verdict& verdict, Timestamp now);

  Limits limits_;
  std::map<IncidentId, Timestamp> wanted_;  ///< with the time since when
  std::map<Place, Conversation> talks_;
  std::map<std::string, std::string> ids_;  ///< chat/name -> channel id, as far as learned
  std::map<std::string, Bucket> channels_;
  std::map<std::string, Bucket> edits_;
  std::optional<Timestamp> next_wake_;
  std::size_t under_way_ = 0;
};

}  // namespace triaged::engine

#pragma once
// What every chat is: a pure codec between cards and that chat's requests. One file per product
// implements it, one line in registry.cc lists it. What a chat cannot do it says in Abilities; the
// engine decides accordingly. No I/O, no clock, no log; any thread.

#include <string>
#include <string_view>
#include <vector>

#include "core/card.h"
#include "core/http_message.h"
#include "core/record.h"
#include "core/result.h"
#include "core/secret.h"

namespace triaged::chat {

struct ChatConfig {
  std::string name;
  std::string type;
  std::string api_url;           ///< slack: base ending in "/"
  Secret token;                  ///< slack: bot token
  Secret url;                    ///< incoming webhooks: the URL is the credential
  std::string channel;           ///< default channel
  std::string fallback_channel;  ///< where refused cards go; may be empty
  std::string page_url;          ///< external URL of our page, for "more" links; may be empty
  friend bool operator==(const ChatConfig&, const ChatConfig&) = default;
};

struct Abilities {
  bool edit = false;    ///< can change a message it posted
  bool thread = false;  ///< can reply in a thread
  bool search = false;  ///< can find our message again by its delivery id
  bool remote = true;   ///< goes over the network; false: `console`
};

/// One thing to say. `delivery` is the id under which it can be found again: "inc-7/ops/root".
struct Message {
  enum class Kind : std::uint8_t { root, list, notice };
  Kind kind = Kind::root;
  std::string delivery;
  Card card;               ///< root and list draw from it; a notice names its incident
  std::string notice;      ///< text of a notice
  std::string mention;     ///< who is notified by it; empty: nobody
  bool recovered = false;  ///< posted again because it could not be searched for
};

struct PostCall {
  std::string channel;  ///< id or name
  std::string thread;   ///< message id of the root; empty for the root itself
  Message message;
};

struct EditCall {
  std::string channel;
  std::string message_id;
  Message message;
};

/// Looks for our own messages since `oldest` in a channel, or in a thread of it.
struct SearchCall {
  std::string channel;
  std::string thread;
  Timestamp oldest;
};

/// What a reply means for the sender's next move.
struct Verdict {
  enum class Kind : std::uint8_t {
    sent,       ///< done; channel_id and message_id are set for posts
    retry,      ///< not done; again after `retry_after` or the usual back-off
    ambiguous,  ///< may or may not have been done: search before posting again
    refused,    ///< this channel will never take it: fallback channel, visible fault
    invalid,    ///< our message is wrong: send the plain form instead, visible fault
    stopped,    ///< the whole chat is unusable (token, scope): visible fault
    gone,       ///< edit only: the message is no longer there; post anew
  };
  Kind kind = Kind::sent;
  std::string channel_id;
  std::string message_id;
  std::string error;  ///< the chat's own word, and what to do about it
  Duration retry_after{0};
};

/// delivery id -> message id of what was found.
struct Found {
  std::vector<std::pair<std::string, std::string>> messages;
  std::string channel_id;
  bool complete = true;  ///< false: there is more than was read
};

class ChatAdapter {
 public:
  virtual ~ChatAdapter() = default;
  virtual std::string_view type() const = 0;
  virtual Abilities abilities() const = 0;

  virtual HttpRequest encode(const PostCall& call, const ChatConfig& config) const = 0;
  virtual HttpRequest encode(const EditCall& call, const ChatConfig& config) const = 0;
  virtual HttpRequest encode(const SearchCall& call, const ChatConfig& config) const = 0;
  /// The same message with everything risky left out: one literal text block.
  virtual HttpRequest encode_plain(const PostCall& call, const ChatConfig& config) const = 0;

  virtual Verdict read_post(const HttpReply& reply) const = 0;
  virtual Verdict read_edit(const HttpReply& reply) const = 0;
  virtual Result<Found> read_search(const HttpReply& reply) const = 0;

  /// The list of channels, for the id behind a name, which searching needs. Only chats that can
  /// search are asked.
  virtual HttpRequest encode_resolve(const ChatConfig&) const { return {}; }
  /// The channel's id; errors: "not-found", or the chat's own word.
  virtual Result<std::string> read_resolve(const HttpReply&, std::string_view /*name*/) const {
    return Error{"not-found", "this chat has no list of channels"};
  }
};

const ChatAdapter* find_chat(std::string_view type);
std::vector<std::string_view> chat_types();

}  // namespace triaged::chat

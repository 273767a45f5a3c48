// A Slack incoming webhook: the URL is the credential. It can post and nothing else: no edit, no
// thread, no search, and no buttons, because nobody would hear a click.

#include <algorithm>
#include <array>

#include "adapters/chat/rich_text.h"
#include "adapters/chat/slack_blocks.h"
#include "adapters/chat/slack_reply.h"
#include "adapters/chat/visible_text.h"

namespace triaged::chat {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Verdict::Kind;

struct Row {
  std::string_view word;
  Kind kind;
  std::string_view advice;
};

constexpr std::array kRows{
    Row{"no_service", Kind::stopped, "the webhook was removed; make a new one"},
    Row{"no_service_id", Kind::stopped, "the webhook URL is incomplete"},
    Row{"no_active_hooks", Kind::stopped, "the webhook was switched off"},
    Row{"no_team", Kind::stopped, "the workspace is gone"},
    Row{"team_disabled", Kind::stopped, "the workspace is switched off"},
    Row{"invalid_token", Kind::stopped, "the webhook URL is wrong"},
    Row{"action_prohibited", Kind::refused, "an administrator does not allow it"},
    Row{"posting_to_general_channel_denied", Kind::refused, "an administrator does not allow it"},
    Row{"channel_is_archived", Kind::refused, "the channel is archived"},
    Row{"user_not_found", Kind::refused, "the person of the webhook is gone"},
};

HttpRequest post(const PostCall& call, const ChatConfig& config, Json blocks) {
  const Json body = {{"text", slack_text(call.message)},
                     {"blocks", std::move(blocks)},
                     {"unfurl_links", false},
                     {"unfurl_media", false}};
  HttpRequest request;
  request.method = "POST";
  request.url = config.url.reveal();
  request.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  request.body = dump(body);
  return request;
}

Verdict read_word(std::string_view word) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [word](const Row& each) { return each.word == word; });
  if (row == kRows.end()) return slack_error(word, SlackCall::post);
  Verdict out;
  out.kind = row->kind;
  out.error = std::string(word) + ": " + std::string(row->advice);
  return out;
}

// A single word of small letters, as Slack's refusals are.
bool is_word(std::string_view text) {
  constexpr std::size_t kLongest = 64;
  return !text.empty() && text.size() <= kLongest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \r\n");
  return end == std::string_view::npos ? std::string_view{} : text.substr(0, end + 1);
}

Verdict unclear(const HttpReply& reply, Kind kind) {
  Verdict out;
  out.kind = kind;
  out.error = reply.status == 429
                  ? "ratelimited"
                  : "HTTP " + std::to_string(reply.status) + " without an answer from Slack";
  out.retry_after = retry_after(reply);
  return out;
}

class SlackWebhook final : public ChatAdapter {
 public:
  std::string_view type() const override { return "slack-webhook"; }
  Abilities abilities() const override { return {}; }

  HttpRequest encode(const PostCall& call, const ChatConfig& config) const override {
    return post(call, config, slack_blocks(call.message, config.page_url, Buttons::left_out));
  }
  HttpRequest encode_plain(const PostCall& call, const ChatConfig& config) const override {
    return post(call, config, slack_plain_blocks(call.message));
  }
  // Not among its abilities; what can be said is said anew.
  HttpRequest encode(const EditCall& edit, const ChatConfig& config) const override {
    return encode(PostCall{edit.channel, {}, edit.message}, config);
  }
  HttpRequest encode(const SearchCall&, const ChatConfig&) const override { return {}; }

  Verdict read_post(const HttpReply& reply) const override {
    const std::string_view word = trimmed(reply.body);
    if (reply.status == 200 && word == "ok") {
      Verdict sent;
      sent.channel_id = "webhook";
      sent.message_id = "posted";  // nothing can be done with it, but it stands for "it is there"
      return sent;
    }
    if (reply.status == 429) return unclear(reply, Kind::retry);
    if (reply.status >= 500 || reply.status < 300 || reply.status == 408) {
      return unclear(reply, Kind::ambiguous);
    }
    return is_word(word) ? read_word(word) : unclear(reply, Kind::retry);
  }
  Verdict read_edit(const HttpReply& reply) const override { return read_post(reply); }
  Result<Found> read_search(const HttpReply&) const override {
    return Error{"unsupported", "an incoming webhook cannot be searched"};
  }
};

}  // namespace

const ChatAdapter& slack_webhook() {
  static const SlackWebhook chat;
  return chat;
}

}  // namespace triaged::chat

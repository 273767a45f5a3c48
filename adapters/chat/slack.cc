// Slack's Web API: chat.postMessage, chat.update, and the histories in which our own messages are
// found again by their metadata.

#include <array>
#include <cstdio>

#include "adapters/chat/rich_text.h"
#include "adapters/chat/slack_blocks.h"
#include "adapters/chat/slack_reply.h"
#include "adapters/json_reader.h"

namespace triaged::chat {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kHistoryLimit = 200;

std::string method_url(const ChatConfig& config, std::string_view method) {
  std::string url = config.api_url.empty() ? "https://slack.com/api/" : config.api_url;
  if (!url.ends_with('/')) url.push_back('/');
  return url.append(method);
}

HttpRequest call(const ChatConfig& config, std::string_view method, std::string_view content_type,
                 std::string body) {
  HttpRequest request;
  request.method = "POST";
  request.url = method_url(config, method);
  request.headers = {{"Authorization", "Bearer " + config.token.reveal()},
                     {"Content-Type", std::string(content_type)},
                     {"Accept", "application/json"}};
  request.body = std::move(body);
  return request;
}

HttpRequest json_call(const ChatConfig& config, std::string_view method, const Json& body) {
  return call(config, method, "application/json; charset=utf-8", dump(body));
}

std::string form_encode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) {
      out.push_back(c);
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 0xF]};
    }
  }
  return out;
}

Json metadata(const Message& message) {
  return {{"event_type", "triaged_delivery"},
          {"event_payload",
           {{"delivery", message.delivery}, {"incident", to_string(message.card.incident)}}}};
}

Json post_body(const PostCall& call, Json blocks) {
  Json body = {{"channel", call.channel}};
  if (!call.thread.empty()) body["thread_ts"] = call.thread;
  body["text"] = slack_text(call.message);
  body["blocks"] = std::move(blocks);
  body["metadata"] = metadata(call.message);
  body["unfurl_links"] = false;
  body["unfurl_media"] = false;
  body["parse"] = "none";
  body["link_names"] = false;
  return body;
}

// Slack writes moments as seconds with a fraction.
std::string slack_time(Timestamp at) {
  const auto count = at.time_since_epoch().count();
  std::array<char, 40> out{};
  std::snprintf(out.data(), out.size(), "%lld.%03lld000", static_cast<long long>(count / 1000),
                static_cast<long long>(count % 1000));
  return out.data();
}

class Slack final : public ChatAdapter {
 public:
  std::string_view type() const override { return "slack"; }
  Abilities abilities() const override {
    return {.edit = true, .thread = true, .search = true, .remote = true};
  }

  HttpRequest encode(const PostCall& post, const ChatConfig& config) const override {
    Json blocks = slack_blocks(post.message, config.page_url, Buttons::shown);
    return json_call(config, "chat.postMessage", post_body(post, std::move(blocks)));
  }

  HttpRequest encode_plain(const PostCall& post, const ChatConfig& config) const override {
    return json_call(config, "chat.postMessage", post_body(post, slack_plain_blocks(post.message)));
  }

  HttpRequest encode(const EditCall& edit, const ChatConfig& config) const override {
    const Json body = {{"channel", edit.channel},
                       {"ts", edit.message_id},
                       {"text", slack_text(edit.message)},
                       {"blocks", slack_blocks(edit.message, config.page_url, Buttons::shown)},
                       {"metadata", metadata(edit.message)},
                       {"parse", "none"},
                       {"link_names", false}};
    return json_call(config, "chat.update", body);
  }

  // As a form: the methods that read do not all take JSON.
  HttpRequest encode(const SearchCall& search, const ChatConfig& config) const override {
    std::string form = "channel=" + form_encode(search.channel);
    if (!search.thread.empty()) form += "&ts=" + form_encode(search.thread);
    form += "&oldest=" + slack_time(search.oldest) + "&inclusive=true&include_all_metadata=true";
    form += "&limit=" + std::to_string(kHistoryLimit);
    const bool thread = !search.thread.empty();
    return call(config, thread ? "conversations.replies" : "conversations.history",
                "application/x-www-form-urlencoded", std::move(form));
  }

  HttpRequest encode_resolve(const ChatConfig& config) const override {
    return call(config, "conversations.list", "application/x-www-form-urlencoded",
                "exclude_archived=true&types=public_channel%2Cprivate_channel&limit=1000");
  }

  Result<std::string> read_resolve(const HttpReply& reply,
                                   std::string_view name) const override {
    return read_slack_channels(reply, name);
  }

  Verdict read_post(const HttpReply& reply) const override {
    return read_slack_reply(reply, SlackCall::post);
  }
  Verdict read_edit(const HttpReply& reply) const override {
    return read_slack_reply(reply, SlackCall::edit);
  }
  Result<Found> read_search(const HttpReply& reply) const override {
    return read_slack_history(reply);
  }
};

}  // namespace

const ChatAdapter& slack() {
  static const Slack chat;
  return chat;
}

}  // namespace triaged::chat

#include "adapters/chat/slack_reply.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "adapters/chat/visible_text.h"
#include "adapters/json_reader.h"

namespace triaged::chat {
namespace {

using adapters::JsonDocument;
using adapters::JsonView;
using Kind = Verdict::Kind;

struct Row {
  std::string_view word;
  Kind kind;
  std::string_view advice;
};

constexpr std::string_view kToken = "check the bot token and install the app again";
constexpr std::string_view kAdmin = "an administrator of the workspace does not allow it";
constexpr std::string_view kOurs = "our message was not accepted";

constexpr std::array kRows{
    // Later.
    Row{"ratelimited", Kind::retry, ""},
    Row{"rate_limited", Kind::retry, ""},
    Row{"message_limit_exceeded", Kind::retry, "the workspace posts too much"},
    Row{"service_unavailable", Kind::retry, ""},
    Row{"request_timeout", Kind::retry, "the request arrived cut"},
    Row{"team_added_to_org", Kind::retry, "the workspace is being migrated"},
    Row{"org_login_required", Kind::retry, "the workspace is being migrated"},
    Row{"external_channel_migrating", Kind::retry, "the channel is being migrated"},
    Row{"update_failed", Kind::retry, ""},
    Row{"accesslimited", Kind::retry, "the workspace limits access from this network"},
    // Slack says that some of it may have been done.
    Row{"internal_error", Kind::ambiguous, ""},
    Row{"fatal_error", Kind::ambiguous, ""},
    // Nothing will work until somebody has looked at the configuration.
    Row{"invalid_auth", Kind::stopped, kToken},
    Row{"not_authed", Kind::stopped, kToken},
    Row{"account_inactive", Kind::stopped, kToken},
    Row{"token_expired", Kind::stopped, kToken},
    Row{"token_revoked", Kind::stopped, kToken},
    Row{"missing_scope", Kind::stopped, "add the scope to the app and install it again"},
    Row{"no_permission", Kind::stopped, kAdmin},
    Row{"not_allowed_token_type", Kind::stopped, "use the bot token (xoxb-)"},
    Row{"two_factor_setup_required", Kind::stopped, kAdmin},
    Row{"ekm_access_denied", Kind::stopped, kAdmin},
    Row{"access_denied", Kind::stopped, kAdmin},
    Row{"enterprise_is_restricted", Kind::stopped, kAdmin},
    Row{"app_access_restricted", Kind::stopped, kAdmin},
    Row{"deprecated_endpoint", Kind::stopped, "Slack no longer offers this; update triaged"},
    Row{"method_deprecated", Kind::stopped, "Slack no longer offers this; update triaged"},
    Row{"unknown_method", Kind::stopped, "check api_url"},
    // This channel will not take it.
    Row{"channel_not_found", Kind::refused, "no such channel, or private without the bot in it"},
    Row{"not_in_channel", Kind::refused, "invite the bot to the channel"},
    Row{"is_archived", Kind::refused, "the channel is archived"},
    Row{"is_inactive", Kind::refused, "the channel is frozen"},
    Row{"restricted_action", Kind::refused, kAdmin},
    Row{"messages_tab_disabled", Kind::refused, "switch on the messages tab of the app"},
    Row{"cannot_reply_to_message", Kind::refused, "this message takes no replies"},
    Row{"thread_locked", Kind::refused, "the thread is locked"},
    Row{"user_not_in_channel", Kind::refused, "invite the bot to the channel"},
    Row{"channel_is_limited_access", Kind::refused, kAdmin},
    Row{"team_not_found", Kind::refused, "the workspace is gone"},
    // Our mistake; the plain form may pass.
    Row{"invalid_blocks", Kind::invalid, kOurs},
    Row{"invalid_blocks_format", Kind::invalid, kOurs},
    Row{"msg_too_long", Kind::invalid, kOurs},
    Row{"msg_blocks_too_long", Kind::invalid, kOurs},
    Row{"too_many_attachments", Kind::invalid, kOurs},
    Row{"attachment_payload_limit_exceeded", Kind::invalid, kOurs},
    Row{"no_text", Kind::invalid, kOurs},
    Row{"markdown_text_conflict", Kind::invalid, kOurs},
    Row{"block_mismatch", Kind::invalid, kOurs},
    Row{"missing_post_type", Kind::invalid, kOurs},
    Row{"view_too_large", Kind::invalid, kOurs},
    Row{"duplicate_external_id", Kind::invalid, kOurs},
    // It is already so.
    Row{"already_reacted", Kind::sent, ""},
    Row{"no_reaction", Kind::sent, ""},
    Row{"already_pinned", Kind::sent, ""},
    // Of edits: that message cannot be changed any more.
    Row{"message_not_found", Kind::gone, "the message was deleted"},
    Row{"edit_window_closed", Kind::gone, "the workspace limits how long messages may be edited"},
    Row{"cant_update_message", Kind::gone, "the message belongs to somebody else"},
};

// Families of words that Slack has extended before.
constexpr std::array kFamilies{
    Row{"restricted_action", Kind::refused, kAdmin},
    Row{"metadata_", Kind::invalid, kOurs},
    Row{"invalid_metadata", Kind::invalid, kOurs},
    Row{"invalid_", Kind::invalid, kOurs},
};

Row row_of(std::string_view word) {
  const auto exact =
      std::find_if(kRows.begin(), kRows.end(), [word](const Row& row) { return row.word == word; });
  if (exact != kRows.end()) return *exact;
  const auto family = std::find_if(kFamilies.begin(), kFamilies.end(),
                                   [word](const Row& row) { return word.starts_with(row.word); });
  return family != kFamilies.end() ? *family : Row{word, Kind::refused, "a word we do not know"};
}

Kind kind_for(Kind kind, SlackCall call) {
  if (call == SlackCall::edit && kind == Kind::ambiguous) return Kind::retry;
  if (call == SlackCall::post && kind == Kind::gone) return Kind::refused;
  return kind;
}

Verdict verdict(Kind kind, std::string error) {
  Verdict out;
  out.kind = kind;
  out.error = std::move(error);
  return out;
}

void append_detail(std::string& error, std::string_view name, std::string_view text) {
  constexpr std::size_t kDetail = 200;
  if (text.empty()) return;
  error += "; " + std::string(name) + cut(visible_line(text), kDetail);
}

// What Slack adds to an error: the scopes it wanted, the places it did not like.
void append_details(std::string& error, JsonView answer) {
  constexpr std::size_t kMessages = 3;
  append_detail(error, "needed ", answer.member("needed").string());
  append_detail(error, "provided ", answer.member("provided").string());
  const JsonView messages = answer.member("response_metadata").member("messages");
  for (std::size_t i = 0; i < messages.size() && i < kMessages; ++i) {
    append_detail(error, "", messages.element(i).string());
  }
}

std::string http_text(const HttpReply& reply) { return "HTTP " + std::to_string(reply.status); }

// An answer that Slack itself did not write, or wrote in distress.
Verdict without_answer(const HttpReply& reply, SlackCall call) {
  const bool gateway_refused = reply.status >= 300 && reply.status < 500 && reply.status != 408;
  const Kind kind = gateway_refused ? Kind::retry : kind_for(Kind::ambiguous, call);
  return verdict(kind, http_text(reply) + " without an answer from Slack");
}

Verdict read_success(JsonView answer, SlackCall call) {
  Verdict out;
  out.channel_id = answer.member("channel").string();
  out.message_id = answer.member("ts").string();
  if (call == SlackCall::post && (out.channel_id.empty() || out.message_id.empty())) {
    return verdict(Kind::ambiguous, "ok, but without channel or ts");
  }
  return out;
}

Verdict read_error(JsonView answer, const HttpReply& reply, SlackCall call) {
  const std::string_view word = answer.member("error").string();
  Verdict out = word.empty() ? verdict(kind_for(Kind::ambiguous, call), "not ok, without a reason")
                             : slack_error(word, call);
  // A server error is never a clear no, whatever the word beside it.
  if (reply.status >= 500) out.kind = kind_for(Kind::ambiguous, call);
  append_details(out.error, answer);
  out.retry_after = retry_after(reply);
  return out;
}

}  // namespace

Duration retry_after(const HttpReply& reply) {
  constexpr long long kLongest = 3600;
  const std::string_view text = header(reply.headers, "Retry-After");
  long long seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return Duration{0};
  return std::chrono::seconds{std::clamp(seconds, 0LL, kLongest)};
}

Verdict slack_error(std::string_view word, SlackCall call) {
  constexpr std::size_t kWord = 80;
  const Row row = row_of(word);
  std::string error = cut(visible_line(word), kWord);
  if (!row.advice.empty()) error += ": " + std::string(row.advice);
  return verdict(kind_for(row.kind, call), std::move(error));
}

Verdict read_slack_reply(const HttpReply& reply, SlackCall call) {
  if (reply.status == 429) {
    Verdict out = verdict(Kind::retry, "ratelimited");
    out.retry_after = retry_after(reply);
    return out;
  }
  const auto document = JsonDocument::parse(reply.body);
  if (!document || !document->root().member("ok").is(JsonView::Kind::boolean)) {
    return without_answer(reply, call);
  }
  const JsonView answer = document->root();
  const bool done = answer.member("ok").truth() && reply.status < 300;
  return done ? read_success(answer, call) : read_error(answer, reply, call);
}

namespace {

// Why a reading method's answer is no good, as an error; nothing if it is good.
std::optional<Error> reading_error(const HttpReply& reply,
                                   const Result<JsonDocument>& document) {
  if (document && reply.status < 300 && document->root().member("ok").truth()) return std::nullopt;
  if (reply.status == 429) return Error{"ratelimited", "asked too often"};
  const std::string word(document ? document->root().member("error").string()
                                  : std::string_view{});
  if (word.empty()) return Error{"unavailable", http_text(reply) + " without an answer from Slack"};
  Verdict known = slack_error(word, SlackCall::post);
  append_details(known.error, document->root());
  return Error{word, known.error};
}

}  // namespace

Result<std::string> read_slack_channels(const HttpReply& reply, std::string_view name) {
  const auto document = JsonDocument::parse(reply.body);
  if (const auto error = reading_error(reply, document)) return *error;
  if (name.starts_with('#')) name.remove_prefix(1);
  const JsonView channels = document->root().member("channels");
  for (std::size_t i = 0; i < channels.size(); ++i) {
    if (channels.element(i).member("name").string() != name) continue;
    return std::string(channels.element(i).member("id").string());
  }
  return Error{"not-found", "no channel of this name is listed"};
}

Result<Found> read_slack_history(const HttpReply& reply) {
  const auto document = JsonDocument::parse(reply.body);
  if (const auto error = reading_error(reply, document)) return *error;
  const JsonView answer = document->root();
  const JsonView messages = answer.member("messages");
  if (!messages.is(JsonView::Kind::array))
    return Error{"unavailable", "a history without messages"};
  Found found;
  found.channel_id = answer.member("channel").string();
  found.complete = !answer.member("has_more").truth();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const JsonView metadata = messages.element(i).member("metadata");
    if (metadata.member("event_type").string() != "triaged_delivery") continue;
    const auto delivery = metadata.member("event_payload").member("delivery").string();
    const auto ts = messages.element(i).member("ts").string();
    if (!delivery.empty() && !ts.empty()) found.messages.emplace_back(delivery, ts);
  }
  return found;
}

}  // namespace triaged::chat

#include "adapters/chat/slack_reply.h"

#include <catch2/catch.hpp>

namespace triaged::chat {
namespace {

using Kind = Verdict::Kind;

HttpReply error_reply(const std::string& word) {
  return {200, {}, R"({"ok":false,"error":")" + word + "\"}"};
}

struct Row {
  Kind post;
  Kind edit;
  std::vector<std::string> words;
};

const std::vector<Row>& table() {
  static const std::vector<Row> rows = {
      {Kind::retry,
       Kind::retry,
       {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable",
        "request_timeout", "team_added_to_org", "org_login_required", "external_channel_migrating",
        "update_failed", "accesslimited"}},
      {Kind::ambiguous, Kind::retry, {"internal_error", "fatal_error"}},
      {Kind::stopped,
       Kind::stopped,
       {"invalid_auth", "not_authed", "account_inactive", "token_expired", "token_revoked",
        "missing_scope", "no_permission", "not_allowed_token_type", "two_factor_setup_required",
        "ekm_access_denied", "access_denied", "enterprise_is_restricted", "deprecated_endpoint",
        "method_deprecated", "unknown_method", "app_access_restricted"}},
      {Kind::refused,
       Kind::refused,
       {"channel_not_found", "not_in_channel", "is_archived", "is_inactive", "restricted_action",
        "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel", "restricted_action_thread_locked",
        "messages_tab_disabled", "cannot_reply_to_message", "thread_locked", "user_not_in_channel",
        "channel_is_limited_access", "team_not_found", "a_word_of_next_year"}},
      {Kind::invalid,
       Kind::invalid,
       {"invalid_blocks",
        "invalid_blocks_format",
        "msg_too_long",
        "msg_blocks_too_long",
        "too_many_attachments",
        "attachment_payload_limit_exceeded",
        "no_text",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "markdown_text_conflict",
        "block_mismatch",
        "metadata_too_large",
        "metadata_must_be_sent_from_app",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "view_too_large",
        "duplicate_external_id"}},
      {Kind::sent, Kind::sent, {"already_reacted", "no_reaction", "already_pinned"}},
      {Kind::refused,
       Kind::gone,
       {"message_not_found", "edit_window_closed", "cant_update_message"}},
  };
  return rows;
}

TEST_CASE("every error word of Slack leads to its own next move") {
  for (const Row& row : table()) {
    for (const std::string& word : row.words) {
      INFO(word);
      const Verdict post = read_slack_reply(error_reply(word), SlackCall::post);
      CHECK(post.kind == row.post);
      CHECK(post.error.starts_with(word));
      CHECK(read_slack_reply(error_reply(word), SlackCall::edit).kind == row.edit);
    }
  }
}

TEST_CASE("a success carries where the message stands") {
  const auto verdict = read_slack_reply(
      {200, {}, R"({"ok":true,"channel":"C1","ts":"1503435956.000247"})"}, SlackCall::post);
  CHECK(verdict.kind == Kind::sent);
  CHECK(verdict.channel_id == "C1");
  CHECK(verdict.message_id == "1503435956.000247");
  CHECK(read_slack_reply({200, {}, R"({"ok":true})"}, SlackCall::post).kind == Kind::ambiguous);
  CHECK(read_slack_reply({200, {}, R"({"ok":true})"}, SlackCall::edit).kind == Kind::sent);
}

TEST_CASE("an answer that Slack did not give is ambiguous for a post and another try for an edit") {
  const std::vector<HttpReply> unclear = {
      {200, {}, ""},
      {200, {}, "<html>gateway</html>"},
      {200, {}, "{\"ok\": tru"},
      {200, {}, R"([{"ok":"yes"}])"},
      {200, {}, R"({"ok":"true"})"},
      {200, {}, R"({"ok":false})"},
      {500, {}, "upstream trouble"},
      {502, {}, "<html>502</html>"},
      {503, {}, R"({"ok":false,"error":"service_unavailable"})"},
      {500, {}, R"({"ok":true,"channel":"C1","ts":"1.2"})"},
      {504, {}, ""},
      {408, {}, ""},
      {0, {}, ""},
      {200, {}, std::string(200'000, '[')}};
  for (const HttpReply& reply : unclear) {
    INFO(reply.status << " " << reply.body.substr(0, 60));
    CHECK(read_slack_reply(reply, SlackCall::post).kind == Kind::ambiguous);
    CHECK(read_slack_reply(reply, SlackCall::edit).kind == Kind::retry);
  }
}

TEST_CASE("a gateway that says no has done nothing") {
  for (const int status : {301, 302, 400, 401, 403, 404, 407, 413}) {
    INFO(status);
    CHECK(read_slack_reply({status, {}, "<html></html>"}, SlackCall::post).kind == Kind::retry);
  }
}

TEST_CASE("Retry-After is obeyed in whole seconds, within reason") {
  const struct {
    const char* header;
    std::chrono::seconds wait;
  } rows[] = {{"30", std::chrono::seconds{30}},
              {"0", std::chrono::seconds{0}},
              {"-1", std::chrono::seconds{0}},
              {"99999999", std::chrono::seconds{3600}},
              {"Wed, 21 Oct 2026 07:28:00 GMT", std::chrono::seconds{0}},
              {"99999999999999999999", std::chrono::seconds{0}},
              {"", std::chrono::seconds{0}}};
  for (const auto& row : rows) {
    INFO(row.header);
    const Headers headers = {{"retry-after", row.header}};
    const auto limited =
        read_slack_reply({429, headers, R"({"ok":false,"error":"ratelimited"})"}, SlackCall::post);
    CHECK(limited.kind == Kind::retry);
    CHECK(limited.retry_after == row.wait);
    CHECK(read_slack_reply({200, headers, R"({"ok":false,"error":"ratelimited"})"}, SlackCall::edit)
              .retry_after == row.wait);
    CHECK(read_slack_reply({429, headers, "slow down"}, SlackCall::post).retry_after == row.wait);
  }
}

TEST_CASE("an error says what Slack wanted, and what to do") {
  const auto scope = read_slack_reply(
      {200,
       {},
       R"({"ok":false,"error":"missing_scope","needed":"chat:write","provided":"channels:read"})"},
      SlackCall::post);
  CHECK(scope.error ==
        "missing_scope: add the scope to the app and install it again; needed chat:write; provided "
        "channels:read");
  const auto blocks = read_slack_reply(
      {200,
       {},
       R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] no more than 25 items"]}})"},
      SlackCall::post);
  CHECK(blocks.error ==
        "invalid_blocks: our message was not accepted; [ERROR] no more than 25 items");
  const auto hostile =
      read_slack_reply(error_reply(std::string(5000, 'x') + "\\u001b[31m"), SlackCall::post);
  CHECK(hostile.error.size() < 200);
  CHECK(hostile.error.find('\x1B') == std::string::npos);
}

TEST_CASE("our own messages are found again by their delivery") {
  const auto found = read_slack_history({200, {}, R"({"ok":true,"has_more":false,"messages":[
      {"ts":"5.1","text":"somebody's"},
      {"ts":"4.1","metadata":{"event_type":"other_app","event_payload":{"delivery":"inc-1/ops/root"}}},
      {"ts":"3.1","metadata":{"event_type":"triaged_delivery","event_payload":{"delivery":"inc-7/ops/root","incident":"inc-7"}}},
      {"ts":"2.1","metadata":{"event_type":"triaged_delivery","event_payload":{"delivery":7}}},
      {"metadata":{"event_type":"triaged_delivery","event_payload":{"delivery":"inc-8/ops/root"}}},
      "odd",
      {"ts":"1.1","metadata":{"event_type":"triaged_delivery","event_payload":{"delivery":"inc-6/ops/list"}}}]})"});
  REQUIRE(found.has_value());
  CHECK(found->complete);
  CHECK(found->messages == std::vector<std::pair<std::string, std::string>>{
                               {"inc-7/ops/root", "3.1"}, {"inc-6/ops/list", "1.1"}});
  CHECK_FALSE(
      read_slack_history({200, {}, R"({"ok":true,"has_more":true,"messages":[]})"})->complete);
}

TEST_CASE("a history that could not be read is an error, never an empty history") {
  CHECK(read_slack_history({200, {}, R"({"ok":false,"error":"channel_not_found"})"}).error().code ==
        "channel_not_found");
  CHECK(read_slack_history({429, {}, R"({"ok":false,"error":"ratelimited"})"}).error().code ==
        "ratelimited");
  for (const HttpReply& reply :
       {HttpReply{200, {}, ""}, HttpReply{502, {}, "<html>"}, HttpReply{200, {}, R"({"ok":true})"},
        HttpReply{200, {}, R"([])"}}) {
    CHECK(read_slack_history(reply).error().code == "unavailable");
  }
}

}  // namespace
}  // namespace triaged::chat

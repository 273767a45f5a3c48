#pragma once
// What Slack's answers mean for the next move: the table of its error words, the answers that are
// not JSON, and the reading of histories. Private to the Slack adapters; pure.

#include <string_view>

#include "adapters/chat/chat.h"

namespace triaged::chat {

/// A post without a sure answer is ambiguous; an edit can simply be made again.
enum class SlackCall : std::uint8_t { post, edit };

Verdict read_slack_reply(const HttpReply& reply, SlackCall call);
Result<Found> read_slack_history(const HttpReply& reply);

/// The id of the channel with this name (with or without its #).
Result<std::string> read_slack_channels(const HttpReply& reply, std::string_view name);

/// What one error word means; words nobody knows yet count as refused.
Verdict slack_error(std::string_view word, SlackCall call);

/// The Retry-After header in whole seconds; 0 if there is none.
Duration retry_after(const HttpReply& reply);

}  // namespace triaged::chat

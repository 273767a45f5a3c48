"""Posting, changing and reading back, as the safe scheme after an ambiguous send needs it."""

import pytest

META = {"event_type": "triaged_delivery",
        "event_payload": {"delivery": "inc-7/ops/root", "incident": "inc-7"}}


def test_a_post_answers_with_the_channel_id_and_a_stamp(bot):
    reply = bot.post(channel="#ops")
    assert reply["channel"].startswith("C")
    assert len(reply["ts"].split(".")[1]) == 6


def test_stamps_are_unique_and_rise(bot):
    stamps = [bot.post()["ts"] for _ in range(50)]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize("channel, error", [
    ("#nowhere", "channel_not_found"), ("C99999999", "channel_not_found"),
    ("", "channel_not_found"), ("#lobby", "not_in_channel"), ("#secret", "channel_not_found"),
    ("#museum", "is_archived")])
def test_a_channel_that_does_not_take_posts_says_why(bot, channel, error):
    assert bot.error("chat.postMessage", channel=channel, text="x") == error


def test_a_public_channel_can_be_joined(bot, slack):
    lobby = next(c for c in bot.ok("conversations.list")["channels"] if c["name"] == "lobby")
    assert bot.error("conversations.history", channel=lobby["id"]) == "not_in_channel"
    bot.ok("conversations.join", channel=lobby["id"])
    bot.post(channel="#lobby")
    assert bot.ok("conversations.info", channel=lobby["id"])["channel"]["is_member"]


@pytest.mark.parametrize("args", [{}, {"text": ""}, {"blocks": []}])
def test_a_message_needs_words(bot, args):
    assert bot.error("chat.postMessage", channel="#ops", **args) == "no_text"


def test_an_unknown_argument_does_no_harm(bot):
    bot.post(client_msg_id="x", colour="blue")


def test_an_update_wants_the_id_and_a_message_that_is_there(bot):
    sent = bot.post()
    assert bot.error("chat.update", channel="#ops", ts=sent["ts"], text="x") == "channel_not_found"
    assert bot.error("chat.update", channel=sent["channel"], ts="1.2",
                     text="x") == "message_not_found"


def test_an_update_without_metadata_keeps_it_and_without_blocks_drops_them(bot, slack):
    sent = bot.post(metadata=META, blocks=[{"type": "divider"}])
    bot.ok("chat.update", channel=sent["channel"], ts=sent["ts"], text="new")
    message = slack.messages()[0]
    assert message["metadata"] == META
    assert "blocks" not in message
    assert [r["text"] for r in message["revisions"]] == ["hello", "new"]


def test_history_shows_metadata_only_on_request_and_no_replies(bot):
    root = bot.post(metadata=META)
    bot.post("reply", thread_ts=root["ts"])
    bare = bot.ok("conversations.history", channel=root["channel"])["messages"]
    assert [m["text"] for m in bare] == ["hello"]
    assert "metadata" not in bare[0] and bare[0]["reply_count"] == 1
    full = bot.ok("conversations.history", channel=root["channel"], include_all_metadata=True)
    assert full["messages"][0]["metadata"] == META


def test_oldest_is_exclusive_exact_and_starts_at_the_old_end(bot):
    sent = [bot.post(str(n)) for n in range(5)]
    page = bot.ok("conversations.history", channel=sent[0]["channel"], oldest=sent[1]["ts"],
                  limit=2)
    assert [m["text"] for m in page["messages"]] == ["3", "2"]
    assert page["has_more"]
    rest = bot.ok("conversations.history", channel=sent[0]["channel"], oldest=sent[1]["ts"],
                  limit=2, cursor=page["response_metadata"]["next_cursor"])
    assert [m["text"] for m in rest["messages"]] == ["4"]
    assert not rest["has_more"]


def test_a_thread_is_read_from_its_root_on(bot):
    root = bot.post("root")
    bot.post("one", thread_ts=root["ts"], metadata=META)
    bot.post("two", thread_ts=root["ts"])
    read = bot.ok("conversations.replies", channel=root["channel"], ts=root["ts"],
                  include_all_metadata=True)["messages"]
    assert [m["text"] for m in read] == ["root", "one", "two"]
    assert read[1]["metadata"] == META
    assert bot.error("conversations.replies", channel=root["channel"],
                     ts="1.000000") == "thread_not_found"


@pytest.mark.parametrize("stamp, error", [("abc", "invalid_thread_ts"), (1.5, "invalid_thread_ts"),
                                          ("1.000001", "thread_not_found")])
def test_a_reply_needs_a_root(bot, stamp, error):
    assert bot.error("chat.postMessage", channel="#ops", text="x", thread_ts=stamp) == error


def test_permalinks_reactions_and_people(bot):
    sent = bot.post()
    where = {"channel": sent["channel"]}
    link = bot.ok("chat.getPermalink", message_ts=sent["ts"], **where)["permalink"]
    assert link.endswith("/p" + sent["ts"].replace(".", ""))
    bot.ok("reactions.add", timestamp=sent["ts"], name="eyes", **where)
    assert bot.error("reactions.add", timestamp=sent["ts"], name="eyes",
                     **where) == "already_reacted"
    assert bot.ok("users.info", user="UOPERATOR")["user"]["name"] == "olga"
    assert bot.error("users.info", user="U404") == "user_not_found"


@pytest.mark.parametrize("token, error", [(None, "not_authed"), ("xoxb-other", "invalid_auth"),
                                          ("xapp-1-A0DOUBLE-1-double", "not_allowed_token_type")])
def test_the_token_is_checked(stranger, token, error):
    assert stranger(token).error("auth.test") == error


def test_an_unknown_method_says_so(bot):
    assert bot.error("chat.shout") == "unknown_method"


@pytest.mark.parametrize("body, content_type, error", [
    ("{", "application/json", "invalid_json"), ("[]", "application/json", "json_not_object"),
    ("x", "text/csv", "invalid_post_type")])
def test_an_unreadable_body_says_so(bot, body, content_type, error):
    reply = bot.raw("chat.postMessage", body, {"Content-Type": content_type}).json()
    assert reply["error"] == error


def test_a_form_is_as_good_as_json(bot, slack):
    form = ("channel=%23ops&text=hi&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D"
            "&metadata=%7B%22event_type%22%3A%22t%22%2C%22event_payload%22%3A%7B%7D%7D")
    reply = bot.raw("chat.postMessage", form,
                    {"Content-Type": "application/x-www-form-urlencoded"}).json()
    assert reply["ok"] and reply["message"]["blocks"][0]["type"] == "divider"
    assert slack.log()[-1]["encoding"] == "form"

"""Limits and planted faults: what is accepted, what is said, and that the journal knows both."""

import http.client
import json
import socket
import time

import pytest

from harness.http import Client


def test_posts_to_one_channel_are_limited_and_to_another_are_not(bot, slack):
    slack.limits(post_per_second=1, post_burst=3)
    answers = [bot.raw("chat.postMessage", {"channel": "#ops", "text": "x"}) for _ in range(4)]
    assert [a.status for a in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["Retry-After"]) == 1
    assert answers[3].json() == {"ok": False, "error": "ratelimited"}
    bot.post(channel="#pay")

def test_updates_are_limited_over_the_whole_workspace(bot, slack):
    slack.limits(**{"chat.update": 5})
    sent = [bot.post(channel=c) for c in ("#ops", "#pay")]
    codes = [bot.raw("chat.update", {"channel": s["channel"], "ts": s["ts"], "text": "x"}).status
             for s in sent * 3]
    assert codes == [200] * 5 + [429]
    slack.limits(**{"chat.update": None})
    bot.ok("chat.update", channel=sent[0]["channel"], ts=sent[0]["ts"], text="y")


REFUSING = [
    ("ratelimit", {"retry_after": 7}, 429, "ratelimited"),
    ("status", {"status": 503}, 503, None),
    ("html", {}, 502, None),
    ("error", {"error": "fatal_error"}, 200, "fatal_error"),
]


@pytest.mark.parametrize("kind, how, status, error", REFUSING)
def test_a_refusing_fault_accepts_nothing_and_strikes_as_often_as_told(
        bot, slack, kind, how, status, error):
    slack.fault(kind, method="chat.postMessage", count=1, **how)
    answer = bot.raw("chat.postMessage", {"channel": "#ops", "text": "x"})
    assert answer.status == status
    assert error is None or answer.json()["error"] == error
    assert not slack.messages()
    assert slack.log()[-1]["fault"] == kind
    bot.post()
    assert len(slack.messages()) == 1 and not slack.refused()


@pytest.mark.parametrize("kind, how", [("status_after", {"status": 500}), ("garbage", {}),
                                       ("odd", {})])
def test_an_accepting_fault_keeps_the_message_and_spoils_the_answer(bot, slack, kind, how):
    slack.fault(kind, count=1, **how)
    answer = bot.raw("chat.postMessage", {"channel": "#ops", "text": "x"})
    assert len(slack.messages()) == 1
    try:
        assert not isinstance(answer.json(), dict)
    except json.JSONDecodeError:
        pass


@pytest.mark.parametrize("kind, accepted", [("hang", 0), ("hang_after", 1)])
def test_a_hanging_call_gives_no_answer(slack, kind, accepted):
    slack.fault(kind, count=1)
    impatient = Client(slack.url, timeout=0.3)
    with pytest.raises(socket.timeout):
        impatient.post("/api/chat.postMessage", {"channel": "#ops", "text": "x"},
                       {"Authorization": "Bearer xoxb-double"})
    assert len(slack.messages()) == accepted


@pytest.mark.parametrize("kind, accepted", [("reset", 0), ("reset_after", 1)])
def test_a_reset_call_ends_in_a_reset(slack, kind, accepted):
    slack.fault(kind, count=1)
    line = http.client.HTTPConnection(*slack.url.removeprefix("http://").split(":"))
    line.request("POST", "/api/chat.postMessage", json.dumps({"channel": "#ops", "text": "x"}),
                 {"Authorization": "Bearer xoxb-double", "Content-Type": "application/json"})
    with pytest.raises(ConnectionResetError):
        line.getresponse()
    assert len(slack.messages()) == accepted


def test_a_fault_can_aim_at_one_channel_and_end_by_time(bot, slack):
    slack.fault("status", channel="#ops", duration=0.3)
    assert bot.raw("chat.postMessage", {"channel": "#ops", "text": "x"}).status == 500
    bot.post(channel="#pay")
    time.sleep(0.4)
    bot.post(channel="#ops")


def test_a_slow_answer_is_late_but_right(bot, slack):
    slack.fault("slow", count=1, delay=0.3)
    reply = bot.post()
    entry = slack.log()[-1]
    assert reply["ok"] and entry["done"] - entry["arrived"] >= 0.3


def test_a_fault_may_strike_by_chance_and_always_the_same_way(bot, slack):
    struck = []
    for _ in range(2):
        slack.reset()
        slack.no_limits()
        slack.fault("status", probability=0.5)
        struck.append([bot.raw("auth.test").status for _ in range(30)])
    assert struck[0] == struck[1] and set(struck[0]) == {200, 500}


def test_an_unknown_fault_is_refused(slack):
    assert Client(slack.url).post("/_control/fault", {"kind": "gremlin"}).status == 400


WEBHOOK = "/services/T0DOUBLE/B0DOUBLE/hook"


@pytest.mark.parametrize("body, status, says", [
    ({"text": "hi"}, 200, "ok"), ({}, 400, "no_text"), ("{", 400, "invalid_payload"),
    ({"blocks": [{"type": "nope"}]}, 400, "invalid_blocks")])
def test_an_incoming_webhook_answers_in_plain_text(slack, body, status, says):
    slack.no_limits()
    answer = Client(slack.url).post(WEBHOOK, body if body else "{}")
    assert (answer.status, answer.text) == (status, says)


def test_an_unknown_webhook_is_not_there_and_a_known_one_is_limited(slack):
    client = Client(slack.url)
    assert client.post("/services/T/B/x", {"text": "hi"}).status == 404
    codes = [client.post(WEBHOOK, {"text": "hi"}).status for _ in range(6)]
    assert codes[0] == 200 and codes[-1] == 429

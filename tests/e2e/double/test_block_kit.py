"""Each limit of Block Kit: what just fits is taken, one more is refused with a pointer."""

import pytest

LONG = 10_000


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def section(text="words"):
    return {"type": "section", "text": mrkdwn(text)}


def button(**more):
    return {"type": "button", "text": plain("Take it"), **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def options(count, text="x"):
    return [{"text": plain(text), "value": str(n)} for n in range(count)]


def boxes(count):
    return actions({"type": "checkboxes", "action_id": "c", "options": options(count)})


def rich(*elements, kind="rich_text_section", **more):
    return {"type": "rich_text", "elements": [{"type": kind, "elements": list(elements), **more}]}


def words(text="words", **more):
    return {"type": "text", "text": text, **more}


FITS_AND_BREAKS = {
    "blocks": (lambda n: [section() for _ in range(n)], 50),
    "section text": (lambda n: [section("x" * n)], 3000),
    "header": (lambda n: [{"type": "header", "text": plain("x" * n)}], 150),
    "fields": (lambda n: [{"type": "section", "fields": [plain("x")] * n}], 10),
    "field text": (lambda n: [{"type": "section", "fields": [plain("x" * n)]}], 2000),
    "context": (lambda n: [{"type": "context", "elements": [plain("x")] * n}], 10),
    "actions": (lambda n: [actions(*[button(action_id=f"a{i}") for i in range(n)])], 25),
    "button text": (lambda n: [actions(button(text=plain("x" * n)))], 75),
    "button value": (lambda n: [actions(button(value="x" * n))], 2000),
    "action_id": (lambda n: [actions(button(action_id="x" * n))], 255),
    "block_id": (lambda n: [{**section(), "block_id": "x" * n}], 255),
    "check boxes": (lambda n: [boxes(n)], 10),
    "overflow": (lambda n: [actions({"type": "overflow", "options": options(n)})], 5),
    "select": (lambda n: [actions({"type": "static_select", "options": options(n)})], 100),
    "option text": (lambda n: [actions({"type": "overflow", "options": options(1, "x" * n)})], 75),
    "markdown": (lambda n: [{"type": "markdown", "text": "x" * n}], 12_000),
    "list indent": (
        lambda n: [{"type": "rich_text", "elements": [
            {"type": "rich_text_list", "style": "bullet", "indent": n,
             "elements": [{"type": "rich_text_section", "elements": [words()]}]}]}], 8),
}


@pytest.mark.parametrize("name", FITS_AND_BREAKS)
def test_what_just_fits_is_taken_and_one_more_is_refused(bot, name):
    make, limit = FITS_AND_BREAKS[name]
    bot.post(blocks=make(limit))
    reply = bot.raw("chat.postMessage",
                    {"channel": "#ops", "text": "x", "blocks": make(limit + 1)}).json()
    assert reply["error"] == "invalid_blocks"
    assert "json-pointer:/blocks" in reply["response_metadata"]["messages"][0]


REFUSED = {
    "empty text": [section("")],
    "no text": [{"type": "section", "text": {"type": "mrkdwn"}}],
    "mrkdwn header": [{"type": "header", "text": mrkdwn("x")}],
    "mrkdwn button": [actions(button(text=mrkdwn("x")))],
    "unknown block": [{"type": "banner"}],
    "unknown element": [actions({"type": "lever"})],
    "no elements": [{"type": "actions", "elements": []}],
    "block_id twice": [{**section(), "block_id": "b"}, {**section(), "block_id": "b"}],
    "action_id twice": [actions(button(action_id="a"), button(action_id="a"))],
    "option value twice": [actions({"type": "overflow", "options": options(1) + options(1)})],
    "initial option unknown": [actions({
        "type": "checkboxes", "options": options(2),
        "initial_options": [{"text": plain("other"), "value": "0"}]})],
    "unknown style": [actions(button(style="warning"))],
    "script link": [actions(button(url="javascript:alert(1)"))],
    "emoji in mrkdwn": [{"type": "section", "text": {**mrkdwn("x"), "emoji": True}}],
    "block is text": ["section"],
    "rich: nothing": [{"type": "rich_text", "elements": []}],
    "rich: empty text": [rich(words(""))],
    "rich: empty section": [rich()],
    "rich: unknown element": [rich({"type": "blink", "text": "x"})],
    "rich: unknown style": [rich(words(style={"loud": True}))],
    "rich: style word": [rich(words(style="bold"))],
    "rich: script link": [rich({"type": "link", "url": "javascript:x"})],
    "rich: bad user": [rich({"type": "user", "user_id": "olga"})],
    "rich: bad range": [rich({"type": "broadcast", "range": "all"})],
    "rich: date as text": [rich({"type": "date", "timestamp": "1", "format": "{time}"})],
    "rich: mention in code": [rich({"type": "user", "user_id": "U1"},
                                   kind="rich_text_preformatted")],
    "rich: list of texts": [{"type": "rich_text", "elements": [
        {"type": "rich_text_list", "style": "bullet", "elements": [words()]}]}],
    "rich: list style": [{"type": "rich_text", "elements": [
        {"type": "rich_text_list", "style": "star", "elements": [
            {"type": "rich_text_section", "elements": [words()]}]}]}],
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_block_is_refused(bot, slack, name):
    assert bot.error("chat.postMessage", channel="#ops", text="x",
                     blocks=REFUSED[name]) == "invalid_blocks"
    assert not slack.messages()
    assert len(slack.refused()) == 1


ACCEPTED = {
    "full rich text": [rich(
        words(style={"bold": True}), {"type": "link", "url": "https://a.example", "text": "A"},
        {"type": "user", "user_id": "UOPERATOR"}, {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"}, {"type": "emoji", "name": "eyes"},
        {"type": "date", "timestamp": 1700000000, "format": "{time}", "fallback": "03:07"},
        {"type": "broadcast", "range": "here"}, {"type": "color", "value": "#ff0000"})],
    "preformatted": [rich(words("code"), kind="rich_text_preformatted", border=0)],
    "quote": [rich(words("said"), kind="rich_text_quote")],
    "divider": [section(), {"type": "divider"}],
    "select with groups": [actions({"type": "static_select", "option_groups": [
        {"label": plain("g"), "options": options(2)}]})],
    "confirm": [actions(button(confirm={
        "title": plain("Sure?"), "text": plain("It stops."), "confirm": plain("Yes"),
        "deny": plain("No")}))],
    "image": [{"type": "image", "image_url": "https://a.example/x.png", "alt_text": "graph"}],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_right_block_is_taken_and_gets_an_id(bot, name):
    reply = bot.post(blocks=ACCEPTED[name])
    assert all(block["block_id"] for block in reply["message"]["blocks"])


@pytest.mark.parametrize("sent", ["[{", "words", {"type": "section"}])
def test_blocks_that_are_no_list_are_refused(bot, sent):
    assert bot.error("chat.postMessage", channel="#ops", text="x",
                     blocks=sent) == "invalid_blocks_format"


def test_all_blocks_together_have_a_limit_that_no_single_block_reaches(bot):
    bot.post(blocks=[rich(words("x" * 3000)) for _ in range(4)])
    assert bot.error("chat.postMessage", channel="#ops", text="x", blocks=[
        rich(words("x" * 3000)) for _ in range(5)]) == "msg_blocks_too_long"


def test_an_update_has_a_text_limit_of_its_own(bot):
    sent = bot.post("x" * LONG)
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    bot.ok("chat.update", text="x" * 4000, **where)
    assert bot.error("chat.update", text="x" * 4001, **where) == "msg_too_long"


def test_rich_text_is_not_replaced_by_anything_else(bot):
    sent = bot.post(blocks=[rich(words())])
    where = {"channel": sent["channel"], "ts": sent["ts"]}
    assert bot.error("chat.update", text="x", blocks=[section()], **where) == "block_mismatch"
    bot.ok("chat.update", text="x", blocks=[rich(words("new"))], **where)


@pytest.mark.parametrize("metadata, error", [
    ({"event_type": "Not Allowed!", "event_payload": {}}, "invalid_metadata_format"),
    ({"event_type": "ok"}, "invalid_metadata_format"),
    ("{", "invalid_metadata_format"),
    ({"event_type": "ok", "event_payload": {"k": "x" * 9000}}, "metadata_too_large"),
])
def test_wrong_metadata_is_refused(bot, metadata, error):
    assert bot.error("chat.postMessage", channel="#ops", text="x", metadata=metadata) == error


@pytest.mark.parametrize("view, good", [
    ({"type": "modal", "title": plain("Close"), "blocks": [section()]}, True),
    ({"type": "modal", "title": plain("x" * 25), "blocks": [section()]}, False),
    ({"type": "modal", "blocks": [section()]}, False),
    ({"type": "modal", "title": plain("Why"), "blocks": [
        {"type": "input", "label": plain("Reason"), "element": {
            "type": "plain_text_input", "action_id": "r"}}]}, False),
    ({"type": "modal", "title": plain("Why"), "submit": plain("Send"), "blocks": [
        {"type": "input", "label": plain("Reason"), "element": {
            "type": "plain_text_input", "action_id": "r"}}]}, True),
])
def test_a_modal_is_checked(bot, slack, view, good):
    reply = bot.raw("views.open", {"trigger_id": slack.trigger(), "view": view}).json()
    assert reply["ok"] is good, reply


def test_a_trigger_is_used_once(bot, slack):
    view = {"type": "modal", "title": plain("Close"), "blocks": [section()]}
    trigger = slack.trigger()
    bot.ok("views.open", trigger_id=trigger, view=view)
    assert bot.error("views.open", trigger_id=trigger, view=view) == "exchanged_trigger_id"
    assert bot.error("views.open", trigger_id="never", view=view) == "invalid_trigger_id"

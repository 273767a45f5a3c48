"""The double knows whom a message would notify, in every place where words can hide one."""

import pytest


def notified(slack):
    return sum(r["reach"]["notified"] for m in slack.messages() for r in m["revisions"])


def mrkdwn_section(text):
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


def rich(*elements):
    return [{"type": "rich_text",
             "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


NOTIFIES = ["<!channel>", "<!here>", "<!everyone>", "<!channel|quiet>", "<@UOPERATOR>",
            "<@UOPERATOR|olga>", "<!subteam^S123>", "<!subteam^S123|@dba>", "`<!here>`"]
HARMLESS = ["&lt;!channel&gt;", "<!channel", "!channel>", "@channel", "@here now",
            "<!\u2060channel>", "<! channel>", "<@olga>", "<!nobody>", "<#C123>", "plain"]


@pytest.mark.parametrize("text", NOTIFIES)
def test_a_mention_is_counted_in_text_and_in_mrkdwn(bot, slack, text):
    bot.post(f"fire {text} now")
    assert notified(slack) == 1
    bot.post("quiet", blocks=mrkdwn_section(f"fire {text} now"))
    assert notified(slack) == 2


@pytest.mark.parametrize("text", HARMLESS)
def test_words_that_only_look_like_one_are_not(bot, slack, text):
    bot.post(text, blocks=mrkdwn_section(text))
    assert notified(slack) == 0


@pytest.mark.parametrize("text", NOTIFIES)
def test_literal_text_never_mentions(bot, slack, text):
    bot.post("quiet", blocks=rich({"type": "text", "text": text}) + [
        {"type": "header", "text": {"type": "plain_text", "text": text}}])
    assert notified(slack) == 0


@pytest.mark.parametrize("element", [
    {"type": "broadcast", "range": "here"}, {"type": "user", "user_id": "UOPERATOR"},
    {"type": "usergroup", "usergroup_id": "S123"}])
def test_rich_elements_mention(bot, slack, element):
    bot.post("quiet", blocks=rich(element))
    assert notified(slack) == 1


@pytest.mark.parametrize("flag", [{"link_names": True}, {"parse": "full"}])
def test_plain_names_mention_only_when_asked_to(bot, slack, flag):
    bot.post("@here and @olga and @nobody")
    assert notified(slack) == 0
    bot.post("@here and @olga and @nobody", **flag)
    assert notified(slack) == 2


def test_attachments_and_edits_count_too(bot, slack):
    sent = bot.post("quiet", attachments=[{"fallback": "f", "fields": [{"value": "<!here>"}]}])
    bot.ok("chat.update", channel=sent["channel"], ts=sent["ts"], text="<@UOPERATOR>")
    assert notified(slack) == 2


def test_links_are_listed_with_their_labels(bot, slack):
    bot.post("<https://evil.example|https://good.example> and https://bare.example/x")
    reach = slack.messages()[0]["revisions"][0]["reach"]
    assert reach["link"] == [{"url": "https://evil.example", "text": "https://good.example"}]
    assert reach["autolink"] == ["https://bare.example/x"]

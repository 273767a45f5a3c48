"""Reads Slack's mrkdwn far enough to say whom a text would notify and where its links lead.

A control sequence is `<...>` with unescaped angle brackets. `&lt;!channel&gt;` is only text. Code
spans are not exempt here: a sequence inside backticks counts, the careful reading.
"""

import re

_CONTROL = re.compile(r"<([^<>\n]*)>")
_BARE_URL = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")
_SPECIAL = {"channel", "here", "everyone", "group"}


def sequences(text):
    """The inside of every control sequence in the text."""
    return _CONTROL.findall(text)


def classify(inside):
    """One sequence as (kind, target, label); kind is '' when Slack would show it as text."""
    target, _, label = inside.partition("|")
    if target.startswith("!subteam^"):
        return "usergroup", target[9:], label
    if target.startswith("!date^"):
        return "date", target[6:], label
    if target.startswith("!"):
        return ("broadcast" if target[1:] in _SPECIAL else ""), target[1:], label
    if re.fullmatch(r"@[UWB][A-Z0-9]+", target):
        return "user", target[1:], label
    if re.fullmatch(r"#[CGD][A-Z0-9]+", target):
        return "channel", target[1:], label
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", target):
        return "link", target, label
    return "", target, label


def bare_urls(text):
    """URLs that Slack would link by itself when the text is not verbatim."""
    return _BARE_URL.findall(_CONTROL.sub(" ", text))


def at_names(text):
    """Plain `@name` words, which only link_names or parse=full turn into mentions."""
    return re.findall(r"(?<![\w@])@([a-z0-9][a-z0-9._-]*)", _CONTROL.sub(" ", text), re.IGNORECASE)

"""Counts the people a message would notify and lists the links it would show."""

from dataclasses import dataclass, field

from . import mrkdwn

_BROADCAST_NAMES = {"channel", "here", "everyone", "group"}


@dataclass
class Reach:
    """Everything in one message that reaches out of it: mentions by kind, links, dates."""

    broadcast: list = field(default_factory=list)
    user: list = field(default_factory=list)
    usergroup: list = field(default_factory=list)
    channel: list = field(default_factory=list)
    date: list = field(default_factory=list)
    link: list = field(default_factory=list)
    autolink: list = field(default_factory=list)

    def notified(self):
        """How many mentions would make somebody's telephone ring."""
        return len(self.broadcast) + len(self.user) + len(self.usergroup)

    def as_json(self):
        """The reach as the control API shows it."""
        return {**self.__dict__, "notified": self.notified()}


def reach_of(message, users=()):
    """The reach of a message body: its text, blocks and attachments, under its own flags."""
    reach = Reach()
    _read_mrkdwn(message.get("text") or "", False, reach)
    if message.get("link_names") or message.get("parse") == "full":
        _read_names(message.get("text") or "", users, reach)
    _walk(message.get("blocks") or [], reach)
    for attachment in message.get("attachments") or []:
        _read_attachment(attachment, reach)
    return reach


def _walk(node, reach):
    """Visits every object of a block tree; each kind of element reads itself."""
    if isinstance(node, list):
        for item in node:
            _walk(item, reach)
    elif isinstance(node, dict):
        _ELEMENTS.get(node.get("type"), lambda _node, _reach: None)(node, reach)
        for value in node.values():
            _walk(value, reach)


def _read_mrkdwn(text, verbatim, reach):
    for inside in mrkdwn.sequences(text):
        kind, target, label = mrkdwn.classify(inside)
        if kind == "link":
            reach.link.append({"url": target, "text": label})
        elif kind:
            getattr(reach, kind).append(target)
    if not verbatim:
        reach.autolink.extend(mrkdwn.bare_urls(text))


def _read_names(text, users, reach):
    for name in mrkdwn.at_names(text):
        if name in _BROADCAST_NAMES:
            reach.broadcast.append(name)
        elif name in users:
            reach.user.append(name)


def _read_attachment(attachment, reach):
    for key in ("text", "pretext", "fallback", "title", "footer", "author_name"):
        _read_mrkdwn(str(attachment.get(key) or ""), False, reach)
    for pair in attachment.get("fields") or []:
        _read_mrkdwn(str(pair.get("value") or ""), False, reach)
    _walk(attachment.get("blocks") or [], reach)


def _read_text_object(node, reach):
    _read_mrkdwn(str(node.get("text") or ""), bool(node.get("verbatim")), reach)


def _read_link(node, reach):
    reach.link.append({"url": node.get("url"), "text": node.get("text") or ""})


_ELEMENTS = {
    "mrkdwn": _read_text_object,
    "markdown": _read_text_object,
    "broadcast": lambda node, reach: reach.broadcast.append(node.get("range")),
    "user": lambda node, reach: reach.user.append(node.get("user_id")),
    "usergroup": lambda node, reach: reach.usergroup.append(node.get("usergroup_id")),
    "channel": lambda node, reach: reach.channel.append(node.get("channel_id")),
    "date": lambda node, reach: reach.date.append(node.get("timestamp")),
    "link": _read_link,
}

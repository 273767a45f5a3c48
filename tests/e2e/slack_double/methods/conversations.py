"""Reading channels back, and joining them."""

import base64

from ..refusal import Refused
from ..wire import truth


def history(double, args):
    """Root messages of a channel, newest first."""
    channel = _readable(double, args)
    return _reply(channel.history(args), args, channel)


def replies(double, args):
    """A thread: its root, then its replies."""
    channel = _readable(double, args)
    return _reply(channel.thread(args), args, channel)


def info(double, args):
    """What a channel is."""
    return {"channel": double.workspace.by_id(args.get("channel")).as_json()}


def join(double, args):
    """Makes our app a member of a public channel."""
    channel = double.workspace.by_id(args.get("channel"))
    if channel.archived:
        raise Refused("is_archived")
    if channel.private:
        raise Refused("method_not_supported_for_channel_type")
    channel.member = True
    return {"channel": channel.as_json()}


def list_all(double, args):
    """The channels our app can see, a page at a time."""
    seen = [c for c in double.workspace.channels() if c.member or not c.private]
    if truth(args.get("exclude_archived")):
        seen = [c for c in seen if not c.archived]
    start = _start(args.get("cursor"))
    size = min(int(args.get("limit") or 100), 999)
    more = start + size < len(seen)
    cursor = base64.b64encode(b"list:%d" % (start + size)).decode() if more else ""
    return {
        "channels": [c.as_json() for c in seen[start:start + size]],
        "response_metadata": {"next_cursor": cursor},
    }


def _start(cursor):
    return int(base64.b64decode(cursor).removeprefix(b"list:")) if cursor else 0


def _readable(double, args):
    channel = double.workspace.by_id(args.get("channel"))
    if not channel.member:
        raise Refused("not_in_channel")
    return channel


def _reply(page, args, channel):
    shown = truth(args.get("include_all_metadata"))
    messages = [_with_thread(m, channel, shown) for m in page.messages]
    return {"messages": messages, "pin_count": 0, **page.tail()}


def _with_thread(message, channel, shown):
    """A root that has replies says how many and since when."""
    wire = message.to_wire(shown)
    answers = channel.replies(message.ts)
    if answers:
        wire.update(
            thread_ts=message.ts, reply_count=len(answers), latest_reply=answers[-1].ts,
            reply_users=sorted({a.author["user"] for a in answers}), subscribed=False,
        )
    return wire

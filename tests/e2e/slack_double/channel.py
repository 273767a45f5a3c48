"""One channel: its flags, its messages in order, and the two ways to read them back."""

import base64

from .refusal import Refused
from .stamp import StampMint, is_stamp, order


class Channel:
    """A conversation. Messages are only ever appended."""

    def __init__(self, channel_id, name, member=True, private=False, archived=False):
        self.id = channel_id
        self.name = name
        self.member = member
        self.private = private
        self.archived = archived
        self.messages = []
        self._mint = StampMint()
        self._by_stamp = {}

    def mint(self):
        """The stamp of the next message."""
        return self._mint.next()

    def add(self, message):
        """Appends a message."""
        self.messages.append(message)
        self._by_stamp[message.ts] = message

    def find(self, stamp):
        """The message with this stamp, or None."""
        return self._by_stamp.get(stamp)

    def replies(self, stamp):
        """The thread under a message, oldest first, without the message itself."""
        return [m for m in self.messages if m.thread_ts == stamp and m.ts != stamp]

    def history(self, args):
        """A page of root messages, newest first."""
        roots = [m for m in self.messages if not m.thread_ts or m.broadcast]
        chosen = [m for m in roots if _within(m.ts, args)]
        return _page_of_history(chosen, args)

    def thread(self, args):
        """A page of a thread: the root first, then the replies, oldest first."""
        root = self.find(str(args.get("ts")))
        if root is None:
            raise Refused("thread_not_found")
        if root.thread_ts and root.thread_ts != root.ts:
            root = self.find(root.thread_ts)
        replies = [m for m in self.replies(root.ts) if _within(m.ts, args)]
        start, size = _cursor(args), _limit(args, 1000)
        page = replies[start:start + size]
        first = [root] if start == 0 else []
        return _Page(first + page, start + size if start + size < len(replies) else None)

    def as_json(self):
        """The channel as conversations.info shows it."""
        return {
            "id": self.id, "name": self.name, "name_normalized": self.name,
            "is_channel": True, "is_group": False, "is_im": False, "is_mpim": False,
            "is_archived": self.archived, "is_general": False, "is_private": self.private,
            "is_member": self.member, "created": 1700000000, "creator": "UOPERATOR",
        }


class _Page:
    """Messages and where the next page starts."""

    def __init__(self, messages, next_start):
        self.messages = messages
        self.next_start = next_start

    def tail(self):
        """The paging members of the reply."""
        if self.next_start is None:
            return {"has_more": False}
        cursor = base64.b64encode(b"next:%d" % self.next_start).decode()
        return {"has_more": True, "response_metadata": {"next_cursor": cursor}}


def _page_of_history(chosen, args):
    """With only `oldest` given Slack starts at the old end, else at the new end."""
    start, size = _cursor(args), _limit(args, 100)
    from_old = bool(args.get("oldest")) and not args.get("latest")
    ordered = chosen if from_old else chosen[::-1]
    page = ordered[start:start + size]
    if from_old:
        page = page[::-1]
    return _Page(page, start + size if start + size < len(ordered) else None)


def _within(stamp, args):
    """True when a stamp lies between oldest and latest, bounds only when inclusive."""
    inclusive = str(args.get("inclusive", "")).lower() in ("true", "1")
    at = order(stamp)
    oldest, latest = _bound(args, "oldest"), _bound(args, "latest")
    after = oldest is None or at > oldest or (inclusive and at == oldest)
    before = latest is None or at < latest or (inclusive and at == latest)
    return after and before


def _bound(args, key):
    value = args.get(key)
    if value in (None, ""):
        return None
    if not is_stamp(str(value)):
        raise Refused(f"invalid_ts_{key}")
    return order(str(value))


def _limit(args, default):
    value = args.get("limit", default)
    try:
        limit = int(value)
    except (TypeError, ValueError):
        raise Refused("invalid_limit") from None
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit")
    return min(limit, 999)


def _cursor(args):
    cursor = args.get("cursor")
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor).removeprefix(b"next:"))
    except ValueError:
        raise Refused("invalid_cursor") from None

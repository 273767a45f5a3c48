"""One message in a channel, with every state it has been in."""

import copy
import secrets
import time

from .mentions import reach_of

_BODY = ("text", "blocks", "attachments")


class Message:
    """A message of our app. Its body changes by revisions; nothing of the past is forgotten."""

    def __init__(self, stamp, author, body, users=(), thread_ts=None, metadata=None):
        self.ts = stamp
        self.author = author
        self.thread_ts = thread_ts
        self.metadata = metadata
        self.broadcast = False
        self.reactions = {}
        self.revisions = []
        self._keep(body, users)

    @property
    def body(self):
        """The body as it stands now."""
        return self.revisions[-1]["body"]

    @property
    def edited(self):
        """True once the message was changed."""
        return len(self.revisions) > 1

    def revise(self, body, users, metadata):
        """Replaces the body; metadata that is not given stays."""
        self._keep(body, users)
        if metadata is not None:
            self.metadata = metadata

    def is_rich(self):
        """True when the body is rich text, which only rich text may replace."""
        return any(block.get("type") == "rich_text" for block in self.body.get("blocks") or [])

    def to_wire(self, with_metadata=False):
        """The message as Slack's methods return it."""
        wire = {"type": "message", "ts": self.ts, **self.author}
        wire.update({k: copy.deepcopy(self.body[k]) for k in _BODY if k in self.body})
        if self.thread_ts:
            wire["thread_ts"] = self.thread_ts
        if self.edited:
            at = self.revisions[-1]["at"]
            wire["edited"] = {"user": self.author["user"], "ts": "%.6f" % at}
        if self.reactions:
            wire["reactions"] = [
                {"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()
            ]
        if self.metadata and with_metadata:
            wire["metadata"] = self.metadata
        return wire

    def to_control(self):
        """The message as a test sees it: all revisions, and whom each would have notified."""
        return {
            **self.to_wire(with_metadata=True),
            "broadcast": self.broadcast,
            "revisions": [
                {"at": revision["at"], **revision["body"], "reach": revision["reach"]}
                for revision in self.revisions
            ],
        }

    def _keep(self, body, users):
        reach = reach_of(body, users).as_json()
        kept = {k: copy.deepcopy(body[k]) for k in _BODY if body.get(k)}
        for block in kept.get("blocks", []):
            block.setdefault("block_id", secrets.token_urlsafe(4))
        self.revisions.append({"at": time.time(), "body": kept, "reach": reach})

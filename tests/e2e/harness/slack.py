"""The Slack double as a peer: started as its own process, questioned as a conversation."""

import re
import sys
from pathlib import Path

from . import reading
from .http import Client
from .process import Child
from .waiting import eventually

_E2E = Path(__file__).resolve().parent.parent
TOKEN = "xoxb-double"


class SlackDouble:
    """A running double. `channel("#ops")` is where conversations are read."""

    def __init__(self, workdir, *flags):
        command = [sys.executable, "-m", "slack_double", "--port", "0", *flags]
        self._child = Child(command, workdir / "slack_double.log", cwd=_E2E)
        found = eventually(self._announced, 10, lambda: self._child.output() or "double to start")
        self.url = f"http://127.0.0.1:{found.group(1)}"
        self.api_url = self.url + "/api/"
        self.webhook_url = self.url + "/services/T0DOUBLE/B0DOUBLE/hook"
        self._client = Client(self.url)

    def channel(self, name):
        """One channel to read."""
        return ChannelView(self, name.lstrip("#"))

    def add_channel(self, name, **flags):
        """Creates a channel our app is a member of, or changes its flags."""
        return self._control("channel", {"name": name, **flags})

    def fault(self, kind, **how):
        """Plants a fault, see slack_double/faults.py."""
        self._control("fault", {"kind": kind, **how})

    def clear_faults(self):
        """Removes every fault."""
        assert self._client.request("DELETE", "/_control/fault").status == 200

    def limits(self, **limits):
        """Changes rate limits, see slack_double/rates.py."""
        self._control("limits", limits)

    def no_limits(self):
        """Turns every rate limit off; payload checks stay."""
        self._control("limits", {"all": None})

    def reset(self):
        """Back to an empty workspace."""
        self._control("reset", {})

    def trigger(self):
        """A fresh trigger id, as a click would carry."""
        return self._control("trigger", {})["trigger_id"]

    def log(self, method="", since=0, brief=False):
        """Journal entries, oldest first; brief ones come without the arguments of the call."""
        query = f"?since={since}&method={method}" + ("&brief=1" if brief else "")
        return self._client.get("/_control/log" + query).json()["entries"]

    def arrived(self):
        """How many requests have arrived; cheap enough to ask often."""
        return self._client.get("/_control/log?since=1000000000").json()["next"]

    def messages(self, channel=None):
        """All messages with all their revisions."""
        query = f"?channel={channel}" if channel else ""
        return self._client.get("/_control/messages" + query).json()["messages"]

    def writes(self, channel=None):
        """Accepted and refused posts and updates, in order of arrival."""
        methods = ("chat.postMessage", "chat.update")
        return [e for e in self.log(brief=True) if e["method"] in methods
                and channel in (None, e.get("channel"))]

    def refused(self):
        """Calls that were our own mistake: neither accepted, nor limited, nor hit by a fault."""
        fine = (None, "ratelimited")
        return [e for e in self.log(brief=True)
                if "fault" not in e and e.get("error") not in fine]

    def notified(self):
        """Every revision of every message that would have made a telephone ring."""
        return [r for m in self.messages() for r in m["revisions"] if r["reach"]["notified"]]

    def stop(self):
        """Ends the process."""
        self._child.stop()

    def _announced(self):
        return re.search(r"slack double on (\d+)", self._child.output())

    def _control(self, what, body):
        answer = self._client.post(f"/_control/{what}", body)
        assert answer.status == 200, answer
        return answer.json()


class ChannelView:
    """What one channel shows."""

    def __init__(self, double, name):
        self._double = double
        self.name = name

    def messages(self):
        """All messages of the channel as views."""
        return [MessageView(self, raw) for raw in self._double.messages(self.name)]

    def roots(self, about=""):
        """Root messages that match, see MessageView.matches."""
        return [m for m in self.messages() if not m.in_thread and m.matches(about)]

    def expect_root(self, about="", within=5):
        """Waits for exactly one matching root; a second one is a failure."""
        found = eventually(lambda: self.roots(about), within,
                           lambda: f"root {about!r} in #{self.name}; has {self._summary()}")
        assert len(found) == 1, f"{len(found)} roots match {about!r}: {self._summary()}"
        return found[0]

    def expect_no_root(self, about=""):
        """Nothing that matches is there now."""
        assert not self.roots(about), self._summary()

    def _summary(self):
        return [(m.delivery, m.text) for m in self.messages()]


class MessageView:
    """One message at one moment; the expect_ methods look again until it has changed."""

    def __init__(self, channel, raw):
        self._channel = channel
        self.raw = raw
        self.ts = raw["ts"]
        self.text = raw.get("text", "")
        self.in_thread = bool(raw.get("thread_ts")) and raw["thread_ts"] != raw["ts"]
        payload = (raw.get("metadata") or {}).get("event_payload", {})
        self.delivery = payload.get("delivery", "")
        self.incident = payload.get("incident", "")
        self.revisions = raw["revisions"]
        self.posted_at = self.revisions[0]["at"]

    @property
    def lines(self):
        """What a reader sees, line by line."""
        return reading.shown(self.raw)

    @property
    def buttons(self):
        """Buttons by action_id."""
        return reading.buttons(self.raw)

    def matches(self, about):
        """True when `about` is found (a regular expression) in incident, delivery or words."""
        words = "\n".join([self.incident, self.delivery, self.text, *self.lines])
        return bool(re.search(about, words, re.IGNORECASE))

    def thread(self):
        """The messages under this root."""
        return [m for m in self._channel.messages()
                if m.in_thread and m.raw["thread_ts"] == self.ts]

    def now(self):
        """The same message as it stands now."""
        return next(m for m in self._channel.messages() if m.ts == self.ts)

    def expect_update(self, about="", within=5):
        """Waits until this message has been edited since and shows `about`."""
        seen = len(self.revisions)

        def edited():
            latest = self.now()
            return latest if len(latest.revisions) > seen and latest.matches(about) else None

        return eventually(edited, within, lambda: f"edit {about!r}; shows {self.now().lines}")

    def expect_thread(self, about="", within=5):
        """Waits for a message in this thread that shows `about`."""
        found = eventually(lambda: [m for m in self.thread() if m.matches(about)], within,
                           lambda: f"reply {about!r}; has {[m.lines for m in self.thread()]}")
        return found[-1]

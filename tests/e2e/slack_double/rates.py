"""Slack's rate limits: a bucket per channel for posts, a window per method for the rest."""

import math
import time
from collections import deque

DEFAULT = {
    "post_per_second": 1.0,
    "post_burst": 4,
    "chat.update": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.info": 50,
    "conversations.join": 50,
    "conversations.list": 20,
    "reactions.add": 50,
    "views.open": 100,
    "users.info": 100,
    "apps.connections.open": 50,
}


class Bucket:
    """Refills steadily up to a burst; take() says how long to wait, 0 when granted."""

    def __init__(self, per_second, burst):
        self._per_second = per_second
        self._burst = burst
        self._level = float(burst)
        self._at = time.monotonic()

    def take(self):
        """Takes one, or says after how many seconds one will be there."""
        now = time.monotonic()
        self._level = min(self._burst, self._level + (now - self._at) * self._per_second)
        self._at = now
        if self._level >= 1:
            self._level -= 1
            return 0
        return (1 - self._level) / self._per_second


class Window:
    """Grants at most a number of calls in any 60 seconds."""

    def __init__(self, per_minute):
        self._per_minute = per_minute
        self._granted = deque()

    def take(self):
        """Takes one, or says after how many seconds the oldest call leaves the window."""
        now = time.monotonic()
        while self._granted and self._granted[0] <= now - 60:
            self._granted.popleft()
        if len(self._granted) < self._per_minute:
            self._granted.append(now)
            return 0
        return self._granted[0] + 60 - now


class Rates:
    """All limits of the workspace. A limit set to None is off."""

    def __init__(self):
        self.limits = dict(DEFAULT)
        self._meters = {}

    def configure(self, limits):
        """Changes limits and forgets what was used of them; `{"all": null}` turns all off."""
        if "all" in limits and limits["all"] is None:
            self.limits = {name: None for name in DEFAULT}
        self.limits.update({k: v for k, v in limits.items() if k in DEFAULT})
        self._meters.clear()

    def wait_for_post(self, place):
        """Whole seconds a post to this channel or webhook must wait; 0 when it may pass."""
        if self.limits["post_per_second"] is None:
            return 0
        return self._take(
            ("post", place),
            lambda: Bucket(self.limits["post_per_second"], self.limits["post_burst"] or 1),
        )

    def wait_for_method(self, method):
        """Whole seconds a call of this method must wait; 0 when it may pass."""
        per_minute = self.limits.get(method)
        if per_minute is None:
            return 0
        return self._take(("method", method), lambda: Window(per_minute))

    def _take(self, key, make):
        meter = self._meters.get(key) or self._meters.setdefault(key, make())
        wait = meter.take()
        return max(1, math.ceil(wait)) if wait > 0 else 0

"""Faults a test plants: which requests are hit, how, and for how long.

A fault names a method (or `*`), perhaps a channel, a kind, and one bound: `count` requests,
`duration` seconds, or neither (until reset); `probability` thins it. Kinds:

    ratelimit      429 with Retry-After `retry_after`, nothing accepted
    status         HTTP `status` (500), nothing accepted
    status_after   accepted, then HTTP `status`
    html           502 with an HTML page, nothing accepted
    error          `ok:false` with `error`, nothing accepted
    garbage        200 with broken JSON, accepted
    odd            200 with JSON of the wrong shape, accepted
    slow           accepted and answered after `delay` seconds
    hang           never answered, nothing accepted (for `delay` seconds, then cut)
    hang_after     accepted, never answered
    reset          connection reset, nothing accepted
    reset_after    accepted, then connection reset
"""

import random
import time
from dataclasses import dataclass, field
from typing import Optional

BEFORE = {"ratelimit", "status", "html", "error", "hang", "reset"}
AFTER = {"status_after", "garbage", "odd", "slow", "hang_after", "reset_after"}


@dataclass
class Fault:
    """One planted fault."""

    kind: str
    method: str = "*"
    channel: Optional[str] = None
    count: Optional[int] = None
    duration: Optional[float] = None
    probability: float = 1.0
    retry_after: int = 1
    status: int = 500
    error: str = "internal_error"
    delay: float = 60.0
    hits: int = 0
    since: float = field(default_factory=time.monotonic)

    def __post_init__(self):
        if self.kind not in BEFORE | AFTER:
            raise ValueError(f"unknown fault kind: {self.kind}")

    def spent(self):
        """True when the fault has hit or lasted enough."""
        if self.count is not None and self.hits >= self.count:
            return True
        return self.duration is not None and time.monotonic() - self.since > self.duration

    def aims_at(self, method, channel):
        """True when a request of this method to this channel is in its way."""
        if self.method not in ("*", method):
            return False
        return self.channel is None or (channel is not None and self.channel in channel)


class FaultPlan:
    """All faults that still act, in the order they were planted."""

    def __init__(self, seed=1):
        self._faults = []
        self._random = random.Random(seed)

    def plant(self, **how):
        """Adds a fault."""
        if "channel" in how and how["channel"]:
            how["channel"] = how["channel"].lstrip("#")
        self._faults.append(Fault(**how))

    def clear(self):
        """Removes every fault."""
        self._faults.clear()

    def strike(self, method, channel):
        """The fault that hits this request, or None. `channel` is the set of its id and name."""
        self._faults = [f for f in self._faults if not f.spent()]
        for fault in self._faults:
            if fault.aims_at(method, channel) and self._random.random() < fault.probability:
                fault.hits += 1
                return fault
        return None

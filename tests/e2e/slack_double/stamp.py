"""Slack's message timestamps: decimal strings that name a message and are never floats."""

import re
import time

_SHAPE = re.compile(r"^\d{1,12}(\.\d{1,9})?$")


def is_stamp(text):
    """True for what Slack reads as a time: `1700000000` or `1700000000.000100`."""
    return isinstance(text, str) and bool(_SHAPE.match(text))


def order(text):
    """A sortable key of a stamp: whole seconds and microseconds, without rounding."""
    whole, _, part = text.partition(".")
    return int(whole), int((part + "000000")[:6])


class StampMint:
    """Mints stamps that are unique and rising, as within one Slack channel."""

    def __init__(self, now=time.time):
        self._now = now
        self._last = (0, 0)

    def next(self):
        """The stamp of a message that arrives now."""
        micros = int(self._now() * 1_000_000)
        current = max(divmod(micros, 1_000_000), self._after_last())
        self._last = current
        return "%d.%06d" % current

    def _after_last(self):
        return divmod(self._last[0] * 1_000_000 + self._last[1] + 1, 1_000_000)

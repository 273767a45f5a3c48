"""Waiting for something to become true, with a sentence for when it does not."""

import time


def eventually(probe, within, what, every=0.02):
    """Returns the first truthy value of probe(); fails with `what` after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        value = probe()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {what() if callable(what) else what}")
        time.sleep(every)


def settled(measure, quiet, within):
    """Returns measure() once it has not changed for `quiet` seconds, or when time is up."""
    deadline = time.monotonic() + within
    value, since = measure(), time.monotonic()
    while time.monotonic() < deadline and time.monotonic() - since < quiet:
        time.sleep(0.1)
        latest = measure()
        if latest != value:
            value, since = latest, time.monotonic()
    return value

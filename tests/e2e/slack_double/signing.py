"""Slack's request signature, version 0: what proves to an app that Slack is calling."""

import hashlib
import hmac
import time


def signature(secret, timestamp, body):
    """The `v0=...` value for a raw body at a Unix time."""
    base = b"v0:%d:%s" % (timestamp, body)
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signed_headers(secret, body, timestamp=None):
    """The two headers Slack adds to every request it sends to an app."""
    timestamp = int(time.time()) if timestamp is None else timestamp
    return {
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": signature(secret, timestamp, body),
    }

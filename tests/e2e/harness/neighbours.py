"""One sick channel and a healthy one: the law that the first delays only itself."""

import time

from .alerts import apart
from .config import basic, sharded, slack_chat

HEALTHY = [f"healthy-{n}" for n in range(5)]


def beside(sick_chat, slack, token_file):
    """A configuration that sends shard `sick` to the sick chat and five others to the double."""
    for name in HEALTHY:
        slack.add_channel(name)
    sick = {"name": "to-sick", "match": ['shard="sick"'], "chat": sick_chat["name"],
            "channel": sick_chat["channel"], "mode": "live"}
    well = slack_chat(slack, token_file, name="well")
    return basic(sick_chat, well, routes=[sick, *sharded("well", HEALTHY)])


def expect_no_delay(daemon, slack):
    """For each healthy channel: an alert for the sick one, then its own is carded within 1 s."""
    for name in HEALTHY:
        daemon.notify(apart(f"sick-{name}", shard="sick"))
        sent = time.time()
        daemon.notify(apart(f"svc-{name}", shard=name))
        assert time.time() - sent < 0.5, "the acknowledgement waited"
        root = slack.channel(name).expect_root(f"svc-{name}", within=4)
        assert root.posted_at - sent < 1.0, f"the card waited {root.posted_at - sent:.2f} s"
        time.sleep(0.5)

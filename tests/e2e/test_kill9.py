"""kill -9 at any moment: what was acknowledged is in an incident, and no card is there twice."""

import collections
import os
import random
import threading
import time

import pytest

from harness import alerts as build
from harness.config import basic, sharded, slack_chat
from harness.http import Client
from harness.ledger import Ledger
from harness.process import free_port
from harness.triaged import Triaged
from harness.waiting import eventually

pytestmark = [pytest.mark.daemon, pytest.mark.kill9]

ROUNDS = int(os.environ.get("KILL_ROUNDS", "200"))
SEED = int(os.environ.get("KILL_SEED", "1"))
SHARDS = [f"k{n}" for n in range(50)]
BATCH = 5
SENDERS = 2


class Sender(threading.Thread):
    """Sends alerts without pause and writes down which were acknowledged."""

    def __init__(self, number, port, ledger, moment):
        super().__init__(daemon=True)
        self._number, self._port, self._ledger, self._moment = number, port, ledger, moment
        self._count = 0
        self._stopped = threading.Event()
        self.sent = 0

    def run(self):
        """Until told to stop; a daemon that is dead is asked again at once."""
        client = Client(f"http://127.0.0.1:{self._port}", timeout=5)
        while not self._stopped.is_set():
            try:
                self._send(client)
            except OSError:
                client.close()
                time.sleep(0.002)
            except Exception as cut:  # a reply cut in half is not a promise
                if not type(cut).__module__.startswith("http"):
                    raise
                client.close()

    def stop(self):
        """Ends the thread."""
        self._stopped.set()
        self.join(10)

    def _send(self, client):
        ids, batch = self._next_batch()
        self.sent += len(ids)
        if self._count % 2:
            answer = client.post("/hooks/alertmanager", build.webhook(*batch))
        else:
            answer = client.post("/api/v2/alerts", build.posted(*batch))
        if answer.status in (200, 202):
            self._ledger.note(ids)
        time.sleep(0.002)

    def _next_batch(self):
        """A few alerts of the service of this round, each with an id of its own."""
        self._count += 1
        ids = [f"a{self._number}-{self._count}-{n}" for n in range(BATCH)]
        service = f"svc{self._moment.round}"
        shard = SHARDS[self._moment.round % len(SHARDS)]
        return ids, [build.apart(service, shard=shard, alert_id=i) for i in ids]


class Moment:
    """Which round it is; the senders read it, the test turns it."""

    round = 0


@pytest.fixture
def crashing(tmp_path, slack, token_file):
    """A daemon on a fixed port whose data outlive it, posting to fifty channels."""
    for name in SHARDS:
        slack.add_channel(name)
    slack.no_limits()
    chat = slack_chat(slack, token_file)
    config = basic(chat, routes=sharded("ops", SHARDS))
    daemon = Triaged(tmp_path / "crashing", config, port=free_port())
    yield daemon
    if daemon.running():
        daemon.stop()


@pytest.fixture
def senders(tmp_path, crashing):
    """Two senders, one ledger."""
    ledger, moment = Ledger(tmp_path / "ledger"), Moment()
    threads = [Sender(n, crashing._port, ledger, moment) for n in range(SENDERS)]
    for thread in threads:
        thread.start()
    yield ledger, moment, threads
    for thread in threads:
        thread.stop()


@pytest.mark.row("P1a/durable")
def test_nothing_acknowledged_is_lost_and_nothing_is_posted_twice(crashing, senders, slack):
    ledger, moment, threads = senders
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        moment.round = number
        one_life(crashing, chance)
    for thread in threads:
        thread.stop()
    crashing.start()
    promised = ledger.ids()
    print(f"rounds={ROUNDS} seed={SEED} sent={sum(t.sent for t in threads)} acked={len(promised)}")
    assert len(promised) >= ROUNDS, "the senders hardly got through; the test proves nothing"
    assert_nothing_lost(crashing, promised)
    assert_one_root_each(crashing, slack)


def one_life(daemon, chance):
    """Starts, lives 5 to 500 ms - one time in four counted from before it listens - and dies."""
    span = chance.uniform(0.005, 0.5)
    daemon.start(wait=chance.random() >= 0.25)
    time.sleep(span)
    assert daemon.running(), f"died by itself:\n{daemon.log()[-3000:]}"
    daemon.kill9()


def assert_nothing_lost(daemon, promised):
    """Every id of the ledger is an alert of some incident."""
    held = collections.Counter()
    for incident in daemon.incidents("all"):
        for alert in daemon.alerts_of(incident["id"]):
            held[alert["labels"]["alert_id"]] += 1
    lost = promised - set(held)
    assert not lost, f"{len(lost)} of {len(promised)} lost, e.g. {sorted(lost)[:5]}"
    twice = [one for one, count in held.items() if count > 1]
    assert not twice, f"in two incidents: {twice[:5]}"


def assert_one_root_each(daemon, slack):
    """Every incident has its root at the double, once."""
    wanted = {incident["id"] for incident in daemon.incidents("all")}

    def rooted():
        roots = [m["metadata"]["event_payload"] for m in slack.messages()
                 if m.get("metadata") and "thread_ts" not in m]
        return collections.Counter(r["incident"] for r in roots)

    eventually(lambda: wanted <= set(rooted()), 60,
               lambda: f"no root for {sorted(wanted - set(rooted()))[:10]}", every=0.5)
    time.sleep(2)
    twice = {incident: count for incident, count in rooted().items() if count > 1}
    assert not twice, f"posted more than once: {twice}"
    deliveries = collections.Counter(
        m["metadata"]["event_payload"]["delivery"] for m in slack.messages() if m.get("metadata"))
    again = {delivery: count for delivery, count in deliveries.items() if count > 1}
    assert not again, f"delivered more than once: {again}"

"""A send without an outcome: whatever became of it, there is exactly one card in the end."""

import pytest

from harness.alerts import apart, auth_down
from harness.config import basic, sharded, slack_chat
from harness.waiting import eventually, settled

pytestmark = pytest.mark.daemon

FAULTS = {
    "timeout after accepting": {"kind": "hang_after"},
    "timeout before accepting": {"kind": "hang"},
    "reset after accepting": {"kind": "reset_after"},
    "reset before accepting": {"kind": "reset"},
    "500 after accepting": {"kind": "status_after", "status": 500},
    "503 before accepting": {"kind": "status", "status": 503},
    "502 page before accepting": {"kind": "html"},
    "half a reply after accepting": {"kind": "garbage"},
    "strange reply after accepting": {"kind": "odd"},
    "fatal_error": {"kind": "error", "error": "fatal_error"},
    "three resets in a row": {"kind": "reset", "count": 3},
}
CHANNELS = {name: f"amb-{n}" for n, name in enumerate(FAULTS)}
PATIENCE = 75


@pytest.fixture(scope="module")
def aftermath(shared_slack, module_dir):
    """All faults at once, each on a channel of its own; the double when everything is over."""
    shared_slack.reset()
    daemon = launch_on(shared_slack, module_dir)
    for name, how in FAULTS.items():
        shared_slack.fault(method="chat.postMessage", channel=CHANNELS[name], delay=40,
                           **{"count": 1, **how})
    for name, channel in CHANNELS.items():
        daemon.notify(apart(f"svc-{channel}", shard=channel))
    try:
        wait_for_all(shared_slack)
    except AssertionError:
        pass  # the test of the channel that lacks its card says so
    settled(shared_slack.arrived, quiet=5, within=20)
    yield shared_slack
    daemon.stop()


def launch_on(slack, workdir):
    """A daemon that routes each channel's shard to it."""
    from harness.triaged import Triaged

    for channel in CHANNELS.values():
        slack.add_channel(channel)
    token = workdir / "token"
    token.write_text("xoxb-double")
    token.chmod(0o600)
    routes = sharded("ops", CHANNELS.values())
    return Triaged(workdir / "ambiguous", basic(slack_chat(slack, token), routes=routes)).start()


def wait_for_all(slack):
    """Until every channel has a root and the list under it."""
    def complete():
        return all(slack.channel(c).roots() and len(slack.messages(c)) > 1
                   for c in CHANNELS.values())

    eventually(complete, PATIENCE, "all cards", every=0.3)


@pytest.mark.row("P1a/once")
@pytest.mark.parametrize("name", FAULTS)
def test_there_is_exactly_one_card(aftermath, name):
    channel = aftermath.channel(CHANNELS[name])
    roots = channel.roots()
    assert len(roots) == 1, [m.delivery for m in channel.messages()]
    deliveries = [m.delivery for m in channel.messages()]
    assert len(deliveries) == len(set(deliveries)), deliveries


@pytest.mark.row("P1a/once")
def test_it_looked_before_it_posted_again(aftermath):
    reads = aftermath.log("conversations.history")
    assert reads, "no history read after an ambiguous send"
    assert all(str(r["args"].get("include_all_metadata")).lower() == "true" for r in reads)
    assert all(r["args"].get("oldest") for r in reads)


@pytest.mark.row("P1a/once")
def test_a_crash_between_sending_and_hearing_leaves_one_card(launch, slack, token_file):
    daemon = launch(basic(slack_chat(slack, token_file)))
    slack.fault("hang_after", method="chat.postMessage", count=1, delay=30)
    daemon.notify(auth_down())
    slack.channel("#ops").expect_root("auth", within=3)
    daemon.kill9()
    daemon.start()
    root = slack.channel("#ops").expect_root("auth", within=1)
    root.expect_thread(within=40)
    slack.channel("#ops").expect_root("auth", within=1)


@pytest.mark.row("P1a/once")
def test_an_edit_that_meets_a_fault_is_repeated_until_it_shows(launch, slack, token_file):
    daemon = launch(basic(slack_chat(slack, token_file)))
    daemon.notify(auth_down(region="eu"))
    root = slack.channel("#ops").expect_root("auth", within=3)
    slack.fault("status", method="chat.update", count=2, status=500)
    daemon.notify(auth_down(region="us"))
    root.expect_update(within=40)

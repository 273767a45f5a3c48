"""Storms: thousands of alerts are one card, a limited channel delays no other, nothing drowns."""

import bisect
import re
import time

import pytest

from harness.alerts import alert, auth_down, database_slow, webhook
from harness.config import basic, slack_chat
from harness.neighbours import beside, expect_no_delay
from harness.waiting import eventually, settled

pytestmark = pytest.mark.daemon

ALERTS, SERVICES, SECONDS = 5_000, 40, 10
CALLERS = [f"service-{n:02d}" for n in range(SERVICES)]


def storm():
    """5,000 alerts of 40 services about one database; every first of a batch is a new service."""
    return [database_slow(CALLERS[n % SERVICES], instance=f"pod-{n}") for n in range(ALERTS)]


@pytest.mark.row("S2-Q/storm")
def test_five_thousand_alerts_of_one_database_are_one_incident_and_one_card(triaged, slack):
    send_evenly(triaged, storm(), batch=50, seconds=SECONDS)
    ops = slack.channel("#ops")
    ops.expect_root(within=5)
    settled(slack.arrived, quiet=3, within=20)
    incidents = triaged.incidents("open")
    assert len(incidents) == 1, [i["title"] for i in incidents]
    assert_all_kept(triaged, incidents[0]["id"])
    assert len(ops.roots()) == 1
    assert_calm(slack)


def send_evenly(triaged, alerts, batch, seconds):
    """Sends all alerts in batches spread over some seconds, never dropping one."""
    batches = [alerts[n:n + batch] for n in range(0, len(alerts), batch)]
    started = time.monotonic()
    for number, part in enumerate(batches):
        triaged.notify(*part)
        time.sleep(max(0, started + (number + 1) * seconds / len(batches) - time.monotonic()))


def assert_all_kept(triaged, incident_id):
    """Every alert of the storm is in the incident."""
    assert triaged.incident(incident_id)["alerts_total"] == ALERTS
    kept = {a["labels"]["instance"] for a in triaged.alerts_of(incident_id)}
    assert kept == {f"pod-{n}" for n in range(ALERTS)}


def assert_calm(slack):
    """No refusal, no 429, and about one write a second: at most 12 in any 10 seconds."""
    writes = slack.writes("ops")
    assert not slack.refused()
    assert not [w for w in writes if w.get("error") == "ratelimited"]
    times = [w["arrived"] for w in writes]
    busiest = max(bisect.bisect(times, t + 10) - n for n, t in enumerate(times))
    assert busiest <= 12, f"{busiest} writes within 10 s"


def test_a_group_of_five_thousand_in_one_webhook_is_taken_and_carded(triaged, slack):
    body = webhook(*storm())
    started = time.monotonic()
    answer = triaged.client.post("/hooks/alertmanager", body)
    assert answer.status == 202, answer
    assert time.monotonic() - started < 5
    root = slack.channel("#ops").expect_root(within=5)
    assert triaged.incident(root.incident)["alerts_total"] == ALERTS
    assert len(triaged.incident(root.incident)["alerts"]) == 100
    settled(slack.arrived, quiet=1, within=5)
    assert not slack.refused()


def test_the_storm_card_counts_the_victims_and_offers_two_ideas(triaged, slack):
    triaged.notify(*storm())
    root = slack.channel("#ops").expect_root(within=5)
    settled(slack.arrived, quiet=2, within=10)
    lines = [line for line in root.now().lines if not line.startswith("[")]
    words = "\n".join(lines)
    assert len(lines) <= 12, lines
    assert re.search(r"5,?000 alerts", words) and re.search(r"\b(3\d|40)\b", words), words
    assert re.search(r"1 .+2 ", words), "two ideas"


@pytest.mark.row("Q2/outbox")
def test_what_is_critical_overtakes_what_waits(triaged, slack):
    for number in range(8):
        # Names of their own: eight targets of one alert would be a burst, and one incident.
        triaged.notify(alert(f"Odd{number}", "a warning", severity="warning", env="prod",
                             service=f"batch-{number}"))
    triaged.notify(auth_down())
    ops = slack.channel("#ops")
    critical = ops.expect_root("auth", within=4)
    settled(slack.arrived, quiet=3, within=30)
    later = [m for m in ops.roots("batch-") if m.posted_at > critical.posted_at]
    assert len(later) >= 4, "the critical card waited behind the warnings"


LIMITED_FOR = 10


def test_a_limited_channel_waits_as_told_and_delays_no_other(launch, slack, token_file):
    slack.add_channel("limited")
    slack.fault("ratelimit", method="chat.postMessage", channel="#limited", count=1,
                retry_after=LIMITED_FOR)
    sick = slack_chat(slack, token_file, name="sick", channel="#limited")
    daemon = launch(beside(sick, slack, token_file))
    expect_no_delay(daemon, slack)
    struck = slack.writes("limited")[0]["arrived"]
    eventually(slack.channel("#limited").roots, LIMITED_FOR + 5, "the limited channel's card")
    first = min(m.posted_at for m in slack.channel("#limited").roots())
    assert LIMITED_FOR - 0.1 <= first - struck <= LIMITED_FOR + 2


def test_a_critical_alert_under_an_old_warning_is_a_post_with_a_mention(
        launch, slack, token_file):
    route = {"name": "all", "match": ['service="ledger"'], "chat": "ops", "channel": "#pay",
             "mode": "live", "escalation": "@db-oncall"}
    daemon = launch(basic(slack_chat(slack, token_file), routes=[route]))
    daemon.notify(disk("warning", started=7 * 24 * 3600, instance="db-1", free="12%"))
    root = slack.channel("#pay").expect_root("ledger|db-1|disk", within=3)
    daemon.act(root.incident, "take")
    root.expect_thread(within=3)
    before = {m.ts for m in root.thread()}
    daemon.notify(disk("critical", started=0, instance="db-primary", free="0%"))

    def called():
        fresh = [m for m in root.thread() if m.ts not in before]
        return [m for m in fresh if mentions(m, "db-oncall")]

    post = eventually(called, 5, lambda: [m.lines for m in root.thread()])[0]
    assert post.matches("HostOutOfDiskSpace")


def disk(severity, started, free, instance):
    """A disk that fills, on one host of the ledger."""
    return alert("HostOutOfDiskSpace", f"disk on {instance} has {free} left", started=started,
                 severity=severity, service="ledger", env="prod", instance=instance,
                 mountpoint="/var/lib/postgresql")


def mentions(message, handle):
    """True when the message would call somebody, or names the configured handle."""
    reached = message.revisions[-1]["reach"]["notified"]
    return bool(reached) or message.matches(f"@{handle}")

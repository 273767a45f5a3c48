"""Ten thousand alerts that mean harm: nobody is called, nothing breaks, Slack refuses nothing."""

import os
import re

import pytest

from harness import hostile, reading
from harness.alerts import auth_down, webhook
from harness.config import basic, sharded, slack_chat
from harness.http import Client
from harness.triaged import Triaged
from harness.waiting import settled

pytestmark = pytest.mark.daemon

SEED = int(os.environ.get("HOSTILE_SEED", "7"))
COUNT = int(os.environ.get("HOSTILE_ALERTS", "10000"))
BATCH = 50
SHARDS = [f"h{n}" for n in range(40)]
HIDDEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]")


class Flood:
    """The daemon, and what the double has seen when the flood is over."""

    def __init__(self, daemon, slack, answers):
        self.daemon = daemon
        self.answers = answers
        self.writes = slack.writes()
        self.refused = slack.refused()
        self.messages = slack.messages()

    def revisions(self):
        """Every state of every message."""
        return [revision for message in self.messages for revision in message["revisions"]]


@pytest.fixture(scope="module")
def flood(shared_slack, module_dir):
    """Sends everything, then waits until the double has had enough to look at."""
    token = module_dir / "token"
    token.write_text("xoxb-double")
    token.chmod(0o600)
    for name in SHARDS:
        shared_slack.add_channel(name)
    routes = sharded("ops", SHARDS)
    daemon = Triaged(module_dir / "hostile", basic(slack_chat(shared_slack, token), routes=routes),
                     flags=["--log.level=debug"]).start()
    answers = pour(daemon)
    settled(shared_slack.arrived, quiet=2, within=6)
    yield Flood(daemon, shared_slack, answers)
    daemon.stop()


def pour(daemon):
    """All alerts in batches; the statuses."""
    malice = hostile.Malice(SEED)
    statuses = []
    for start in range(0, COUNT, BATCH):
        batch = [malice.alert(n, SHARDS[n % len(SHARDS)]) for n in range(start, start + BATCH)]
        statuses.append(daemon.client.post("/hooks/alertmanager", webhook(*batch)).status)
    return statuses


def test_every_batch_is_taken(flood):
    assert set(flood.answers) == {202}
    assert flood.daemon.running()
    assert flood.daemon.client.get("/-/healthy").status == 200


def test_slack_refuses_nothing_and_enough_was_shown_to_it(flood):
    assert len(flood.writes) >= 200
    refused = [(e["method"], e["error"], e.get("details")) for e in flood.refused]
    assert not refused, f"{len(refused)} refused, e.g. {refused[:3]}"


def test_nobody_is_mentioned(flood):
    called = [revision for revision in flood.revisions() if revision["reach"]["notified"]]
    assert not called, f"{len(called)} messages call somebody, e.g. {called[0]}"


def test_links_lead_where_they_say(flood):
    for link in [link for revision in flood.revisions() for link in revision["reach"]["link"]]:
        assert re.match(r"https?://[^@\s]+$", link["url"]), link
        assert "://" not in link["text"] or link["text"] == link["url"], link


def test_no_hidden_character_reaches_a_reader(flood):
    for message in flood.messages:
        for words in strings(message.get("blocks", [])) + [message.get("text", "")]:
            assert not HIDDEN.search(words), ascii(words)


def strings(node):
    """Every text of a block tree."""
    if isinstance(node, list):
        return [s for item in node for s in strings(item)]
    if isinstance(node, dict):
        own = [v for k, v in node.items() if k == "text" and isinstance(v, str)]
        return own + [s for v in node.values() for s in strings(v)]
    return []


@pytest.mark.row("M2/order")
def test_the_phases_stand_in_the_same_order_on_every_list(flood):
    phases = ["Detect", "Evaluate", "Troubleshoot", "Execute", "Communicate", "Track"]
    lists = [reading.shown(m) for m in flood.messages
             if m["metadata"]["event_payload"]["delivery"].endswith("/list")]
    assert lists
    for lines in lists:
        first = [next((n for n, line in enumerate(lines) if line.startswith(phase)), None)
                 for phase in phases]
        assert None not in first and first == sorted(first), lines


def test_no_log_line_is_forged(flood):
    log = flood.daemon.log()
    assert "\x1b" not in log
    forged = [line for line in re.split(r"[\r\n]", log)
              if line.startswith(("level=error msg=\"FORGED", "ts=2026-01-01T00:00:00Z FORGED"))]
    assert not forged, forged[:3]


def test_a_preview_of_a_hostile_alert_is_an_answer_not_a_crash(flood):
    malice = hostile.Malice(SEED + 1)
    for number in range(100):
        wicked = malice.alert(number, "h0")
        body = {"alert": {"labels": wicked["labels"], "annotations": wicked["annotations"]}}
        answer = flood.daemon.client.post("/api/v1/preview", body)
        assert answer.status == 200, answer
        answer.json()


@pytest.fixture(scope="module")
def quiet(module_dir):
    """A daemon without any chat."""
    daemon = Triaged(module_dir / "quiet").start()
    yield daemon
    daemon.stop()


@pytest.mark.parametrize("name", hostile.MALFORMED)
def test_a_malformed_body_is_refused_with_a_reason(quiet, name):
    answer = quiet.client.post("/hooks/alertmanager", hostile.MALFORMED[name],
                               {"Content-Type": "application/json"})
    assert answer.status == 400, answer
    assert answer.json()["error"] and answer.json()["reason"]


@pytest.mark.parametrize("body", hostile.STRANGE)
def test_json_of_a_strange_shape_is_refused_or_carded_raw_but_harms_nothing(quiet, body):
    assert quiet.client.post("/hooks/alertmanager", body).status in (202, 400)
    assert quiet.client.get("/-/healthy").status == 200


@pytest.mark.parametrize("depth", [33, 100, 10_000, 1_000_000])
def test_json_that_is_too_deep_is_refused(quiet, depth):
    answer = quiet.client.post("/hooks/alertmanager", hostile.deep_alert(depth))
    assert answer.status == 400, answer


def test_json_of_the_permitted_depth_is_taken(quiet):
    assert quiet.client.post("/hooks/alertmanager", hostile.deep_alert(32)).status == 202


def test_a_body_over_the_limit_is_refused_and_one_at_the_limit_is_not(quiet):
    over = b'{"alerts":[]}' + b" " * (32 * 1024 * 1024)
    assert send_large(quiet, over) == 413
    fits = webhook(auth_down(), auth_down(region="eu"))
    fits["alerts"][0]["annotations"]["description"] = "x" * (20 * 1024 * 1024)
    assert quiet.client.post("/hooks/alertmanager", fits).status == 202
    assert quiet.client.get("/-/healthy").status == 200


def send_large(daemon, body):
    """The status of a large POST; a server may answer and close before it has read everything."""
    client = Client(daemon.url)
    connection = client._connection
    connection.putrequest("POST", "/hooks/alertmanager")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders()
    try:
        connection.send(body)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return connection.getresponse().status


@pytest.mark.parametrize("content_type", ["text/html", "application/xml", "multipart/form-data"])
def test_a_wrong_content_type_is_refused(quiet, content_type):
    answer = quiet.client.post("/hooks/alertmanager", webhook(auth_down()),
                               {"Content-Type": content_type})
    assert answer.status == 415, answer


def test_an_unknown_source_and_a_wrong_method_are_refused(quiet):
    assert quiet.client.post("/hooks/nobody", webhook(auth_down())).status == 404
    assert quiet.client.get("/hooks/alertmanager").status in (404, 405)

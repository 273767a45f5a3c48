"""Slack's own clients work against the double as they work against Slack; so ours may trust it."""

import json
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

from harness.http import Client
from harness.process import Child
from harness.slack import TOKEN
from harness.waiting import eventually
from slack_double.signing import signed_headers

HERE = Path(__file__).resolve().parent
APP_TOKEN = "xapp-1-A0DOUBLE-1-double"
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"

needs_node = pytest.mark.skipif(
    not shutil.which("node") or not (HERE / "node_modules/@slack").is_dir(),
    reason=f"run `npm ci --ignore-scripts` in {HERE}")
pytestmark = needs_node


def run(script, *arguments):
    """Runs a script to its end and returns the JSON it printed."""
    done = subprocess.run(["node", HERE / script, *arguments], capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def seen(slack):
    """What the Web API client saw."""
    slack.no_limits()
    return run("web_api.mjs", slack.api_url, TOKEN)


def test_the_web_client_posts_edits_and_reads_back_with_metadata(seen, slack):
    assert seen["auth"]["ok"] and seen["root"]["ts"]
    assert [m["text"] for m in seen["history"]["messages"]] == ["edited"]
    assert seen["history"]["messages"][0]["metadata"]["event_payload"]["delivery"]
    assert [m["text"] for m in seen["replies"]["messages"]] == ["edited", "reply"]
    assert seen["info"]["channel"]["name"] == "ops"
    assert seen["permalink"]["permalink"].startswith("https://")
    assert seen["reaction"]["ok"] and seen["user"]["user"]["name"] == "olga"
    assert {"ops", "pay", "lobby"} <= set(seen["listed"])
    assert {e["encoding"] for e in slack.log()} == {"form"}


def test_the_web_client_understands_the_refusals(seen):
    assert seen["unknownChannel"]["error"] == "channel_not_found"
    assert seen["oversized"]["error"] == "invalid_blocks"
    assert "3001" in seen["oversized"]["details"][0]
    assert seen["tooManyBlocks"]["error"] == "invalid_blocks"
    assert seen["wrongToken"]["error"] == "invalid_auth"


def test_the_web_client_waits_as_long_as_429_says(slack):
    slack.limits(post_per_second=1, post_burst=2)
    told = run("rate_limit.mjs", slack.api_url, TOKEN, "4")
    assert told["ok"] and len(slack.messages()) == 4
    assert told["waits"] and told["seconds"] >= 1.9
    assert any(e.get("retry_after") for e in slack.log())


def test_the_webhook_client_hears_ok_and_an_error(slack):
    told = run("webhook.mjs", slack.webhook_url)
    assert told["good"] == {"text": "ok"}
    assert "400" in told["bad"]["message"]
    assert [m["text"] for m in slack.messages("ops")] == ["hello from the webhook client"]


@pytest.fixture
def socket_client(slack, tmp_path):
    """A connected Socket Mode client."""
    child = Child(["node", HERE / "socket_mode.mjs", slack.api_url, APP_TOKEN],
                  tmp_path / "socket.log")
    yield child
    child.stop()


def test_the_socket_client_says_hello_acknowledges_and_comes_back(slack, socket_client):
    control = Client(slack.url)

    def state():
        return control.get("/_control/sockets").json()

    eventually(lambda: "connected" in socket_client.output(), 15, socket_client.output)
    eventually(lambda: state()["links"] == 1, 5, state)
    sent = control.post("/_control/envelope", {"type": "interactive", "payload": {
        "type": "block_actions", "actions": [{"action_id": "take"}]}}).json()
    acks = eventually(lambda: state()["acks"], 5, socket_client.output)
    assert acks[0]["envelope_id"] == sent["envelope_id"]
    control.post("/_control/disconnect", {"reason": "refresh_requested"})
    eventually(lambda: len(slack.log("apps.connections.open")) == 2, 15, socket_client.output)


@pytest.fixture
def bolt(slack, tmp_path):
    """Slack's own receiver, running."""
    child = Child(["node", HERE / "bolt.mjs", slack.api_url, TOKEN, SECRET], tmp_path / "bolt.log")
    line = eventually(lambda: [x for x in child.output().splitlines() if '"port"' in x], 15,
                      child.output)
    yield Client(f"http://127.0.0.1:{json.loads(line[0])['port']}")
    child.stop()


def click():
    """The body of a click on the button `take`."""
    payload = {"type": "block_actions", "user": {"id": "UOPERATOR", "team_id": "T0DOUBLE"},
               "team": {"id": "T0DOUBLE"}, "channel": {"id": "C00000001"},
               "response_url": "https://hooks.slack.com/actions/x", "trigger_id": "1.2",
               "actions": [{"action_id": "take", "block_id": "b", "type": "button",
                            "value": "inc-7", "action_ts": "1.000001"}]}
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize("secret, age, status", [
    (SECRET, 0, 200), ("wrong", 0, 401), (SECRET, 360, 401)])
def test_the_receiver_believes_our_signature_and_no_other(bolt, secret, age, status):
    body = click()
    headers = signed_headers(secret, body, int(time.time()) - age)
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert bolt.post("/slack/events", body, headers).status == status

"""The loop with real senders: a rule fires in Prometheus, one card follows it to its end."""

import re
import time

import pytest

from harness.alerts import auth_down, webhook
from harness.config import basic, slack_chat
from harness.peers import Alertmanager, Prometheus
from harness.tap import Tap
from harness.waiting import eventually

pytestmark = pytest.mark.daemon

OVER = r"resolved|gone by itself|recovered"


class Line:
    """Prometheus, perhaps Alertmanager, a tap, the daemon and #ops, connected."""

    def __init__(self, prometheus, tap, triaged, ops):
        self.prometheus = prometheus
        self.tap = tap
        self.triaged = triaged
        self.ops = ops

    def first_arrival(self):
        """When the first notification that carries an alert reached the daemon."""
        return next(at for at, _, body, _ in self.tap.arrivals if b"alertname" in body)


@pytest.fixture(params=["alertmanager", "prometheus"])
def line(request, slack, triaged, tmp_path, need_peers, closing):
    """The two ways an alert gets here: through Alertmanager, and straight from Prometheus."""
    tap = closing(Tap(int(triaged.url.rsplit(":", 1)[1])))
    port = tap.port
    if request.param == "alertmanager":
        port = closing(Alertmanager(tmp_path, f"{tap.url}/hooks/alertmanager")).port
    prometheus = closing(Prometheus(tmp_path, port))
    return Line(prometheus, tap, triaged, slack.channel("#ops"))


def test_a_rule_that_fires_becomes_one_card_that_follows_it_to_its_end(line, slack):
    line.prometheus.fire(auth_down(region="eu"))
    root = line.ops.expect_root("auth", within=20)
    assert root.posted_at - line.first_arrival() < 1.0
    assert {status for _, _, _, status in line.tap.arrivals} <= {200, 202}
    assert_a_right_card(root)

    line.prometheus.fire(auth_down(region="eu"), auth_down(region="us"))
    edited = root.expect_update(within=25)
    assert edited.ts == root.ts

    line.prometheus.fire()
    over = root.expect_update(OVER, within=30)
    assert over.ts == root.ts
    assert len(line.ops.roots()) == 1
    assert not slack.refused()
    eventually(lambda: incident_of(line, root)["status"] in ("resolved", "closed"), 5,
               lambda: incident_of(line, root))


def incident_of(line, root):
    """The incident behind a card."""
    return line.triaged.incident(root.incident)


def assert_a_right_card(root):
    """What, how bad, since when, and the three buttons - within the size of a telephone."""
    assert root.delivery == f"{root.incident}/ops/root"
    assert re.search(r"SEV[1-5]", root.text) and "auth" in root.text
    assert len(root.text) <= 110
    assert len(root.lines) <= 13, root.lines
    assert all(b["value"].startswith("inc-") for b in root.buttons.values() if "value" in b)
    assert "take" in root.buttons and 1 <= len(root.buttons) <= 3


@pytest.mark.row("P7/order")
def test_the_checklist_is_the_first_reply_and_shows_the_six_phases_in_order(triaged, slack):
    triaged.notify(auth_down())
    root = slack.channel("#ops").expect_root("auth", within=2)
    checklist = root.expect_thread(r"/ops/list", within=3)
    words = "\n".join(checklist.lines)
    phases = ["Detect", "Evaluate", "Troubleshoot", "Execute", "Communicate", "Track"]
    places = [words.find(phase) for phase in phases]
    assert -1 not in places and places == sorted(places), words


def test_the_incident_says_what_it_is_and_why(triaged, slack):
    triaged.notify(auth_down())
    root = slack.channel("#ops").expect_root("auth", within=2)
    incident = triaged.incident(root.incident)
    assert incident["scenario"] == "service-errors-outage"
    assert incident["severity"] in ("SEV1", "SEV2")
    assert len(incident["alerts"]) == incident["alerts_total"] == 1
    explained = triaged.client.get(f"/api/v1/incidents/{root.incident}/explain")
    assert explained.status == 200 and "service-errors-outage" in explained.text


@pytest.mark.row("S1-E2/channel")
def test_the_card_goes_to_the_channel_of_its_service(launch, slack, token_file):
    route = {"name": "auth", "match": ['service="auth"', 'severity=~"critical|page"'],
             "chat": "ops", "channel": "#pay", "mode": "live"}
    daemon = launch(basic(slack_chat(slack, token_file), routes=[route]))
    daemon.notify(auth_down(), auth_down(service="cart"))
    slack.channel("#pay").expect_root("auth", within=3)
    slack.channel("#ops").expect_root("cart", within=3)
    assert not slack.channel("#pay").roots("cart") and not slack.channel("#ops").roots("auth")


SHOP = {"alerts": "/items", "labels": {"service": "/svc", "severity": "/level", "env": "/stage"},
        "annotations": {"summary": "/text", "description": "/more"}, "alertname": "/title",
        "status": "/state", "resolved_values": ["ok"], "starts_at": "/ts"}


@pytest.mark.row("S1-Q/alertmanager", "S1-Q/json")
def test_alertmanager_and_plain_json_give_the_same_card(launch, slack, token_file):
    config = basic(slack_chat(slack, token_file))
    config["sources"].append({"name": "shop", "type": "generic", "mapping": SHOP})
    seen = [card_of(launch(config), slack, "/hooks/alertmanager", webhook(auth_down())),
            card_of(launch(config), slack, "/hooks/shop", {"items": [as_shop(auth_down())]})]
    assert seen[0] == seen[1]


def as_shop(alert):
    """The same alert in the words of a shop that has its own."""
    labels, notes = alert["labels"], alert["annotations"]
    return {"title": labels["alertname"], "svc": labels["service"], "level": labels["severity"],
            "stage": labels["env"], "state": "bad", "text": notes["summary"],
            "more": notes["description"], "ts": alert["startsAt"]}


def card_of(daemon, slack, path, body):
    """Scenario, severity and list, without clock times, of the one card that a body makes."""
    slack.reset()
    assert daemon.client.post(path, body).status == 202
    root = slack.channel("#ops").expect_root("auth", within=3)
    checklist = root.expect_thread(r"/ops/list", within=3).lines
    incident = daemon.incident(root.incident)
    daemon.stop()
    timeless = [re.sub(r"\d\d:\d\d", "HH:MM", line) for line in checklist]
    return incident["scenario"], incident["severity"], timeless


def test_taking_it_shows_on_the_card_and_changes_its_buttons(triaged, slack):
    triaged.notify(auth_down())
    root = slack.channel("#ops").expect_root("auth", within=3)
    triaged.act(root.incident, "take")
    taken = root.expect_update("olga", within=5)
    assert "take" not in taken.buttons and set(taken.buttons) != set(root.buttons)
    triaged.act(root.incident, "mitigated")
    taken.expect_update("mitigated", within=10)
    timeline = triaged.client.get(f"/api/v1/incidents/{root.incident}/timeline").text
    assert "olga" in timeline and "mitigated" in timeline


@pytest.mark.row("S2-E1/declare")
def test_declaring_is_one_action_and_on_record(triaged, slack):
    triaged.notify(auth_down())
    incident = triaged.incidents("open")[0]["id"]
    triaged.act(incident, "declare")
    assert triaged.incident(incident)["status"] == "declared"
    assert "declare" in triaged.client.get(f"/api/v1/incidents/{incident}/timeline").text


def test_a_repeated_notification_changes_nothing_in_chat(triaged, slack):
    firing = auth_down()
    triaged.notify(firing)
    slack.channel("#ops").expect_root("auth", within=2).expect_thread(within=3)
    before = len(slack.writes("ops"))
    for _ in range(5):
        triaged.notify(firing)
    time.sleep(1.5)
    assert len(slack.writes("ops")) == before


@pytest.mark.row("S3-Q/report")
def test_a_report_by_a_person_opens_an_incident_too(triaged, slack):
    answer = triaged.client.post("/api/v1/reports", {
        "text": "items I add to my cart disappear or show up minutes later", "reporter": "olga"})
    assert answer.status == 202, answer
    incident = answer.json()["incident"]
    assert re.fullmatch(r"inc-\d+", incident)
    assert triaged.incident(incident)["status"] in ("triage", "declared")


def test_a_channel_that_is_not_there_sends_the_card_to_the_fallback(launch, slack, token_file):
    chat = slack_chat(slack, token_file, channel="#gone", fallback_channel="#ops-fallback")
    launch(basic(chat)).notify(auth_down())
    slack.channel("#ops-fallback").expect_root("auth", within=5)


def test_an_incoming_webhook_gets_the_card_as_well(launch, slack, tmp_path):
    url_file = tmp_path / "hook-url"
    url_file.write_text(slack.webhook_url)
    url_file.chmod(0o600)
    chat = {"name": "hook", "type": "slack-webhook", "url_file": str(url_file)}
    launch(basic(chat)).notify(auth_down())
    slack.channel("#ops").expect_root("auth", within=5)
    assert not slack.refused()

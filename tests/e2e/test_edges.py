"""The edges: who may send, what is said to who may not, what never shows, what never blocks."""

import base64
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
from datetime import datetime

import pytest

from harness.alerts import apart, auth_down, posted, webhook
from harness.config import basic, slack_chat
from harness.http import Client
from harness.neighbours import beside, expect_no_delay
from harness.slack import TOKEN
from harness.tap import Ear
from harness.triaged import binary
from harness.waiting import eventually

pytestmark = pytest.mark.daemon

SECRET = "s3cret-CANARY-bearer"


@pytest.fixture
def guarded(launch, tmp_path):
    """A daemon whose Alertmanager source wants a bearer token and whose other one a password."""
    token, password = tmp_path / "am-token", tmp_path / "am-password"
    for path in (token, password):
        path.write_text(SECRET)
        path.chmod(0o600)
    config = basic()
    config["sources"] = [
        {"name": "alertmanager", "type": "alertmanager",
         "auth": {"bearer_token_file": str(token)}},
        {"name": "basic", "type": "alertmanager",
         "auth": {"basic": {"username": "am", "password_file": str(password)}}},
    ]
    return launch(config)


def basic_header(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("source, header, status", [
    ("alertmanager", None, 401), ("alertmanager", "Bearer wrong", 401),
    ("alertmanager", f"Bearer {SECRET}x", 401), ("alertmanager", f"Basic {SECRET}", 401),
    ("alertmanager", f"Bearer {SECRET}", 202), ("basic", basic_header("am", "no"), 401),
    ("basic", basic_header("xx", SECRET), 401), ("basic", basic_header("am", SECRET), 202)])
def test_only_who_knows_the_secret_is_heard(guarded, source, header, status):
    headers = {"Authorization": header} if header else {}
    answer = guarded.client.post(f"/hooks/{source}", webhook(auth_down()), headers)
    assert answer.status == status, answer
    if status == 401:
        assert set(answer.json()) >= {"error", "reason"}
        assert not guarded.incidents()
    assert "CANARY" not in guarded.log()


def test_prometheus_hears_exactly_200_and_nothing_else(triaged):
    answer = triaged.client.post("/api/v2/alerts", posted(auth_down()))
    assert (answer.status, answer.body) == (200, b"")


def test_the_valid_half_of_a_batch_is_kept(triaged):
    body = [*posted(auth_down()), {"labels": {}}]
    answer = triaged.client.post("/api/v2/alerts", body)
    assert answer.status == 400 and isinstance(answer.json(), str)
    assert len(triaged.incidents()) == 1


@pytest.mark.row("H1/generic")
def test_json_that_nobody_knows_still_becomes_a_card(triaged, slack):
    body = {"title": "Boiler pressure over 9 bar", "level": "critical", "where": {"plant": "north"}}
    assert triaged.client.post("/hooks/json", body).status == 202
    root = slack.channel("#ops").expect_root(within=3)
    assert "Boiler pressure" in json.dumps(triaged.incident(root.incident)), "what came is kept"
    checklist = "\n".join(root.expect_thread(r"/ops/list", within=3).lines)
    for phase in ("Detect", "Evaluate", "Troubleshoot", "Execute", "Communicate", "Track"):
        assert phase in checklist
    assert not slack.refused()


def test_overload_is_503_with_a_hint_and_passes(launch):
    daemon = launch(basic(limits={"alert_body": "1MiB", "in_flight": "2MiB"}))
    stuck = [half_sent(daemon.url, 900 * 1024) for _ in range(6)]
    answer = Client(daemon.url).post("/hooks/alertmanager", large_webhook(900 * 1024))
    assert answer.status == 503, answer
    assert int(answer.headers["Retry-After"]) >= 1
    assert set(answer.json()) >= {"error", "reason"}
    for line in stuck:
        line.close()

    def accepted():
        return daemon.client.post("/hooks/alertmanager", webhook(auth_down())).status == 202

    eventually(accepted, 5, "the daemon to accept again", every=0.2)


def half_sent(url, size):
    """A connection that has promised a body and sent half of it."""
    host, port = url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)))
    line.sendall(b"POST /hooks/alertmanager HTTP/1.1\r\nHost: %s\r\n"
                 b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                 % (host.encode(), size))
    line.sendall(b" " * (size // 2))
    return line


def large_webhook(size):
    body = webhook(auth_down())
    body["alerts"][0]["annotations"]["description"] = "x" * size
    return body


CANARIES = {
    "password": "password=CANARY1hunter2", "aws": "AKIACANARY2XXXXXXXXX",
    "slack": "xoxb-123456789012-CANARY3abcdefghijklmn",
    "github": "ghp_CANARY4abcdefghijklmnopqrstuvwxyz12",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJDQU5BUlk1IjoxfQ.CANARY5c2lnbmF0dXJl",
    "mail": "canary6.person@customer.example", "card": "4111 1111 1111 1111",
    "url": "postgres://app:CANARY7pw@db.example:5432/orders",
    "bearer": "Authorization: Bearer CANARY8tokentokentoken",
}
LEAKS = re.compile(r"CANARY\d\w+|AKIACANARY\w+|canary6\.person@|4111 ?1111 ?1111 ?1111")


@pytest.mark.row("S1-T1/redacted")
def test_secrets_in_an_alert_show_in_no_chat_page_or_log(launch, slack, token_file):
    daemon = launch(basic(slack_chat(slack, token_file)), flags=["--log.level=debug"])
    for name, secret in CANARIES.items():
        leaking = apart(f"svc-{name}", message=secret)
        leaking["annotations"] = {"summary": f"login fails: {secret}",
                                  "description": f"log says {secret} and so on"}
        daemon.notify(leaking)
    ops = slack.channel("#ops")
    for name in CANARIES:
        ops.expect_root(f"svc-{name}", within=20)
    shown = json.dumps(slack.log())
    page = daemon.client.get("/").text
    for place, text in (("chat", shown), ("page", page), ("log", daemon.log())):
        assert not LEAKS.findall(text), f"{place} shows {set(LEAKS.findall(text))}"
    assert TOKEN not in daemon.log() and TOKEN not in page


@pytest.mark.parametrize("broken", ["chats: [", "chots: []\n", "sources: 7\n", "\tchats: []\n"])
def test_a_broken_configuration_leaves_the_last_good_one_at_work(
        launch, slack, token_file, broken):
    config = basic(slack_chat(slack, token_file))
    daemon = launch(config, flags=["--web.enable-lifecycle"])
    daemon.config_path.write_text(broken)
    answer = daemon.client.post("/-/reload")
    assert 400 <= answer.status < 600, answer
    assert "triaged.yml" in answer.text + daemon.log()
    daemon.notify(auth_down())
    slack.channel("#ops").expect_root("auth", within=3)


def test_a_good_reload_takes_effect_and_is_off_by_default(launch, slack, token_file):
    daemon = launch(basic(slack_chat(slack, token_file)), flags=["--web.enable-lifecycle"])
    daemon.write_config(basic(slack_chat(slack, token_file, channel="#pay")))
    assert daemon.client.post("/-/reload").status == 200
    daemon.notify(auth_down())
    slack.channel("#pay").expect_root("auth", within=3)
    plain = launch(basic(slack_chat(slack, token_file)))
    assert plain.client.post("/-/reload").status in (403, 404, 405)


@pytest.mark.parametrize("form", ["logfmt", "json"])
def test_a_label_cannot_forge_a_log_line(launch, slack, token_file, form):
    daemon = launch(basic(slack_chat(slack, token_file)),
                    flags=["--log.level=debug", f"--log.format={form}"])
    forged = 'x"\nts=2001-01-01T00:00:00Z level=error msg="FORGED"\r{"msg":"FORGED"}\x1b[2J'
    daemon.notify(auth_down(service=forged, pod=forged))
    daemon.client.post("/hooks/" + "x%0Ats=2001 level=error".replace(" ", "%20"), {"alerts": []})
    slack.channel("#ops").expect_root(within=3)
    lines = re.split(r"[\r\n]+", daemon.log().strip())
    shape = re.compile(r"^\{.*\}$" if form == "json" else r"^(time|ts|level)=\S+ ")
    assert not [line for line in lines if not shape.match(line)]
    assert not [line for line in lines if line.startswith(("ts=2001", '{"msg":"FORGED"'))]
    assert "\x1b" not in daemon.log()
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in lines)


class Mute:
    """A TCP listener that takes connections and never says a word."""

    def __init__(self):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._held = []
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def api_url(self):
        """Where a chat would look for it."""
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/"

    def stop(self):
        """Closes everything."""
        self._socket.close()
        for line in self._held:
            line.close()

    def _accept(self):
        try:
            while True:
                self._held.append(self._socket.accept()[0])
        except OSError:
            return


def test_a_chat_that_never_answers_delays_no_other(launch, slack, token_file, closing):
    mute = closing(Mute())
    silent = {**slack_chat(slack, token_file, name="silent"), "api_url": mute.api_url}
    expect_no_delay(launch(beside(silent, slack, token_file)), slack)


@pytest.fixture
def silent_dns(tmp_path):
    """A command prefix under which every name goes to a DNS server that never answers."""
    if os.geteuid() or not shutil.which("unshare"):
        pytest.skip("a silent DNS server needs root and unshare")
    mute = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        mute.bind(("127.0.0.53", 53))
    except OSError as taken:
        pytest.skip(f"port 53 on 127.0.0.53: {taken}")
    resolv = tmp_path / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.53\noptions timeout:5 attempts:2\n")
    mount = f'mount --bind {resolv} "$(readlink -f /etc/resolv.conf)" && exec "$@"'
    if subprocess.run(["unshare", "-m", "sh", "-c", mount, "sh", "true"]).returncode:
        pytest.skip("mount namespaces are not permitted here")
    yield ["unshare", "-m", "sh", "-c", mount, "sh"]
    mute.close()


def test_a_silent_name_server_delays_only_who_needs_it(launch, slack, token_file, silent_dns):
    far = {**slack_chat(slack, token_file, name="far"), "api_url": "http://slack.example.net/api/"}
    daemon = launch(beside(far, slack, token_file), wrapper=silent_dns)
    expect_no_delay(daemon, slack)


@pytest.mark.row("H1/heartbeat")
def test_a_heartbeat_leaves_as_long_as_it_lives(launch, tmp_path, closing):
    ear = closing(Ear())
    url_file = tmp_path / "dead-man-url"
    url_file.write_text(ear.url)
    url_file.chmod(0o600)
    daemon = launch(basic(heartbeat={"url_file": str(url_file), "interval": "1s"}))
    eventually(lambda: len(ear.heard) >= 3, 6, lambda: ear.heard)
    daemon.kill9()
    heard = len(ear.heard)
    time.sleep(1.5)
    assert len(ear.heard) == heard


@pytest.mark.row("PR5/demo")
def test_the_demonstration_judges_itself_within_a_minute(tmp_path):
    done = subprocess.run([binary(), "demo", "--check"], cwd=tmp_path, timeout=60,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def test_without_any_configuration_it_runs_and_shows_its_page(launch):
    daemon = launch()
    daemon.notify(auth_down())
    incident = daemon.incidents("open")[0]
    assert re.fullmatch(r"inc-\d+", incident["id"])
    started = datetime.fromisoformat(incident["started_at"].replace("Z", "+00:00"))
    assert abs(started.timestamp() - time.time()) < 3600
    page = daemon.client.get("/")
    assert page.status == 200 and "text/html" in page.headers["Content-Type"]
    assert incident["id"] in page.text or incident["title"] in page.text
    assert daemon.client.get("/-/ready").status == 200
    assert "triaged_" in daemon.client.get("/metrics").text


@pytest.mark.row("P1a/durable")
def test_what_was_accepted_is_there_after_a_clean_restart(launch, slack, token_file):
    daemon = launch(basic(slack_chat(slack, token_file)))
    daemon.notify(auth_down())
    root = slack.channel("#ops").expect_root("auth", within=3)
    root.expect_thread(within=3)
    writes = len(slack.writes())
    daemon.restart()
    assert [i["id"] for i in daemon.incidents()] == [root.incident]
    time.sleep(1)
    assert len(slack.writes()) == writes, "a restart sends nothing"

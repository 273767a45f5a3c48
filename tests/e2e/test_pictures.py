"""The pictures in README and docs are drawn from what the daemon really sends.

`UPDATE_PICTURES=1 ./dev test -k pictures` writes them anew; otherwise a picture that is not what the
daemon sends today fails.
"""

import os
import re
from pathlib import Path

import pytest

from harness.alerts import alert
from harness.picture import draw

pytestmark = pytest.mark.daemon
PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"


def test_the_card_of_a_service_that_answers_500(triaged, slack):
    triaged.notify(auth_fails())
    root = slack.channel("#ops").expect_root("auth", within=5)
    lines = root.lines
    compare("service-errors-outage.svg", draw(root.raw["blocks"]))

    def first(pattern):
        return next(i for i, line in enumerate(lines) if re.search(pattern, line))

    nexts = [line for line in lines if line.startswith("▶")]
    assert len(nexts) == 1, lines
    assert first("^Hurt:") < first("^▶") and "login" in lines[first("^Hurt:")]
    assert not any(re.search("(?i)logs? of|root cause", line) for line in lines[:first("^▶")]), lines
    assert first("^Wake now") < len(lines)


def auth_fails():
    """The first documented scenario, as Prometheus would tell it."""
    return alert(
        "AuthHighErrorRate", "auth returns HTTP 500 for 100% of login requests", started=60,
        annotations={"description": "5xx ratio of service auth is 100% for 5m: every login fails.",
                     "runbook_url": "https://runbooks.example/auth-5xx"},
        severity="critical", service="auth", env="prod", region="eu-west-1")


def compare(name, picture):
    """The committed picture and this one are the same."""
    path = PICTURES / name
    if os.environ.get("UPDATE_PICTURES"):
        path.write_text(picture, encoding="utf-8")
    assert path.exists(), f"{path} is missing; UPDATE_PICTURES=1 makes it"
    assert steady(path.read_text(encoding="utf-8")) == steady(picture)


def steady(picture):
    """Without the length of time, which depends on how fast the machine is."""
    return re.sub(r"\d+ (s|min)\b", "1 min", picture)

"""Fixtures of the end-to-end tests: a double, a daemon, peers - all ended when the test ends."""

import os

import pytest

from harness import peers
from harness.config import basic, slack_chat
from harness.slack import TOKEN, SlackDouble
from harness.triaged import Triaged, binary


def pytest_configure(config):
    """Registers the markers."""
    config.addinivalue_line("markers", "daemon: needs the triaged binary")
    config.addinivalue_line("markers", "kill9: the long crash test")


def pytest_collection_modifyitems(items):
    """Tests that need the daemon are skipped only when the binary is not there at all."""
    if os.access(binary(), os.X_OK):
        return
    reason = f"no triaged binary at {binary()}; build it or set TRIAGED_BIN"
    for item in items:
        if "daemon" in item.keywords:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="module")
def module_dir(tmp_path_factory, request):
    """A directory for what lives as long as a test module."""
    return tmp_path_factory.mktemp(request.module.__name__)


@pytest.fixture(scope="module")
def shared_slack(module_dir):
    """One double per test module; tests use different channels."""
    double = SlackDouble(module_dir)
    yield double
    double.stop()


@pytest.fixture
def slack(shared_slack):
    """The double, empty and with its limits as shipped."""
    shared_slack.reset()
    return shared_slack


@pytest.fixture
def token_file(tmp_path):
    """A file with the bot token."""
    path = tmp_path / "bot-token"
    path.write_text(TOKEN + "\n")
    path.chmod(0o600)
    return path


@pytest.fixture
def launch(tmp_path):
    """Starts daemons: launch(config, flags=...); each has its own directory and is ended."""
    started = []

    def start(config=None, **how):
        daemon = Triaged(tmp_path / f"triaged-{len(started)}", config, **how)
        started.append(daemon)
        return daemon.start()

    yield start
    for daemon in started:
        daemon.stop()


@pytest.fixture
def triaged(launch, slack, token_file):
    """A daemon that posts to #ops of the double."""
    return launch(basic(slack_chat(slack, token_file)))


@pytest.fixture
def need_peers():
    """Skips when Debian's Prometheus and Alertmanager are not at hand."""
    missing = [p for p in ("prometheus", "prometheus-alertmanager") if not peers.find(p)]
    if missing:
        pytest.skip(f"no {', '.join(missing)} on PATH, in TRIAGED_PEERS or in .cache/peers")


@pytest.fixture
def closing():
    """Registers things with a stop() method; stops them in reverse order."""
    things = []
    yield lambda thing: things.append(thing) or thing
    for thing in reversed(things):
        thing.stop()

"""The daemon under test: the real binary with a data directory that outlives it."""

import os
import re
from pathlib import Path

from . import alerts as build
from .config import write_yaml
from .http import Client
from .process import Child
from .waiting import eventually

_ROOT = Path(__file__).resolve().parents[3]
_PAGE = 1000
_LISTENING = re.compile(r'msg"?[=:] ?"?listening"?.*?address"?[=:] ?"?(?:https?://)?([^\s",]+)')


def binary():
    """The path of the daemon: TRIAGED_BIN, else the release build."""
    return Path(os.environ.get("TRIAGED_BIN", _ROOT / "build/release/daemon/app/triaged"))


class Triaged:
    """One daemon on one data directory; may die and come back as often as a test likes."""

    def __init__(self, workdir, config=None, flags=(), port=0, wrapper=()):
        self.workdir = Path(workdir)
        self.workdir.mkdir(parents=True, exist_ok=True)
        self.config_path = self.workdir / "triaged.yml"
        self.log_path = self.workdir / "triaged.log"
        self._flags, self._port, self._wrapper = list(flags), port, list(wrapper)
        self._child = None
        self.url = None
        self.client = None
        if config is not None:
            self.write_config(config)

    def write_config(self, config):
        """Writes triaged.yml; a running daemon sees it on reload."""
        write_yaml(self.config_path, config)

    def start(self, wait=True):
        """Starts the daemon; returns once it listens."""
        self._log_start = self.log_path.stat().st_size if self.log_path.exists() else 0
        self._child = Child(self._command(), self.log_path, cwd=self.workdir)
        if wait:
            self.wait_listening()
        return self

    def wait_listening(self, within=15):
        """Waits for the log line that names the address."""
        found = eventually(self._listening_or_dead, within,
                           lambda: f"daemon to listen; it said:\n{self.log()[-3000:]}", every=0.005)
        self.url = "http://" + found.group(1)
        self.client = Client(self.url)

    def kill9(self):
        """SIGKILL at this very moment."""
        self._child.kill9()

    def stop(self):
        """SIGTERM; returns the exit status."""
        return self._child.stop() if self._child else None

    def restart(self):
        """Stops and starts on the same data."""
        self.stop()
        return self.start()

    def running(self):
        """True while the process lives."""
        return self._child is not None and self._child.running()

    def log(self):
        """Everything it has logged, over all its lives."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def notify(self, *alerts, source="alertmanager"):
        """Posts an Alertmanager notification; fails unless it is accepted."""
        answer = self.client.post(f"/hooks/{source}", build.webhook(*alerts))
        assert answer.status == 202, answer
        return answer.json()

    def incidents(self, status="all"):
        """All incidents of a status, however many pages they take."""
        return self._pages(f"/api/v1/incidents?status={status}&", "incidents")

    def incident(self, incident_id):
        """One incident."""
        answer = self.client.get(f"/api/v1/incidents/{incident_id}")
        assert answer.status == 200, answer
        return answer.json()

    def alerts_of(self, incident_id):
        """All alerts of an incident, however many pages they take."""
        return self._pages(f"/api/v1/incidents/{incident_id}/alerts?", "alerts")

    def act(self, incident_id, action, **more):
        """Does what a click would do."""
        body = {"action": action, "actor": "olga", **more}
        answer = self.client.post(f"/api/v1/incidents/{incident_id}/actions", body)
        assert answer.status in (200, 202), answer
        return answer

    def _pages(self, path, member):
        """Everything behind a paged address."""
        found = []
        while True:
            answer = self.client.get(f"{path}offset={len(found)}&limit={_PAGE}")
            assert answer.status == 200, answer
            part = answer.json()[member]
            found += part
            if len(part) < _PAGE:
                return found

    def _command(self):
        command = [*self._wrapper, binary(), "serve", f"--storage.path={self.workdir / 'data'}",
                   f"--web.listen-address=127.0.0.1:{self._port}"]
        if self.config_path.exists():
            command.append(f"--config.file={self.config_path}")
        return command + self._flags

    def _listening_or_dead(self):
        """The log line of this life, not of an earlier one."""
        with open(self.log_path, "rb") as log:
            log.seek(self._log_start)
            text = log.read().decode("utf-8", "replace")
        if not self.running():
            raise AssertionError(f"daemon ended at start:\n{text[-3000:]}")
        return _LISTENING.search(text)

"""The real senders: Debian's Prometheus and Alertmanager on loopback."""

import os
import shutil
import signal
from pathlib import Path

from .config import write_yaml
from .http import Client
from .process import Child, free_port
from .waiting import eventually

_ROOT = Path(__file__).resolve().parents[3]


def find(program):
    """The path of a peer: on PATH, in TRIAGED_PEERS, or in .cache/peers; None when absent."""
    places = [os.environ.get("TRIAGED_PEERS"), _ROOT / ".cache/peers"]
    unpacked = [str(Path(place) / "usr/bin") for place in places if place]
    return shutil.which(program) or shutil.which(program, path=os.pathsep.join(unpacked))


def with_templates(program):
    """A command prefix that gives an unpacked Alertmanager the templates it wants under /usr.

    Debian's build opens them by absolute path. Where the package is not installed, the program
    runs in a mount namespace of its own whose /usr/share holds nothing but these templates.
    """
    if Path("/usr/share/prometheus/alertmanager").is_dir():
        return []
    share = Path(program).resolve().parents[1] / "share/prometheus"
    unpack = ('mount -t tmpfs none /usr/share && cp -r "$1" /usr/share/prometheus && '
              'shift && exec "$@"')
    return ["unshare", "-rm", "sh", "-c", unpack, "sh", share]


class Alertmanager:
    """A real Alertmanager with one webhook receiver, no gossip, and short intervals."""

    def __init__(self, workdir, webhook_url, group_by=("alertname",)):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        config = write_yaml(workdir / "am.yml", _alertmanager_config(webhook_url, group_by))
        program = find("prometheus-alertmanager")
        self._child = Child(
            [*with_templates(program), program, f"--config.file={config}",
             f"--storage.path={workdir / 'am-data'}", f"--web.listen-address=127.0.0.1:{self.port}",
             "--cluster.listen-address="],
            workdir / "alertmanager.log")
        _wait_ready(self.url, self._child)

    def stop(self):
        """Ends the process."""
        self._child.stop()


class Prometheus:
    """A real Prometheus whose rules a test rewrites while it runs."""

    def __init__(self, workdir, alertmanager_port):
        self._rules = workdir / "rules.yml"
        self._known = {}
        self.port = free_port()
        self.fire()
        config = write_yaml(workdir / "prom.yml", _prometheus_config(alertmanager_port))
        self._child = Child(
            [find("prometheus"), f"--config.file={config}",
             f"--storage.tsdb.path={workdir / 'prom-data'}",
             f"--web.listen-address=127.0.0.1:{self.port}", "--rules.alert.resend-delay=1s"],
            workdir / "prometheus.log")
        _wait_ready(f"http://127.0.0.1:{self.port}", self._child)

    def fire(self, *alerts):
        """From now on exactly these alerts fire; what fired before stays as a rule and resolves."""
        self._known.update({a["fingerprint"]: a for a in alerts})
        firing = {a["fingerprint"] for a in alerts}
        rules = [_rule(a, number in firing) for number, a in self._known.items()]
        group = {"name": "e2e", "interval": "1s", "rules": rules}
        write_yaml(self._rules, {"groups": [group]})
        if hasattr(self, "_child"):
            self._child.signal(signal.SIGHUP)

    def stop(self):
        """Ends the process."""
        self._child.stop()


def _rule(alert, firing):
    """A rule that fires, or no longer does, with the labels of an alert."""
    labels = {k: v for k, v in alert["labels"].items() if k != "alertname"}
    return {"alert": alert["labels"]["alertname"], "labels": labels,
            "expr": "vector(time()) > 0" if firing else "vector(time()) < 0",
            "annotations": alert["annotations"]}


def _alertmanager_config(webhook_url, group_by):
    return {
        "route": {"receiver": "triaged", "group_by": list(group_by), "group_wait": "0s",
                  "group_interval": "1s", "repeat_interval": "1h"},
        "receivers": [{"name": "triaged",
                       "webhook_configs": [{"url": webhook_url, "send_resolved": True}]}],
    }


def _prometheus_config(alertmanager_port):
    target = f"127.0.0.1:{alertmanager_port}"
    return {
        "global": {"evaluation_interval": "1s", "external_labels": {"cluster": "eu-1"}},
        "rule_files": ["rules.yml"],
        "alerting": {"alertmanagers": [
            {"api_version": "v2", "static_configs": [{"targets": [target]}]}]},
    }


def _wait_ready(url, child):
    def ready():
        assert child.running(), child.output()[-2000:]
        try:
            return Client(url, timeout=2).get("/-/ready").status == 200
        except OSError:
            return False

    eventually(ready, 20, lambda: child.output()[-2000:], every=0.05)

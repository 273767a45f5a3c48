"""Builds alerts as Alertmanager and Prometheus send them."""

import time
from datetime import datetime, timezone

_FNV_OFFSET, _FNV_PRIME, _MASK = 14695981039346656037, 1099511628211, (1 << 64) - 1
NEVER = "0001-01-01T00:00:00Z"


def stamp(seconds_ago=0.0):
    """RFC 3339 with milliseconds, some seconds ago."""
    at = datetime.fromtimestamp(time.time() - seconds_ago, timezone.utc)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def fingerprint(labels):
    """The hash of a label set that Alertmanager prints: FNV-1a over sorted names and values."""
    value = _FNV_OFFSET
    for name in sorted(labels):
        for byte in name.encode() + b"\xff" + labels[name].encode() + b"\xff":
            value = ((value ^ byte) * _FNV_PRIME) & _MASK
    return f"{value:016x}"


def alert(alertname, summary="", started=0.0, annotations=None, generator="", **labels):
    """A firing alert of webhook version 4; `started` is seconds ago, keywords are labels."""
    labels = {"alertname": alertname, **{k: str(v) for k, v in labels.items()}}
    notes = {**({"summary": summary} if summary else {}), **(annotations or {})}
    return {
        "status": "firing", "labels": labels, "annotations": notes, "startsAt": stamp(started),
        "endsAt": NEVER, "generatorURL": generator, "fingerprint": fingerprint(labels),
    }


def resolved(firing):
    """The same alert, over now."""
    return {**firing, "status": "resolved", "endsAt": stamp()}


def webhook(*alerts, receiver="triaged"):
    """An Alertmanager notification, version 4, with what all its alerts have in common."""
    status = "firing" if any(a["status"] == "firing" for a in alerts) else "resolved"
    name = alerts[0]["labels"].get("alertname", "")
    return {
        "receiver": receiver, "status": status, "alerts": list(alerts),
        "groupLabels": {"alertname": name},
        "commonLabels": _common([a["labels"] for a in alerts]),
        "commonAnnotations": _common([a["annotations"] for a in alerts]),
        "externalURL": "http://alertmanager.example:9093", "version": "4",
        "groupKey": '{}:{alertname="%s"}' % name, "truncatedAlerts": 0,
    }


def posted(*alerts):
    """The body Prometheus posts to /api/v2/alerts: no status, no fingerprint, an end ahead."""
    return [
        {
            "labels": a["labels"], "annotations": a["annotations"], "startsAt": a["startsAt"],
            "endsAt": a["endsAt"] if a["status"] == "resolved" else stamp(-300),
            "generatorURL": a["generatorURL"],
        }
        for a in alerts
    ]


def auth_down(**labels):
    """The alert of the first scenario: the authentication service answers 500 to everybody."""
    return alert(
        "AuthServiceHighErrorRate", "auth returns HTTP 500 for 100% of requests", started=60,
        annotations={"description": "5xx ratio of service auth is 100% for 5m, login fails."},
        **{"severity": "critical", "service": "auth", "env": "prod", **labels},
    )


def apart(service, **labels):
    """The first scenario's alert in a cluster of its own, so that it joins no burst of others."""
    return auth_down(service=service, cluster=f"cluster-of-{service}", **labels)


def database_slow(service, **labels):
    """The alert of the second scenario, as one of the services that share the database sees it."""
    return alert(
        "DatabaseQueryLatencyHigh", f"{service}: queries to orders-primary take 4.8s (p99)",
        started=30,
        annotations={"description": "PostgreSQL query latency p99 above 1s on orders-primary."},
        **{"severity": "critical", "service": service, "env": "prod",
           "database": "orders-primary", **labels},
    )


def _common(pairs):
    """The name-value pairs that all the given maps share."""
    shared = set(pairs[0].items())
    for more in pairs[1:]:
        shared &= set(more.items())
    return dict(sorted(shared))

"""What standing state costs: resident memory, start, journal growth by re-sends."""
import json
import signal
import time

from figures import Goal
from loadgen import load_all
from pairing import Pair
from servers import Alertmanager, Triaged, http_get

ACTIVE_ALERTS = 100_000
INCIDENTS = 5_000
TAIL_RECORDS = 200_000
PASSES_PER_HOUR = 60
MEGABYTE = 1_000_000


def memory(bench):
    ours = (lambda: _resident(bench, Triaged)) if bench.programs.triaged else None
    peer = (lambda: _resident(bench, Alertmanager)) if bench.programs.alertmanager else None
    pair = Pair(bench, 'memory', ours, peer).run(reps=min(bench.size.reps, 3))
    what = f'resident memory, {ACTIVE_ALERTS:,} active alerts in {INCIDENTS:,} incidents'
    figure = pair.figure(what, 'resident_mb', 'MB', Goal(0.3))
    peak = pair.figure(what + ', peak while loading', 'peak_mb', 'MB', None, 'memory-peak')
    found = [run['incidents'] for run in pair.our_runs if run['incidents']]
    if found:
        figure.notes.append(f'open incidents triaged made of them: {min(found):,}-{max(found):,}')
    return [figure, peak]


def _resident(bench, make_server):
    with make_server(bench) as server:
        report = load_all(bench, server, alerts=ACTIVE_ALERTS, incidents=INCIDENTS, batch=64,
                          connections=16)
        time.sleep(1 if bench.quick else 5)
        report['resident_mb'], report['peak_mb'] = server.resident_mb()
        del report['rss_mb']
        report['incidents'] = _count_incidents(server)
    return report


def _count_incidents(server):
    """After the memory was read: the answer is large. None where there is no such list."""
    status, body = http_get(server.port, '/api/v1/incidents?status=open', timeout=30)
    try:
        return len(json.loads(body)['incidents']) if status == 200 else None
    except (ValueError, KeyError):
        return None


def cold_start(bench):
    ours = (lambda: _second_start(bench, Triaged)) if bench.programs.triaged else None
    peer = (lambda: _second_start(bench, Alertmanager)) if bench.programs.alertmanager else None
    pair = Pair(bench, 'cold-start', ours, peer).run(reps=bench.size.starts)
    return [pair.figure('exec -> /-/ready, shipped packs, storage of an earlier start', 'ready_ms',
                        'ms', Goal(1.0))]


def _second_start(bench, make_server):
    """The first start may compile and create; the second finds what that left."""
    with make_server(bench) as server:
        first = server.ready_seconds
        server.stop()
        server.start()
        return {'ready_ms': server.ready_seconds * 1000, 'first_ms': first * 1000}


def start_with_tail(bench):
    ours = (lambda: _after_kill(bench)) if bench.programs.triaged else None
    pair = Pair(bench, 'start-tail', ours, None).run(reps=min(bench.size.reps, 3))
    return [pair.figure(f'exec -> /-/ready after kill -9, {TAIL_RECORDS:,} alerts in the journal',
                        'ready_ms', 'ms', Goal(500, kind='value'))]


def _after_kill(bench):
    with Triaged(bench) as server:
        load_all(bench, server, alerts=TAIL_RECORDS, batch=1, connections=64)
        server.stop(signal.SIGKILL)
        server.start()
        return {'ready_ms': server.ready_seconds * 1000}


def resend(bench):
    ours = (lambda: _growth(bench)) if bench.programs.triaged else None
    pair = Pair(bench, 'resend-growth', ours, None).run(reps=1)
    figure = pair.figure(f'journal growth, {ACTIVE_ALERTS:,} alerts re-sent each minute for an '
                         'hour, only endsAt moves', 'growth_mb', 'MB', Goal(50, kind='value'))
    if bench.size.resend_passes != PASSES_PER_HOUR:
        figure.notes.append(f'scaled from {bench.size.resend_passes} passes to {PASSES_PER_HOUR}')
    return [figure]


def _growth(bench):
    base = int(time.time() * 1000)
    with Triaged(bench) as server:
        _send_all(bench, server, base, 0)
        before = _stored_bytes(server.storage)
        for minute in range(1, bench.size.resend_passes + 1):
            report = _send_all(bench, server, base, minute)
        grown = _stored_bytes(server.storage) - before
    report['growth_mb'] = grown / MEGABYTE * PASSES_PER_HOUR / bench.size.resend_passes
    return report


def _send_all(bench, server, base, minute):
    """As Prometheus does it: the same alerts, `endsAt` four minutes ahead of the minute it is."""
    return load_all(bench, server, format='v2', alerts=ACTIVE_ALERTS, incidents=INCIDENTS,
                    batch=64, connections=16, starts_at_ms=base,
                    ends_at_ms=base + (minute + 4) * 60_000)


def _stored_bytes(storage):
    """Of the journal; of everything where it has no folder of its own."""
    journal = storage / 'journal'
    root = journal if journal.is_dir() else storage
    return sum(path.stat().st_size for path in root.rglob('*') if path.is_file())

"""How soon an alert is acknowledged: one client against the disk, many against a peer."""
import os

from figures import Goal
from loadgen import fdatasync, load, load_all
from pairing import Pair
from rows_ingest import one_run
from servers import Alertmanager, Triaged

OPEN_RATE = 5000
SATURATED = 0.75
# The journal's tail stays under 200,000 records: a run that starts a little below crosses it.
PRELOAD = 180_000


def one_client(bench):
    seconds = bench.size.ack_seconds
    flags = {'connections': 1, 'alerts': 500_000, 'seconds': seconds}
    ours = (lambda: one_run(bench, Triaged, flags)) if bench.programs.triaged else None
    pair = Pair(bench, 'ack', ours, lambda: _floor(bench, seconds), 'fdatasync').run()
    return [pair.figure('durable ack, one client, p50, against fdatasync in place', 'ack_p50_us',
                        'us', Goal(2.5), 'ack-p50'),
            pair.figure('durable ack, one client, p99, against fdatasync in place', 'ack_p99_us',
                        'us', Goal(4.0), 'ack-p99')]


def _floor(bench, seconds):
    report = fdatasync(bench, seconds)
    return {'ack_p50_us': report['p50_us'], 'ack_p99_us': report['p99_us']}


def _open_flags(bench):
    seconds = bench.size.open_seconds
    return {'connections': 64, 'rate': OPEN_RATE, 'alerts': int(OPEN_RATE * seconds),
            'seconds': seconds + 5}


def open_loop(bench):
    flags = _open_flags(bench)
    ours = (lambda: one_run(bench, Triaged, flags)) if bench.programs.triaged else None
    pair = Pair(bench, 'open-loop', ours, _open_alertmanager(bench, flags)).run()
    what = f'open loop {OPEN_RATE:,}/s, ack {{}}, from the due time'
    shown = [pair.figure(what.format('p99'), 'ack_p99_us', 'us', Goal(0.75), 'open-loop-p99'),
             pair.figure(what.format('p50'), 'ack_p50_us', 'us', None, 'open-loop-p50')]
    _doubt_if_saturated(shown[0], pair)
    return shown


def _doubt_if_saturated(figure, pair):
    """A queue that forms because the machine is too small says nothing about either program."""
    for name, runs in (('triaged', pair.our_runs), (pair.peer_name, pair.peer_runs)):
        shares = [(run['server_cpu_s'] + run['generator_cpu_s']) / run['seconds'] / os.cpu_count()
                  for run in runs]
        if shares and max(shares) > SATURATED:
            figure.saturated = True
            figure.notes.append(f'{name} and the generator kept this machine {max(shares):.0%} '
                                'busy: at this rate its p99 is a queue for CPU')


def _open_alertmanager(bench, flags):
    return (lambda: one_run(bench, Alertmanager, flags)) if bench.programs.alertmanager else None


def open_loop_snapshot(bench):
    flags = _open_flags(bench)
    ours = (lambda: _during_snapshot(bench, flags)) if bench.programs.triaged else None
    pair = Pair(bench, 'open-loop-snapshot', ours, _open_alertmanager(bench, flags)).run()
    if pair.our_runs and not all(run['snapshot_seen'] for run in pair.our_runs):
        pair.not_measured = 'no snapshot was written during the run'
    figure = pair.figure(f'open loop {OPEN_RATE:,}/s, ack p99, during a snapshot', 'ack_p99_us',
                         'us', Goal(0.75))
    _doubt_if_saturated(figure, pair)
    return [figure]


def _during_snapshot(bench, flags):
    with Triaged(bench) as server:
        load_all(bench, server, alerts=PRELOAD, batch=1, connections=64, first=1_000_000)
        before = _snapshot_files(server.storage)
        report = load(bench, server, **flags)
        report['snapshot_seen'] = _snapshot_files(server.storage) != before
    return report


def _snapshot_files(storage):
    found = set()
    for path in storage.rglob('*'):
        if 'snap' in str(path.relative_to(storage)).lower() and path.is_file():
            status = path.stat()
            found.add((str(path), status.st_mtime_ns, status.st_size))
    return found

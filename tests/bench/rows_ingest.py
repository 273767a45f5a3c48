"""Throughput: durable ingest against Alertmanager, requests/s against a bare Beast server."""
import allocations
from figures import Goal
from loadgen import load
from pairing import Pair
from servers import Alertmanager, BareBeast, Triaged
from settings import CannotRun

BATCH_CONNECTIONS = {1: 64, 10: 64, 64: 16}
DISTINCT_GOALS = {1: 1.8, 10: 2.8, 64: 3.0}


def distinct(batch):
    return lambda bench: _ingest(bench, 'distinct', batch, DISTINCT_GOALS[batch])


def repeat(batch):
    return lambda bench: _ingest(bench, 'repeat', batch, 1.0)


def _ingest(bench, mode, batch, goal):
    flags = {'mode': mode, 'batch': batch, 'connections': BATCH_CONNECTIONS[batch],
             'alerts': bench.size.alerts}
    row = f'ingest-{mode}-{batch}'
    pair = Pair(bench, row, _ours(bench, flags), _alertmanager(bench, flags)).run()
    count_ours(pair, flags)
    figure = pair.figure(f'durable ingest, {mode} alerts, batch {batch}', 'alerts_per_s',
                         'alerts/s', Goal(goal, at_least=True))
    figure.notes += ack_notes(pair)
    return [figure]


def _ours(bench, flags):
    return (lambda: one_run(bench, Triaged, flags)) if bench.programs.triaged else None


def _alertmanager(bench, flags):
    return (lambda: one_run(bench, Alertmanager, flags)) if bench.programs.alertmanager else None


def one_run(bench, make_server, flags):
    with make_server(bench) as server:
        return allocations.around(server, lambda: load(bench, server, **flags))


def count_ours(pair, flags):
    """triaged's allocations per alert, if it got as far as a run."""
    bench = pair.bench
    if not pair.our_runs or bench.out_of_time():
        return
    try:
        pair.allocations['triaged'] = allocations.counted(
            bench, lambda **how: Triaged(bench, **how), **flags)
    except CannotRun as error:
        bench.failures.append(f'{pair.row}: allocations: {error}')


def ack_notes(pair):
    notes = []
    for name, runs in (('triaged', pair.our_runs), (pair.peer_name, pair.peer_runs)):
        if runs:
            middle = sorted(runs, key=lambda run: run['ack_p50_us'])[len(runs) // 2]
            notes.append(f'ack of {name}: p50 {middle["ack_p50_us"] / 1000:.2f} ms, '
                         f'p99 {middle["ack_p99_us"] / 1000:.2f} ms')
    return notes


def requests(bench):
    flags = {'batch': 1, 'connections': 64, 'alerts': bench.size.alerts}
    pair = Pair(bench, 'requests', _ours(bench, flags),
                lambda: one_run(bench, BareBeast, flags), 'bare-beast').run()
    count_ours(pair, flags)
    pair.allocations['bare-beast'] = allocations.counted(
        bench, lambda **how: BareBeast(bench, **how), **flags)
    return [pair.figure('requests/s, one alert each, against a server that only answers',
                        'requests_per_s', 'requests/s', Goal(0.5, at_least=True))]

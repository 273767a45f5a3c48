"""How soon a new incident leaves for chat: alert posted -> the request arrives at a sink."""
import socket

from figures import Goal
from loadgen import load
from pairing import Pair
from servers import Alertmanager, Triaged


def notify(bench):
    ours = (lambda: _through(bench, Triaged)) if bench.programs.triaged else None
    peer = (lambda: _through(bench, _immediate_alertmanager)) \
        if bench.programs.alertmanager else None
    pair = Pair(bench, 'notify', ours, peer).run()
    if pair.our_runs and not all(run['notify_p50_us'] for run in pair.our_runs):
        pair.not_measured = 'no chat request reached the sink'
        pair.our_runs.clear()
    what = 'alert posted -> chat request arrives, {}; Alertmanager with group_wait 0'
    shown = [pair.figure(what.format('p50'), 'notify_p50_us', 'us', Goal(1.7), 'notify-p50'),
             pair.figure(what.format('p99'), 'notify_p99_us', 'us', None, 'notify-p99')]
    shown[0].notes += _lost_notes(pair)
    return shown


def _immediate_alertmanager(bench, sink_port):
    return Alertmanager(bench, sink_port=sink_port, group_wait='0s')


def _through(bench, make_server):
    size = bench.size
    with socket.create_server(('127.0.0.1', 0), backlog=128) as sink:
        with make_server(bench, sink_port=sink.getsockname()[1]) as server:
            return load(bench, server, rate=size.notify_rate, alerts=size.notify_alerts,
                        incidents=size.notify_alerts, connections=4,
                        seconds=size.notify_alerts / size.notify_rate + 5, drain=5,
                        sink_fd=sink.fileno(), pass_fds=(sink.fileno(),))


def _lost_notes(pair):
    notes = []
    for name, runs in (('triaged', pair.our_runs), (pair.peer_name, pair.peer_runs)):
        missing = sum(run['notify_missing'] for run in runs)
        if runs:
            notes.append(f'{name}: {sum(run["notify_posts"] for run in runs)} posts on '
                         f'{sum(run["notify_connections"] for run in runs)} connections, '
                         f'{missing} incidents never arrived')
    return notes

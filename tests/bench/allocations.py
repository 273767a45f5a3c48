"""Allocations per alert; programs that need the preloaded counter get a run of their own."""
from loadgen import load


def around(server, run):
    """Runs `run` and adds `allocations_per_alert` to its report, where the server can tell."""
    before = server.allocations()
    report = run()
    after = server.allocations()
    if before is not None and after is not None and report['alerts']:
        report['allocations_per_alert'] = (after - before) / report['alerts']
    return report


def counted(bench, make_server, **flags):
    """A server of its own under the counter, warmed up, then loaded: never the timed run."""
    warm_up = bench.size.alloc_alerts // 4
    with make_server(preload_counter=True) as server:
        load(bench, server, **{**flags, 'alerts': warm_up, 'first': 1_000_000})
        report = around(server, lambda: load(bench, server,
                                             **{**flags, 'alerts': bench.size.alloc_alerts}))
    return report.get('allocations_per_alert')

#!/usr/bin/python3
"""Measures triaged beside its peers, interleaved on this machine, and prints figures and goals."""
import argparse
import dataclasses
import os
import pathlib
import shutil
import signal
import sys
import tempfile

import report
import rows_ack
import rows_ingest
import rows_notify
import rows_state
import unpacked
from settings import QUICK, Bench, CannotRun, Size, find_programs

ROWS = {
    'ingest-distinct-1': rows_ingest.distinct(1),
    'ingest-distinct-10': rows_ingest.distinct(10),
    'ingest-distinct-64': rows_ingest.distinct(64),
    'ingest-repeat-1': rows_ingest.repeat(1),
    'ingest-repeat-10': rows_ingest.repeat(10),
    'ingest-repeat-64': rows_ingest.repeat(64),
    'requests': rows_ingest.requests,
    'ack': rows_ack.one_client,
    'open-loop': rows_ack.open_loop,
    'notify': rows_notify.notify,
    'memory': rows_state.memory,
    'cold-start': rows_state.cold_start,
    'resend-growth': rows_state.resend,
    'open-loop-snapshot': rows_ack.open_loop_snapshot,
    'start-tail': rows_state.start_with_tail,
}
SLOW_ROWS = ('open-loop-snapshot', 'start-tail')  # too long for --quick


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    environment = os.environ.get
    parser.add_argument('--triaged', default=environment('TRIAGED_BIN'),
                        help='the daemon (env TRIAGED_BIN); without it only peers are measured')
    parser.add_argument('--peers', default=environment('TRIAGED_PEERS'),
                        help='directory of Alertmanager (env TRIAGED_PEERS; else PATH)')
    parser.add_argument('--bin', default=environment('TRIAGED_BENCH_BIN'),
                        help='directory of bench_load and the others (else build*/tests/bench)')
    parser.add_argument('--scratch', default='/var/tmp',
                        help='where storage goes: a disk, not tmpfs')
    parser.add_argument('--quick', action='store_true', help='one small repetition, under 60 s')
    parser.add_argument('--row', action='append', choices=ROWS, help='only this row; repeatable')
    parser.add_argument('--reps', type=int, choices=range(1, 21), metavar='1..20')
    parser.add_argument('--json', type=pathlib.Path, help='every run, as JSON, to this file')
    return parser.parse_args()


def make_bench(arguments, scratch):
    size = QUICK if arguments.quick else Size()
    if arguments.reps:
        size = dataclasses.replace(size, reps=arguments.reps)
    programs = find_programs(arguments.bin, arguments.triaged, arguments.peers)
    return Bench(programs, size, scratch, arguments.quick)


def chosen_rows(arguments):
    if arguments.row:
        return arguments.row
    return [row for row in ROWS if not (arguments.quick and row in SLOW_ROWS)]


def print_setting(bench):
    programs = bench.programs
    print(f'triaged       {programs.triaged or "- (peers only)"}')
    print(f'alertmanager  {programs.alertmanager or "- (not found)"}')
    print(f'{os.cpu_count()} cpus, {bench.size.reps} repetitions, interleaved; '
          'values are min / median / max\n', flush=True)


def measure(bench, rows):
    measured = []
    for row in rows:
        if bench.out_of_time():
            print(f'{row}: skipped, the time for this pass is used up\n')
            continue
        try:
            found = ROWS[row](bench)
        except CannotRun as error:
            bench.failures.append(f'{row}: {error}')
            continue
        for figure in found:
            report.print_figure(figure)
        measured += found
    return measured


def run(arguments, scratch):
    bench = make_bench(arguments, scratch)
    print_setting(bench)
    measured = measure(bench, chosen_rows(arguments))
    report.print_summary(measured)
    if arguments.json:
        report.write_json(arguments.json, measured)
    for failure in bench.failures:
        print(f'FAILED TO RUN {failure}', file=sys.stderr)
    return 1 if bench.failures else 0


def main():
    arguments = parse_arguments()
    unpacked.show_shared_files(arguments.peers)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every `with` still closes
    scratch = pathlib.Path(tempfile.mkdtemp(prefix='triaged-bench-', dir=arguments.scratch))
    try:
        return run(arguments, scratch)
    except CannotRun as error:
        print(f'bench: {error}', file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == '__main__':
    sys.exit(main())

"""Runs bench_load and bench_fdatasync, one JSON line each; waits for a quiet box before."""
import json
import pathlib
import subprocess
import time

from settings import CannotRun

QUIET_SHARE = 0.10
WHOLE_SECONDS = 120  # for a load that has to arrive completely


def load(bench, server, **flags):
    """One run against `server`; a flag `batch=10` becomes `--batch 10`."""
    passed = flags.pop('pass_fds', ())
    flags.setdefault('seconds', bench.size.seconds)
    flags.setdefault('format', server.format)
    flags.update(port=server.port, pid=server.pid, label=server.name)
    command = [str(bench.programs.load)]
    for key, value in flags.items():
        command += ['--' + key.replace('_', '-'), str(value)]
    report = _json_of(command, flags['seconds'] + flags.get('drain', 0) + 60, passed)
    if report['requests'] == 0:
        raise CannotRun(f'{server.name} accepted nothing ({report["error_kinds"]}): '
                        f'{server.log_tail()}')
    return report


def load_all(bench, server, **flags):
    """A load that is no use unless every alert was accepted."""
    report = load(bench, server, seconds=WHOLE_SECONDS, **flags)
    if report['errors'] or report['unsent']:
        raise CannotRun(f'{server.name} did not take all alerts: {report["error_kinds"]}, '
                        f'{report["unsent"]} requests unsent: {server.log_tail()}')
    return report


def fdatasync(bench, seconds):
    command = [str(bench.programs.fdatasync), str(bench.scratch), '100000', str(seconds)]
    return _json_of(command, seconds + 60)


def _json_of(command, timeout, pass_fds=()):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout,
                              check=False, pass_fds=pass_fds)
    except subprocess.TimeoutExpired as error:
        raise CannotRun(f'{command[0]} ran longer than {timeout:.0f} s') from error
    if done.returncode != 0:
        raise CannotRun(f'{command[0]}: {done.stderr.strip()}')
    return json.loads(done.stdout)


def wait_until_quiet(bench):
    """Waits, at most `idle_wait`, for a tenth of a second in which the box was 90 % idle."""
    deadline = time.monotonic() + bench.size.idle_wait
    while time.monotonic() < deadline:
        before = _cpu_times()
        time.sleep(0.2)
        after = _cpu_times()
        idle, total = after[0] - before[0], after[1] - before[1]
        if total > 0 and 1 - idle / total <= QUIET_SHARE:
            return


def _cpu_times():
    fields = pathlib.Path('/proc/stat').read_text().split('\n', 1)[0].split()[1:9]
    ticks = [int(field) for field in fields]
    return ticks[3] + ticks[4], sum(ticks)

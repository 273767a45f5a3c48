"""Where the programs are, how much to measure, and the clock that bounds a whole pass."""
import dataclasses
import os
import pathlib
import shutil
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


class CannotRun(Exception):
    """Something needed is missing or broke: the pass exits non-zero."""


@dataclasses.dataclass(frozen=True)
class Programs:
    load: pathlib.Path
    bare_beast: pathlib.Path
    fdatasync: pathlib.Path
    alloc_count: pathlib.Path
    alertmanager: pathlib.Path | None
    triaged: pathlib.Path | None


@dataclasses.dataclass(frozen=True)
class Size:
    """How much one repetition does; every run is bounded by `seconds` besides."""
    reps: int = 3
    alerts: int = 100_000
    seconds: float = 20
    ack_seconds: float = 5
    open_seconds: float = 10
    notify_alerts: int = 60
    notify_rate: float = 4
    starts: int = 5
    resend_passes: int = 60
    alloc_alerts: int = 20_000
    idle_wait: float = 10
    budget: float = 3600


QUICK = Size(reps=1, alerts=20_000, seconds=3, ack_seconds=1, open_seconds=2, notify_alerts=10,
             notify_rate=5, starts=2, resend_passes=2, alloc_alerts=4_000, idle_wait=0, budget=42)


@dataclasses.dataclass
class Bench:
    """What every row is given."""
    programs: Programs
    size: Size
    scratch: pathlib.Path
    quick: bool
    started: float = dataclasses.field(default_factory=time.monotonic)
    failures: list = dataclasses.field(default_factory=list)

    def out_of_time(self):
        return time.monotonic() - self.started > self.size.budget


def find_programs(bin_dir, triaged, peers):
    directory = _bench_directory(bin_dir)
    return Programs(
        load=_must_exist(directory / 'bench_load'),
        bare_beast=_must_exist(directory / 'bench_bare_beast'),
        fdatasync=_must_exist(directory / 'bench_fdatasync'),
        alloc_count=_must_exist(directory / 'bench_alloc_count.so'),
        alertmanager=_find_alertmanager(peers),
        triaged=_must_exist(pathlib.Path(triaged).resolve()) if triaged else None)


def _bench_directory(bin_dir):
    if bin_dir:
        return pathlib.Path(bin_dir).resolve()
    built = sorted(REPOSITORY.glob('build*/tests/bench/bench_load'),
                   key=lambda path: path.stat().st_mtime)
    if not built:
        raise CannotRun('no bench_load under build*/tests/bench: configure with '
                        '-DTRIAGED_BENCH=ON, or give --bin or TRIAGED_BENCH_BIN')
    return built[-1].parent


def _must_exist(path):
    if not path.is_file():
        raise CannotRun(f'{path} does not exist')
    return path


def _find_alertmanager(peers):
    names = ('prometheus-alertmanager', 'alertmanager')
    folders = [pathlib.Path(peers), pathlib.Path(peers) / 'usr/bin'] if peers else []
    for path in [folder / name for folder in folders for name in names]:
        if os.access(path, os.X_OK):
            return path.resolve()
    if peers:
        raise CannotRun(f'no Alertmanager in {peers} or {peers}/usr/bin')
    found = shutil.which(names[0]) or shutil.which(names[1])
    return pathlib.Path(found) if found else None

"""Interleaves repetitions (peer, triaged, peer, triaged ...): a disturbance hits both sides."""
from figures import Figure, Side
from loadgen import wait_until_quiet
from settings import CannotRun


class Pair:
    """Both sides of one experiment, run by run. A side is a function that makes one run and
    returns its report, or None where its program is not there. A triaged that fails is left out."""

    def __init__(self, bench, row, ours, peer, peer_name='alertmanager'):
        self.bench = bench
        self.row = row
        self.peer_name = peer_name
        self.not_measured = '' if ours else 'no triaged binary given'
        self.our_runs = []
        self.peer_runs = []
        self.allocations = {}
        self._ours = ours
        self._peer = peer

    def run(self, reps=None):
        for _ in range(reps or self.bench.size.reps):
            self._run_peer()
            self._run_ours()
            if self.bench.out_of_time():
                break
        return self

    def _run_peer(self):
        if self._peer:
            wait_until_quiet(self.bench)
            self.peer_runs.append(self._peer())

    def _run_ours(self):
        if not self._ours or self.not_measured:
            return
        wait_until_quiet(self.bench)
        try:
            self.our_runs.append(self._ours())
        except CannotRun as error:
            self.fail(error)

    def fail(self, error):
        self.not_measured = str(error)
        self.bench.failures.append(f'{self.row}: {error}')

    def figure(self, what, key, unit, goal, name=None):
        ours, peer = self._side('triaged', self.our_runs, key), None
        if self.peer_runs:
            peer = self._side(self.peer_name, self.peer_runs, key)
        return Figure(name or self.row, what, unit, ours, peer, goal, self.not_measured)

    def _side(self, name, runs, key):
        side = Side(name, allocations=self.allocations.get(name))
        for run in runs:
            side.add(run[key], run)
        allocations = side.extra('allocations_per_alert')
        side.allocations = side.allocations if allocations is None else allocations
        return side

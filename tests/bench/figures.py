"""A figure is one measured value of triaged beside its yardstick, with the goal it is held to."""
import dataclasses
import statistics

NOISY_PERCENT = 15


@dataclasses.dataclass
class Side:
    """The repetitions of one program: the value of each and the run it came from."""
    name: str
    values: list = dataclasses.field(default_factory=list)
    runs: list = dataclasses.field(default_factory=list)
    allocations: float | None = None

    def add(self, value, run=None):
        self.values.append(value)
        self.runs.append(run or {})

    def extra(self, key):
        found = [run[key] for run in self.runs if key in run]
        return statistics.median(found) if found else None


@dataclasses.dataclass(frozen=True)
class Goal:
    """`kind` is what is held to the limit: the ratio to the peer, or triaged's value itself."""
    limit: float
    at_least: bool = False
    kind: str = 'ratio'

    def met_by(self, got):
        return got >= self.limit if self.at_least else got <= self.limit


@dataclasses.dataclass
class Figure:
    row: str
    what: str
    unit: str
    ours: Side
    peer: Side | None
    goal: Goal | None
    not_measured: str = ''
    saturated: bool = False
    notes: list = dataclasses.field(default_factory=list)

    def ratios(self):
        """Paired: repetition by repetition, never a quotient of medians."""
        if self.peer is None:
            return []
        return [a / b for a, b in zip(self.ours.values, self.peer.values) if b]

    def got(self):
        measured = self.ratios() if self.goal and self.goal.kind == 'ratio' else self.ours.values
        return statistics.median(measured) if measured else None

    def verdict(self):
        if self.not_measured or self.got() is None:
            return 'not measured'
        if self.goal is None:
            return 'no goal'
        doubts = self.doubts()
        return ('met' if self.goal.met_by(self.got()) else 'NOT met') + \
            (f' (in doubt: {", ".join(doubts)})' if doubts else '')

    def doubts(self):
        """Why the verdict should not be quoted."""
        percents = foreign_percents(self)
        noisy = sum(percent > NOISY_PERCENT for percent in percents)
        doubts = {'saturated': self.saturated, 'noisy': noisy * 2 > len(percents) and self.unit != 'MB',
                  'errors': any(run.get('errors') for run in self.ours.runs)}
        return [name for name, holds in doubts.items() if holds]


def spread(values, digits=None):
    if not values:
        return '-'
    low, middle, high = min(values), statistics.median(values), max(values)
    return ' / '.join(number(value, digits) for value in (low, middle, high))


def number(value, digits=None):
    if digits is None:
        digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2
    return f'{value:,.{digits}f}'


def foreign_percents(figure):
    sides = [figure.ours] + ([figure.peer] if figure.peer else [])
    return [run['foreign_cpu_percent'] for side in sides for run in side.runs
            if 'foreign_cpu_percent' in run]

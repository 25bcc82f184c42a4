"""The fewest hours of activities that close everything somebody still owes.

An exact mixed-integer program, solved by HiGHS through scipy: the fewest minutes among the plans
that leave as little open as the whole catalogue would. Where the solver finds no proof in time,
a greedy choice or the best one found stands in, and the plan says how far from the best it may be.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import inf
from typing import Any

from credits.domain.requirements.allocation import Demand, allocate

NOTHING = Decimal(0)
SECONDS = 1.5
LESS_THAN_A_STEP = 0.001  # amounts are hundredths; the solver is exact to a millionth only


@dataclass(frozen=True)
class Need:
    """Something still owed: how much, by when, of whom, in words.

    `rivals` names the group of needs for which one hour counts once only; `limits` are the most that
    counts of some activities, named by their ids.
    """

    key: Hashable
    title: str
    short_by: Decimal
    unit: str
    due_on: date | None = None
    rivals: Hashable = None
    limits: tuple[tuple[Decimal, frozenset[int]], ...] = ()

    @property
    def group(self) -> Hashable:
        """The needs that compete for the same hours; one without rivals competes with itself."""
        return ("alone", self.key) if self.rivals is None else ("rivals", self.rivals)


@dataclass(frozen=True)
class Candidate:
    """An activity that could be taken: what it would give to each need, and what it asks.

    `gives` holds amounts by key of the need, already in that need's unit; `needs_first` are activities
    to complete before it.
    """

    id: int
    title: str
    minutes: int
    gives: Mapping[Hashable, Decimal]
    credit: Decimal = NOTHING
    ends_on: date | None = None
    needs_first: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Pick:
    """An activity of a plan, with how much of which needs it closes."""

    candidate: Candidate
    closes: tuple[tuple[Need, Decimal], ...]


@dataclass(frozen=True)
class Plan:
    """What to take, what stays open all the same, and how sure it is that there is nothing shorter.

    `gap` is the most minutes by which a shorter plan could differ; nothing where it is proven.
    """

    picks: tuple[Pick, ...]
    open: tuple[tuple[Need, Decimal], ...] = ()
    gap: int = 0
    is_exact: bool = True

    @property
    def minutes(self) -> int:
        """How long it all takes."""
        return sum(pick.candidate.minutes for pick in self.picks)


def plan(
    needs: Iterable[Need], candidates: Iterable[Candidate], *, seconds: float = SECONDS
) -> Plan:
    """Return the shortest plan; activities that give nothing appear only where others ask for them."""
    wanted = [need for need in needs if need.short_by > 0]
    program = _Program(wanted, _useful(wanted, list(candidates)))
    if not wanted or not program.candidates:
        return Plan((), tuple((need, need.short_by) for need in wanted))
    return program.solved(seconds) or _greedy(wanted, program.candidates)


def _useful(needs: Sequence[Need], candidates: list[Candidate]) -> list[Candidate]:
    """Return candidates that give something, and those that have to be taken before them."""
    keys, by_id = {need.key for need in needs}, {one.id: one for one in candidates}
    waiting = [one for one in candidates if any(one.gives.get(key) for key in keys)]
    found: dict[int, Candidate] = {}
    while waiting:
        one = waiting.pop()
        if one.id in found or not one.needs_first <= by_id.keys():
            continue
        found[one.id] = one
        waiting.extend(by_id[first] for first in one.needs_first)
    kept = {one.id for one in found.values() if _reachable(one, found, frozenset())}
    return [one for one in candidates if one.id in kept]


def _reachable(one: Candidate, found: Mapping[int, Candidate], behind: frozenset[int]) -> bool:
    """Whether everything that an activity asks for can be taken, without going in circles."""
    if one.id in behind:
        return False
    return all(
        first in found and _reachable(found[first], found, behind | {one.id})
        for first in one.needs_first
    )


@dataclass
class _Rows:
    """Rows of a sparse matrix with their bounds."""

    entries: list[tuple[int, int, float]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, row: Iterable[tuple[int, float]], *, low: float, high: float) -> None:
        number = len(self.low)
        self.entries.extend((number, column, value) for column, value in row)
        self.low.append(low)
        self.high.append(high)

    def constraint(self, columns: int) -> Any:
        from scipy.optimize import LinearConstraint  # loaded when somebody plans
        from scipy.sparse import coo_array

        rows, cols, values = zip(*self.entries, strict=True)
        matrix = coo_array((values, (rows, cols)), shape=(len(self.low), columns))
        return LinearConstraint(matrix.tocsr(), self.low, self.high)


class _Program:
    """Columns: whether each activity is taken, how much it gives to a need, what stays open.

    Only where needs compete for the same hours, or limits hold, is how much an activity gives a
    choice; anywhere else it gives what it has, and a column less makes the program easier.
    """

    def __init__(self, needs: Sequence[Need], candidates: Sequence[Candidate]) -> None:
        self.needs, self.candidates = needs, candidates
        self.taken = {one.id: number for number, one in enumerate(candidates)}
        pairs = [(one, need) for one in candidates for need in needs if one.gives.get(need.key)]
        self.given = {
            (one.id, need.key): len(self.taken) + number for number, (one, need) in enumerate(pairs)
        }
        start = len(self.taken) + len(self.given)
        self.left = {need.key: start + number for number, need in enumerate(needs)}
        self.columns = start + len(needs)

    def _is_choice(self, need: Need) -> bool:
        return need.rivals is not None or bool(need.limits)

    def solved(self, seconds: float) -> Plan | None:
        """Return the plan, None where the solver found nothing in time."""
        # Nothing forbids taking everything, so what is open then is the least that can be
        least = sum((left for _n, left in _explained(self.needs, self.candidates).open), NOTHING)
        rows = self._rows()
        rows.add(
            [(col, 1.0) for col in self.left.values()], low=0, high=float(least) + LESS_THAN_A_STEP
        )
        weights = [0.0] * self.columns
        for one in self.candidates:
            # A minute decides; between plans of equal length the one with fewer activities
            weights[self.taken[one.id]] = one.minutes + 1 / (2 + len(self.candidates))
        shortest = self._solve(weights, rows, seconds)
        if shortest is None:
            return None
        is_exact = shortest.status == 0
        bound = getattr(shortest, "mip_dual_bound", None)
        gap = 0 if is_exact or bound is None else max(0, round(shortest.fun - bound))
        return self._plan(shortest.x, gap=gap, is_exact=is_exact)

    def _solve(self, weights: Sequence[float], rows: _Rows, seconds: float) -> Any:
        from scipy.optimize import Bounds, milp  # loaded when somebody plans

        amounts = self.columns - len(self.taken)
        integral = [1] * len(self.taken) + [0] * amounts
        high = [1.0] * len(self.taken) + [inf] * amounts
        found = milp(
            weights,
            integrality=integral,
            bounds=Bounds(0, high),
            constraints=rows.constraint(self.columns),
            options={"time_limit": seconds, "mip_rel_gap": 0},
        )
        return found if found.x is not None else None

    def _rows(self) -> _Rows:
        rows = _Rows()
        for need in self.needs:
            given = [self._gives(one, need) for one in self.candidates if one.gives.get(need.key)]
            rows.add([*given, (self.left[need.key], 1.0)], low=float(need.short_by), high=inf)
            for most, limited in need.limits:
                row = [
                    (self.given[pk, need.key], 1.0)
                    for pk in sorted(limited)
                    if (pk, need.key) in self.given
                ]
                rows.add(row, low=-inf, high=float(most))
        for one in self.candidates:
            self._bound(rows, one)
        return rows

    def _gives(self, one: Candidate, need: Need) -> tuple[int, float]:
        """Return the column that says how much an activity gives to a need, and its factor."""
        if (one.id, need.key) in self.given:
            return self.given[one.id, need.key], 1.0
        return self.taken[one.id], float(one.gives[need.key])

    def _bound(self, rows: _Rows, one: Candidate) -> None:
        """An activity gives only if it is taken, each hour once among rivals, and after others."""
        taken = self.taken[one.id]
        groups: dict[Hashable, list[Need]] = {}
        for need in self.needs:
            if (one.id, need.key) in self.given:
                column, amount = self.given[one.id, need.key], float(one.gives[need.key])
                rows.add([(column, 1.0), (taken, -amount)], low=-inf, high=0)
                groups.setdefault(need.group, []).append(need)
        for rivals in groups.values():
            if len(rivals) > 1:
                most = float(max(one.gives[need.key] for need in rivals))
                row = [(self.given[one.id, need.key], 1.0) for need in rivals]
                rows.add([*row, (taken, -most)], low=-inf, high=0)
        for first in one.needs_first:
            rows.add([(taken, 1.0), (self.taken[first], -1.0)], low=-inf, high=0)

    def _plan(self, solution: Sequence[float], *, gap: int, is_exact: bool) -> Plan:
        chosen = [one for one in self.candidates if solution[self.taken[one.id]] > 1 / 2]
        return _explained(self.needs, chosen, gap=gap, is_exact=is_exact)


def _explained(
    needs: Sequence[Need], chosen: Sequence[Candidate], *, gap: int = 0, is_exact: bool = True
) -> Plan:
    """Say which activity closes how much of which need: exact amounts, the soonest ending first."""
    in_order = sorted(chosen, key=lambda one: (one.ends_on or date.max, one.title, one.id))
    left = {need.key: need.short_by for need in needs}
    counted = _counted(needs, in_order)
    picks = []
    for one in in_order:
        closes = []
        for need in needs:
            amount = min(counted[need.key].get(str(one.id), NOTHING), left[need.key])
            if amount > 0:
                left[need.key] -= amount
                closes.append((need, amount))
        picks.append(Pick(one, tuple(closes)))
    still = tuple((need, left[need.key]) for need in needs if left[need.key] > 0)
    return Plan(tuple(picks), still, gap=gap, is_exact=is_exact)


def _counted(
    needs: Sequence[Need], chosen: Sequence[Candidate]
) -> dict[Hashable, dict[str, Decimal]]:
    """Return how much each activity gives to each need, each hour once among rivals."""
    groups: dict[Hashable, list[Demand]] = {}
    for need in needs:
        takes = {str(one.id): one.gives[need.key] for one in chosen if one.gives.get(need.key)}
        limits = tuple((most, frozenset(map(str, limited))) for most, limited in need.limits)
        demand = Demand(need.key, need.short_by, takes, limits)
        groups.setdefault(need.group, []).append(demand)
    return {key: found for rows in groups.values() for key, found in allocate(rows).items()}


def _greedy(needs: Sequence[Need], candidates: Sequence[Candidate]) -> Plan:
    """Take what closes most a minute until nothing closes anything, then leave out what is not needed."""
    by_id = {one.id: one for one in candidates}
    chosen: dict[int, Candidate] = {}
    while True:
        best = max(
            (one for one in candidates if one.id not in chosen),
            key=lambda one: _rate(needs, chosen, one, by_id),
            default=None,
        )
        if best is None or _rate(needs, chosen, best, by_id) <= 0:
            break
        chosen.update(_with_first(best, by_id))
    made = _explained(needs, list(chosen.values()), is_exact=False)
    return Plan(made.picks, made.open, gap=made.minutes, is_exact=False)


def _with_first(one: Candidate, by_id: Mapping[int, Candidate]) -> dict[int, Candidate]:
    found = {one.id: one}
    for first in one.needs_first:
        found.update(_with_first(by_id[first], by_id))
    return found


def _rate(
    needs: Sequence[Need],
    chosen: Mapping[int, Candidate],
    one: Candidate,
    by_id: Mapping[int, Candidate],
) -> float:
    more = {pk: c for pk, c in _with_first(one, by_id).items() if pk not in chosen}
    before = sum(amount for _need, amount in _explained(needs, list(chosen.values())).open)
    with_it = [*chosen.values(), *more.values()]
    after = sum(amount for _need, amount in _explained(needs, with_it).open)
    minutes = sum(c.minutes for c in more.values()) or 1
    return float(before - after) / minutes

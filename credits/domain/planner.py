"""The fewest hours of activities that close everything somebody still owes.

An exact mixed-integer program, solved by HiGHS through scipy: the fewest minutes among the plans
that leave as little open as the whole catalogue would. Where the solver finds no proof in time,
a greedy choice or the best one found stands in, and the plan says how far from the best it may be.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import gcd, inf
from time import monotonic
from typing import Any

from credits.domain.requirements.allocation import Demand, allocate

NOTHING = Decimal(0)
SECONDS = 1.5
SOLVED = 0
TIE = 0.1  # of a minute, for all activities together
MORE_THAN_RELAXED = 1.5  # times as long as with activities in part, hardly any plan is
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

    Only where an activity's hours are competed for, or a limit names it, is how much it gives a
    choice; anywhere else it gives what it has, and a column less makes the program easier.
    """

    def __init__(self, needs: Sequence[Need], candidates: Sequence[Candidate]) -> None:
        self.needs, self.candidates = needs, candidates
        self.taken = {one.id: number for number, one in enumerate(candidates)}
        pairs = [(one, need) for one in candidates for need in self._choices(one)]
        self.given = {
            (one.id, need.key): len(self.taken) + number for number, (one, need) in enumerate(pairs)
        }
        start = len(self.taken) + len(self.given)
        self.left = {need.key: start + number for number, need in enumerate(needs)}
        self.columns = start + len(needs)
        self.step = gcd(*(one.minutes for one in candidates)) or 1

    def _choices(self, one: Candidate) -> Iterator[Need]:
        """Yield the needs to which an activity may give less than it has."""
        groups: dict[Hashable, list[Need]] = {}
        for need in self.needs:
            if one.gives.get(need.key):
                groups.setdefault(need.group, []).append(need)
        for rivals in groups.values():
            for need in rivals:
                if len(rivals) > 1 or any(one.id in limited for _most, limited in need.limits):
                    yield need

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
            # A minute decides; between plans of equal length rather one with fewer activities
            weights[self.taken[one.id]] = one.minutes + TIE / len(self.candidates)
        ends = monotonic() + seconds
        relaxed = self._solve(weights, rows, seconds, is_whole=False)
        if relaxed is None:
            return None
        enough = (self.step - 2 * TIE) / (MORE_THAN_RELAXED * max(relaxed.fun, self.step))
        found = None
        for near_enough in (enough, 0.0):
            shortest = self._solve(weights, rows, ends - monotonic(), near_enough=near_enough)
            if shortest is None:
                break
            gap = self._gap(shortest, near_enough)
            found = self._plan(shortest.x, gap=gap, is_exact=gap == 0)
            if found.is_exact:
                break
        return found

    def _gap(self, shortest: Any, near_enough: float) -> int:
        """Return by how many minutes a shorter plan could differ: plans differ by whole steps."""
        away = shortest.fun - shortest.mip_dual_bound
        if shortest.status == SOLVED:  # where nothing had to be searched there is no bound
            away = min(away, shortest.fun * near_enough)
        return int((away + TIE) // self.step) * self.step

    def _solve(
        self,
        weights: Sequence[float],
        rows: _Rows,
        seconds: float,
        *,
        is_whole: bool = True,
        near_enough: float = 0,
    ) -> Any:
        """Return what the solver found, None if nothing; activities in part unless `is_whole`."""
        from scipy.optimize import Bounds, milp  # loaded when somebody plans

        amounts = self.columns - len(self.taken)
        integral = [int(is_whole)] * len(self.taken) + [0] * amounts
        high = [1.0] * len(self.taken) + [inf] * amounts
        found = milp(
            weights,
            integrality=integral,
            bounds=Bounds(0, high),
            constraints=rows.constraint(self.columns),
            options={"time_limit": max(seconds, 0), "mip_rel_gap": near_enough},
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
    """Say which activity closes how much of which need: exact amounts, in the order to take them."""
    in_order = _in_order(chosen)
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


def _in_order(chosen: Iterable[Candidate]) -> list[Candidate]:
    """Return the soonest ending first, and before each what has to come before it."""
    waiting = sorted(chosen, key=lambda one: (one.ends_on or date.max, one.title, one.id))
    found: dict[int, Candidate] = {}

    def add(one: Candidate) -> None:
        for first in waiting:
            if first.id in one.needs_first and first.id not in found:
                add(first)
        found[one.id] = one

    for one in waiting:
        if one.id not in found:
            add(one)
    return list(found.values())


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
    """Take what closes most a minute until nothing closes anything, then leave out what is not needed.

    What an activity would close is estimated from what is left of each need; whether it does is
    then counted exactly.
    """
    by_id = {one.id: one for one in candidates}
    useless: set[int] = set()
    chosen: dict[int, Candidate] = {}
    still = {need.key: need.short_by for need in needs}
    while True:
        waiting = [one for one in candidates if one.id not in chosen and one.id not in useless]
        best = max(waiting, key=lambda one: _rate(needs, still, one, chosen, by_id), default=None)
        if best is None or _rate(needs, still, best, chosen, by_id) <= 0:
            break
        tried = chosen | _with_first(best, by_id)
        left = _left(needs, tried.values())
        if sum(left.values()) < sum(still.values()):
            chosen, still = tried, left
        else:
            useless.add(best.id)
    made = _explained(needs, _needed(needs, chosen), is_exact=False)
    return Plan(made.picks, made.open, gap=made.minutes, is_exact=False)


def _needed(needs: Sequence[Need], chosen: Mapping[int, Candidate]) -> list[Candidate]:
    """Leave out, the longest first, what closes nothing that the others do not close."""
    kept, least = dict(chosen), sum(_left(needs, chosen.values()).values())
    for one in sorted(chosen.values(), key=lambda each: (-each.minutes, each.id)):
        others = {pk: each for pk, each in kept.items() if pk != one.id}
        is_asked_for = any(one.id in each.needs_first for each in others.values())
        if not is_asked_for and sum(_left(needs, others.values()).values()) <= least:
            kept = others
    return list(kept.values())


def _left(needs: Sequence[Need], chosen: Iterable[Candidate]) -> dict[Hashable, Decimal]:
    """Return what a choice leaves open of each need."""
    left = {need.key: NOTHING for need in needs}
    return left | {need.key: amount for need, amount in _explained(needs, list(chosen)).open}


def _with_first(one: Candidate, by_id: Mapping[int, Candidate]) -> dict[int, Candidate]:
    found = {one.id: one}
    for first in one.needs_first:
        found.update(_with_first(by_id[first], by_id))
    return found


def _rate(
    needs: Sequence[Need],
    still: Mapping[Hashable, Decimal],
    one: Candidate,
    chosen: Mapping[int, Candidate],
    by_id: Mapping[int, Candidate],
) -> float:
    """Estimate how much an activity, with what comes before it, closes a minute."""
    more = [each for pk, each in _with_first(one, by_id).items() if pk not in chosen]
    closes = sum(
        min(still[need.key], sum((each.gives.get(need.key, NOTHING) for each in more), NOTHING))
        for need in needs
        if still[need.key]
    )
    return float(closes) / (sum(each.minutes for each in more) or 1)

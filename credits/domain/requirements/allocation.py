"""Which hours count where: exact, and as much fulfilled as can be.

Clauses that are exclusive with each other compete for the same hours. They and the credit that they
could count form a network: from each credit to each clause that takes it, through a limit if one applies, and on
to what the clause needs. A maximum flow (Edmonds and Karp, Journal of the ACM 19(2), 1972) leaves
the smallest shortage. Clauses for which there is least credit are served first, the total last, and
a second pass spreads what is left over; neither takes back what a clause holds, because no way to
the sink leads out of it again.
"""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

NOTHING = Decimal(0)
ENDLESS = Decimal("Infinity")
SOURCE, SINK = "source", "sink"


@dataclass(frozen=True)
class Demand:
    """A clause that takes credit: how much it needs, and how much of each credit it could take.

    `limits` are the most that counts of some of the credit; a credit belongs to the first limit
    that names it.
    """

    key: Hashable
    needs: Decimal
    takes: Mapping[str, Decimal]
    limits: tuple[tuple[Decimal, frozenset[str]], ...] = ()


@dataclass
class _Network:
    capacity: dict[Hashable, dict[Hashable, Decimal]] = field(default_factory=dict)

    def connect(self, start: Hashable, end: Hashable, capacity: Decimal) -> None:
        self.capacity.setdefault(start, {})[end] = capacity
        self.capacity.setdefault(end, {}).setdefault(start, NOTHING)

    def fill(self) -> None:
        """Send as much as possible from source to sink."""
        while path := self._path():
            steps = list(pairwise(path))
            amount = min(self.capacity[a][b] for a, b in steps)
            for a, b in steps:
                self.capacity[a][b] -= amount
                self.capacity[b][a] += amount

    def _path(self) -> list[Hashable] | None:
        """Return the shortest way with room left, the first found among equals."""
        came_from: dict[Hashable, Hashable] = {SOURCE: SOURCE}
        waiting = deque([SOURCE])
        while waiting:
            here = waiting.popleft()
            for there, room in self.capacity.get(here, {}).items():
                if room > 0 and there not in came_from:
                    came_from[there] = here
                    waiting.append(there)  # type: ignore[arg-type]
        if SINK not in came_from:
            return None
        path: list[Hashable] = [SINK]
        while path[-1] != SOURCE:
            path.append(came_from[path[-1]])
        return path[::-1]


def allocate(demands: Iterable[Demand]) -> dict[Hashable, dict[str, Decimal]]:
    """Return how much of each credit counts for each demand; all demands compete for all credit.

    No credit gives more than the most that any one demand could take of it.
    """
    rows = list(demands)
    if len(rows) == 1:
        return {rows[0].key: _without_rivals(rows[0])}
    network = _Network()
    for credit in dict.fromkeys(credit for row in rows for credit in row.takes):
        most = max(row.takes.get(credit, NOTHING) for row in rows)
        network.connect(SOURCE, ("credit", credit), most)
    for row in rows:
        _connect(network, row)
    scarcest_first = sorted(rows, key=lambda row: sum(row.takes.values(), NOTHING))
    for room in (lambda row: row.needs, lambda _row: ENDLESS):
        for row in scarcest_first:
            network.connect(("demand", row.key), SINK, room(row))
            network.fill()
    return {row.key: _counted(network, row) for row in rows}


def _without_rivals(row: Demand) -> dict[str, Decimal]:
    """Return what counts for the only demand: everything, as far as limits allow."""
    room = [most for most, _limited in row.limits]
    counted = {}
    for credit, amount in row.takes.items():
        number = _limit_of(row, credit)
        taken = amount if number is None else min(amount, room[number])
        if number is not None:
            room[number] -= taken
        if taken > 0:
            counted[credit] = taken
    return counted


def _connect(network: _Network, row: Demand) -> None:
    for credit, amount in row.takes.items():
        network.connect(("credit", credit), _next(row, credit), amount)
    for number, (most, _limited) in enumerate(row.limits):
        network.connect(("limit", row.key, number), ("demand", row.key), most)


def _next(row: Demand, credit: str) -> Hashable:
    """Return where a credit goes on its way to a demand: a limit, or the demand itself."""
    number = _limit_of(row, credit)
    return ("demand", row.key) if number is None else ("limit", row.key, number)


def _limit_of(row: Demand, credit: str) -> int | None:
    numbers = (n for n, (_most, limited) in enumerate(row.limits) if credit in limited)
    return next(numbers, None)


def _counted(network: _Network, row: Demand) -> dict[str, Decimal]:
    """Return what went from each credit to a demand: the room on the way back."""
    flows = {credit: network.capacity[_next(row, credit)]["credit", credit] for credit in row.takes}
    return {credit: flow for credit, flow in flows.items() if flow > 0}

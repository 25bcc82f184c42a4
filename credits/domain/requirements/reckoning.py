"""What each clause asks of a holder, and which credit counts for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from credits.domain.requirements.allocation import Demand, allocate
from credits.domain.requirements.cycles import FactMissing, Holding, Period
from credits.domain.requirements.equivalents import equivalent_credits
from credits.domain.requirements.model import AtLeast, AtMost, Attest, Requirement
from credits.domain.requirements.months import plus_months
from credits.domain.requirements.predicates import Circumstances, Predicate, Verdict, judged
from credits.domain.requirements.supply import Acceptance, Credit, Earned, accepted, eligible
from credits.domain.requirements.windows import Asked, Moment, NotAsked

NOTHING = Decimal(0)
HUNDRED = Decimal(100)
CARRIED = "carried over"


@dataclass(frozen=True)
class Reckoning:
    """One holder, one requirement, one day."""

    requirement: Requirement
    holding: Holding
    earned: tuple[Earned, ...]
    acceptances: tuple[Acceptance, ...]
    today: date

    @cached_property
    def moment(self) -> Moment:
        """The cycle in which today lies; raises `FactMissing`."""
        cycle = self.requirement.cycle
        period = cycle.at(self.holding, self.today) if cycle else None
        return Moment(self.today, self.holding, cycle, period)

    def judged(self, predicate: Predicate | None, *, empty: bool) -> Verdict:
        """Return what a condition comes to for this holder; `empty` where there is none."""
        return judged(predicate, Circumstances(self.holding.facts, self.moment.end), empty=empty)

    @cached_property
    def credits(self) -> list[Credit]:
        """All credit in the categories of this requirement."""
        counted = accepted(self.earned, self.acceptances, cycle_of=self.cycle_of)
        return counted + equivalent_credits(self.requirement, self.holding, self.moment.end)

    def cycle_of(self, day: date) -> int:
        """Number the cycles backwards and forwards from the current one, for limits by cycle."""
        cycle, period = self.requirement.cycle, self.moment.period
        if cycle is None or period is None:
            return 0
        number, end = 0, period.end
        while day <= plus_months(end, (number - 1) * cycle.months):
            number -= 1
        while day > plus_months(end, number * cycle.months):
            number += 1
        return number

    @cached_property
    def titles(self) -> dict[str, str]:
        return {credit.id: credit.earned.title for credit in self.credits} | {
            CARRIED: "Carried over from the cycle before"
        }

    @cached_property
    def counted_clauses(self) -> dict[str, AtLeast]:
        return {c.key: c for c in self.requirement.leaves() if isinstance(c, AtLeast)}

    def needed(self, clause: AtLeast | AtMost) -> Decimal:
        """Return how much a clause asks for, a share or a young licence's part worked out."""
        if clause.percent_of:
            return self.needed(self.counted_clauses[clause.percent_of]) * clause.quantity / HUNDRED
        if isinstance(clause, AtLeast) and clause.prorated and self.holding.issued_on:
            for step in sorted(clause.prorated, key=lambda one: one.held_under_months):
                young_until = plus_months(self.holding.issued_on, step.held_under_months)
                if self.moment.end < young_until:
                    return step.quantity
        return clause.quantity

    def asked(self, clause: AtLeast | Attest) -> Asked | NotAsked | FactMissing:
        """Return which days count for a clause, or the fact to find out first."""
        try:
            return clause.window.asked(self.moment)
        except FactMissing as missing:
            return missing

    @cached_property
    def allocation(self) -> dict[tuple[str, int], dict[str, Decimal]]:
        """How much of each credit counts for each clause and, of a yearly clause, each year."""
        found: dict[tuple[str, int], dict[str, Decimal]] = {}
        for group in rival_groups(list(self.counted_clauses.values())):
            demands = [demand for clause in group for demand in self._demands(clause)]
            found.update(allocate(demands))  # type: ignore[arg-type]
        return found

    def _demands(self, clause: AtLeast) -> Iterator[Demand]:
        asked = self.asked(clause)
        if not isinstance(asked, Asked):
            return
        if self.judged(clause.applies_if, empty=True).holds is False:
            return
        for number, days in enumerate(asked.quota or (asked.days,)):
            takes = self._takes(clause, days)
            limits = tuple(
                (self.needed(limit), frozenset(self.limited(limit, takes)))
                for limit in self.requirement.leaves()
                if isinstance(limit, AtMost) and limit.limits == clause.key
            )
            yield Demand((clause.key, number), self.needed(clause), takes, limits)

    def _takes(self, clause: AtLeast, days: Period) -> dict[str, Decimal]:
        on_time = [credit for credit in self.credits if credit.earned.earned_on in days]
        takes = eligible(clause, on_time, self.requirement.categories)
        if carried := self._carried(clause):
            takes[CARRIED] = carried
        return takes

    def _carried(self, clause: AtLeast) -> Decimal:
        """Return what the cycle before had too much, as far as it may be carried over."""
        cycle, period = self.requirement.cycle, self.moment.period
        if clause.carry_over is None or cycle is None or period is None or period.number == 1:
            return NOTHING
        before = cycle.before(period)
        then = [c for c in self.credits if c.earned.earned_on in before]
        earned = sum(eligible(clause, then, self.requirement.categories).values(), NOTHING)
        return min(max(earned - clause.quantity, NOTHING), clause.carry_over)

    def limited(self, limit: AtMost, takes: Iterable[str]) -> Iterator[str]:
        for credit in self.credits:
            if credit.id in takes and credit.counts_for(limit.credit, self.requirement.categories):
                yield credit.id


def rival_groups(clauses: list[AtLeast]) -> list[list[AtLeast]]:
    """Return clauses that compete for the same hours together, in the order of the requirement."""
    rivals = {clause.key: set(clause.exclusive_with) for clause in clauses}
    for key, others in list(rivals.items()):
        for other in others:
            rivals[other].add(key)
    groups: list[list[AtLeast]] = []
    placed: set[str] = set()
    for clause in clauses:
        if clause.key in placed:
            continue
        reached, waiting = {clause.key}, [clause.key]
        while waiting:
            for other in rivals[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        placed |= reached
        groups.append([one for one in clauses if one.key in reached])
    return groups

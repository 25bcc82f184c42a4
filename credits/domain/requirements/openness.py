"""What is short now and can still be closed, ready for the planner: docs/rules/requirements.md."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from credits.domain.requirements.cycles import Holding, Period
from credits.domain.requirements.findings import Finding, Status
from credits.domain.requirements.model import AtLeast, AtMost, CreditFilter, Requirement
from credits.domain.requirements.reckoning import Reckoning, rival_groups
from credits.domain.requirements.supply import Acceptance, Earned, accepted
from credits.domain.requirements.windows import Asked

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Open:
    """A clause that is short in days that are not over.

    `rivals` numbers the group of clauses that share no hour with it, None if there are none. `room`
    is what limits on it still let in, `caps` what its board still accepts of a type of credit.
    """

    clause: AtLeast
    categories: tuple[str, ...]
    short_by: Decimal
    due_on: date
    days: Period
    rivals: int | None = None
    room: tuple[tuple[Decimal, CreditFilter], ...] = ()
    caps: tuple[tuple[Decimal, str], ...] = ()

    def takes(self, earned: Earned, acceptances: Iterable[Acceptance]) -> Decimal:
        """Return how much of credit it would count; what a multiplier adds is left out."""
        if earned.earned_on not in self.days:
            return NOTHING
        rows = accepted([earned], acceptances)
        return rows[0].counts_for(self.clause.credit, self.categories) if rows else NOTHING

    def limits(self, filtered: CreditFilter, earned: Earned, rules: Iterable[Acceptance]) -> bool:
        """Whether a limit on it speaks of this credit."""
        rows = accepted([earned], rules)
        return bool(rows) and rows[0].counts_for(filtered, self.categories) > 0


def still_open(
    requirement: Requirement,
    holding: Holding,
    earned: Iterable[Earned],
    acceptances: Iterable[Acceptance],
    findings: Iterable[Finding],
    today: date,
) -> list[Open]:
    """Return the clauses that are short and that credit earned today could still close."""
    reckoning = Reckoning(requirement, holding, tuple(earned), tuple(acceptances), today)
    groups = rival_groups(list(reckoning.counted_clauses.values()))
    numbers = {
        clause.key: number
        for number, group in enumerate(groups)
        if len(group) > 1
        for clause in group
    }
    return [
        opened
        for finding in findings
        for leaf in finding.parts or (finding,)
        if finding.status is Status.SHORT and leaf.status is Status.SHORT
        for opened in _opened(reckoning, leaf, numbers.get(leaf.key))
    ]


def _opened(reckoning: Reckoning, leaf: Finding, rivals: int | None) -> Iterator[Open]:
    clause = reckoning.counted_clauses.get(leaf.key)
    asked = reckoning.asked(clause) if clause else None
    if clause is None or not isinstance(asked, Asked):
        return
    for number, days in enumerate(asked.quota or (asked.days,)):
        row = reckoning.allocation.get((clause.key, number), {})
        short_by = reckoning.needed(clause) - sum(row.values(), NOTHING)
        if reckoning.today in days and short_by > 0:
            yield Open(
                clause=clause,
                categories=reckoning.requirement.categories,
                short_by=short_by,
                due_on=days.end if asked.quota else asked.due_on,
                days=days,
                rivals=rivals,
                room=tuple(_room(reckoning, clause, row)),
                caps=tuple(_caps(reckoning, clause)),
            )


def _room(
    reckoning: Reckoning, clause: AtLeast, row: dict[str, Decimal]
) -> Iterator[tuple[Decimal, CreditFilter]]:
    for limit in reckoning.requirement.leaves():
        if isinstance(limit, AtMost) and limit.limits == clause.key:
            within = sum((row[credit] for credit in reckoning.limited(limit, row)), NOTHING)
            yield max(reckoning.needed(limit) - within, NOTHING), limit.credit


def _caps(reckoning: Reckoning, clause: AtLeast) -> Iterator[tuple[Decimal, str]]:
    this_cycle = 0
    categories = clause.credit.categories or reckoning.requirement.categories
    for rule in reckoning.acceptances:
        if rule.cap is not None and rule.category in categories:
            used = sum(
                one.amount * rule.factor
                for one in reckoning.earned
                if rule.takes(one) and reckoning.cycle_of(one.earned_on) == this_cycle
            )
            yield max(rule.cap - used, NOTHING), rule.credit_type

"""What the marks of one answer come to: what it waits for, or the share that it earns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from assessments.domain.marking.rubric import Chosen, Rubric
from assessments.domain.marking.rules import Agreed, MarkingRules

FIRST, SECOND, RECONCILED = 1, 2, 3
"""Rounds of marking; every later one is a re-mark."""


class Stage(StrEnum):
    """What an answer waits for."""

    FIRST = "first"
    SECOND = "second"
    RECONCILIATION = "reconciliation"
    FINAL = "final"


LABELS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.FIRST: "First mark",
        Stage.SECOND: "Second mark",
        Stage.RECONCILIATION: "Reconciliation",
        Stage.FINAL: "Marked",
    }
)
ROUND_OF: Mapping[Stage, int] = MappingProxyType(
    {Stage.FIRST: FIRST, Stage.SECOND: SECOND, Stage.RECONCILIATION: RECONCILED}
)


@dataclass(frozen=True)
class GivenMark:
    """A mark as one person gave it."""

    id: int
    round: int
    levels: Chosen


@dataclass(frozen=True)
class Settled:
    """Where the marking of an answer stands; `share` and `counted` (marks by key) once it is final."""

    stage: Stage
    share: Fraction | None = None
    counted: tuple[int, ...] = ()


def settle(
    marks: Sequence[GivenMark], *, rubric: Rubric, rules: MarkingRules, wants_second: bool
) -> Settled:
    """Return what marks come to; `wants_second` is for answers of the sample and near fails.

    A re-mark replaces what was, a reconciliation the two marks before it.
    """
    by_round = {mark.round: mark for mark in marks}
    first, second = by_round.get(FIRST), by_round.get(SECOND)
    if by_round and max(by_round) >= RECONCILED:
        last = by_round[max(by_round)]
        return Settled(Stage.FINAL, rubric.share(last.levels), (last.id,))
    if first is None:
        return Settled(Stage.FIRST)
    if second is None:
        if wants_second:
            return Settled(Stage.SECOND)
        return Settled(Stage.FINAL, rubric.share(first.levels), (first.id,))
    return _of_two(first, second, rubric, rules)


def _of_two(first: GivenMark, second: GivenMark, rubric: Rubric, rules: MarkingRules) -> Settled:
    one, other = rubric.share(first.levels), rubric.share(second.levels)
    if rules.disagree(one, other):
        return Settled(Stage.RECONCILIATION)
    if rules.agreed is Agreed.FIRST:
        return Settled(Stage.FINAL, one, (first.id,))
    both = mean_share([first.levels, second.levels], rubric)
    return Settled(Stage.FINAL, both, (first.id, second.id))


def mean_share(levels: Sequence[Chosen], rubric: Rubric) -> Fraction:
    """Return what the marks that count come to: the mean of their shares."""
    return sum((rubric.share(each) for each in levels), Fraction(0)) / len(levels)

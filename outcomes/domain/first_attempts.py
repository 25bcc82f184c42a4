"""First attempts as the measures need them, and the pairs of before and after.

Later attempts are no independent observations, so only the first finished one at each test
counts; voided ones never do. Formulas and sources: docs/rules/statistics.md.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

EVERYTHING = 1.0
HUNDRED = 100
NO_POINTS = Decimal(0)
NOBODY: Collection[int] = frozenset()


@dataclass(frozen=True)
class FirstAttempt:
    """What somebody earned at a test: in all, and the share of each question's points (0 to 1)."""

    person: int
    profession: str
    points: Decimal
    max_points: Decimal
    scores: Mapping[int, float]
    chosen: Mapping[int, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Person:
    """All that one person's first attempts at tests of one purpose came to."""

    profession: str
    percent: float
    scores: Mapping[int, float]

    def is_right(self, question: int) -> bool:
        """Whether the question earned all its points."""
        return self.scores[question] == EVERYTHING


def people(attempts: Iterable[FirstAttempt]) -> dict[int, Person]:
    """Put together each person's attempts; a test where nothing could be earned measures nothing."""
    grouped: dict[int, list[FirstAttempt]] = {}
    for attempt in attempts:
        grouped.setdefault(attempt.person, []).append(attempt)
    return {
        person: _person(mine)
        for person, mine in grouped.items()
        if sum((each.max_points for each in mine), NO_POINTS)
    }


def _person(attempts: list[FirstAttempt]) -> Person:
    points = sum((each.points for each in attempts), NO_POINTS)
    available = sum((each.max_points for each in attempts), NO_POINTS)
    scores: dict[int, float] = {}
    for attempt in reversed(attempts):
        scores.update(attempt.scores)
    return Person(attempts[0].profession, HUNDRED * float(points) / float(available), scores)


@dataclass(frozen=True)
class Pairs:
    """Who took both tests, how many took one of them only, and how many wait to be marked."""

    matched: tuple[tuple[Person, Person], ...]
    before_only: int
    after_only: int
    waiting: int = 0

    @property
    def unmatched(self) -> int:
        """How many cannot be compared."""
        return self.before_only + self.after_only

    @property
    def percents(self) -> list[tuple[float, float]]:
        """The totals before and after."""
        return [(before.percent, after.percent) for before, after in self.matched]

    def of(self, profession: str) -> "Pairs":
        """Return the matched people of one profession."""
        mine = tuple(pair for pair in self.matched if pair[0].profession == profession)
        return Pairs(mine, 0, 0)


def pair(
    before: Iterable[FirstAttempt],
    after: Iterable[FirstAttempt],
    waiting: Collection[int] = NOBODY,
) -> Pairs:
    """Match people's first attempts before and after the activity.

    Of whom something waits to be marked nothing is known yet: they took no test less than others, and
    are left out of everything until their result stands.
    """
    earlier, later = (
        people(each for each in attempts if each.person not in waiting)
        for attempts in (before, after)
    )
    both = sorted(earlier.keys() & later.keys())
    return Pairs(
        matched=tuple((earlier[person], later[person]) for person in both),
        before_only=len(earlier) - len(both),
        after_only=len(later) - len(both),
        waiting=len(waiting),
    )

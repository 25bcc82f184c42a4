"""Standard setting: which score a barely competent candidate would reach (docs/rules/standard-setting.md).

Every method ends in one standard an item: the share of its points, 0 to 1, that such a candidate
is expected to earn. The cut score of a form follows from the standards of the items in it, so a
form drawn at random has its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import sqrt

STEP = Fraction(1, 20)
DISPUTED_FROM = Fraction(1, 4)
NOBODY: frozenset[int] = frozenset()


class RatingInvalid(ValueError):
    """A judgement that the method does not know."""


def cut_score(
    standards: Mapping[int, Fraction],
    points: Mapping[int, Fraction],
    *,
    excluded: Collection[int] = NOBODY,
) -> Fraction | None:
    """Return the share of a form's points at which to pass.

    `points` holds the form's items and what each is worth; excluded ones are left out. None while
    an item has no standard, or where nothing can be earned.
    """
    asked = {item: worth for item, worth in points.items() if item not in excluded}
    available = sum(asked.values(), Fraction(0))
    if not available or not asked.keys() <= standards.keys():
        return None
    expected = (worth * standards[item] for item, worth in asked.items())
    return sum(expected, Fraction(0)) / available


@dataclass(frozen=True)
class Rating:
    """What a judge expects of an item in a round: a share of its points, in steps of 5 %."""

    judge: int
    item: int
    expected: Fraction
    round: int = 1

    def __post_init__(self) -> None:
        if not 0 <= self.expected <= 1 or self.expected % STEP:
            raise RatingInvalid("A rating is a percentage from 0 to 100 in steps of 5.")


@dataclass(frozen=True)
class ItemStandard:
    """What the judges expect of one item; `sd` is None with one judge."""

    mean: Fraction
    low: Fraction
    high: Fraction
    sd: float | None
    judges: int

    @property
    def is_disputed(self) -> bool:
        """Whether judges are so far apart that they should talk about the item."""
        return self.high - self.low >= DISPUTED_FROM


@dataclass(frozen=True)
class Round:
    """Where the judges stood after a round: each one's cut score, their mean and spread.

    A judge who has not rated every item has no cut score yet.
    """

    number: int
    items: Mapping[int, ItemStandard]
    judges: Mapping[int, Fraction]
    cut: Fraction | None

    @property
    def sd(self) -> float | None:
        """The spread of the judges' cut scores, None with one judge."""
        return _sd(list(self.judges.values()))

    @property
    def standard_error(self) -> float | None:
        """How far the cut score would move with other judges: spread over √judges."""
        return None if self.sd is None else self.sd / sqrt(len(self.judges))

    @property
    def standards(self) -> dict[int, Fraction]:
        """The standard of each item, for `cut_score`."""
        return {item: standard.mean for item, standard in self.items.items()}

    @property
    def disputed(self) -> list[int]:
        """The items to talk about."""
        return [item for item, standard in self.items.items() if standard.is_disputed]


def angoff(
    ratings: Iterable[Rating],
    points: Mapping[int, Fraction],
    *,
    excluded: Collection[int] = NOBODY,
) -> list[Round]:
    """Return the rounds of a modified Angoff; the last one's cut score is the result.

    A judge who keeps a rating need not repeat it: it stands until a later round changes it.
    """
    asked = {item: worth for item, worth in points.items() if item not in excluded}
    known = [rating for rating in ratings if rating.item in asked]
    numbers = sorted({rating.round for rating in known})
    return [_round(number, _standing(known, number), asked) for number in numbers]


def _standing(ratings: Iterable[Rating], number: int) -> dict[tuple[int, int], Fraction]:
    """Return what each judge expects of each item after a round."""
    earlier = sorted(
        (rating for rating in ratings if rating.round <= number), key=lambda rating: rating.round
    )
    return {(rating.judge, rating.item): rating.expected for rating in earlier}


def _round(
    number: int, standing: Mapping[tuple[int, int], Fraction], points: Mapping[int, Fraction]
) -> Round:
    by_item: dict[int, list[Fraction]] = defaultdict(list)
    by_judge: dict[int, dict[int, Fraction]] = defaultdict(dict)
    for (judge, item), expected in standing.items():
        by_item[item].append(expected)
        by_judge[judge][item] = expected
    items = {item: _item(by_item[item]) for item in points if item in by_item}
    cuts = {judge: cut_score(theirs, points) for judge, theirs in sorted(by_judge.items())}
    return Round(
        number=number,
        items=items,
        judges={judge: cut for judge, cut in cuts.items() if cut is not None},
        cut=cut_score({item: each.mean for item, each in items.items()}, points),
    )


def _item(expected: Sequence[Fraction]) -> ItemStandard:
    mean = sum(expected, Fraction(0)) / len(expected)
    return ItemStandard(mean, min(expected), max(expected), _sd(expected), len(expected))


def _sd(values: Sequence[Fraction]) -> float | None:
    if len(values) < 2:
        return None
    mean = sum(values, Fraction(0)) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


class Difficulty(StrEnum):
    """How hard an item is, for Ebel's grid."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Importance(StrEnum):
    """How much it matters to know an item, for Ebel's grid."""

    ESSENTIAL = "essential"
    IMPORTANT = "important"
    NICE_TO_KNOW = "nice to know"


Cell = tuple[Difficulty, Importance]


def ebel(cells: Mapping[int, Cell], expected: Mapping[Cell, Fraction]) -> dict[int, Fraction]:
    """Return the standard of each item: what its cell of the grid expects.

    The cut score is then the sum over cells of points times expectation, over all points. Raises
    `RatingInvalid` for a cell with items and no expectation, or one that is no share.
    """
    for cell in set(cells.values()):
        if cell not in expected:
            raise RatingInvalid(f"The grid says nothing of {cell[1]} {cell[0]} items.")
        if not 0 <= expected[cell] <= 1:
            raise RatingInvalid("The grid holds percentages from 0 to 100.")
    return {item: expected[cell] for item, cell in cells.items()}

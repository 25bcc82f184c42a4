"""What marks in a picture are worth, and what they earn at random (docs/rules/grading.md, Hotspot)."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from enum import StrEnum
from fractions import Fraction
from math import comb
from typing import TypeAlias

NOTHING = Fraction(0)
EVERYTHING = Fraction(1)
Worth: TypeAlias = Callable[[int, int], Fraction]


class Scheme(StrEnum):
    """How marks become a score."""

    RIGHT_MINUS_WRONG = "right_minus_wrong"
    ALL_OR_NOTHING = "all_or_nothing"


def score(right: int, wrong: int, of: int, scheme: Scheme) -> Fraction:
    """Return what so many right regions out of `of` earn, marked beside so many wrong places."""
    if scheme is Scheme.ALL_OR_NOTHING:
        return EVERYTHING if right == of and not wrong else NOTHING
    return max(NOTHING, Fraction(right - wrong, of))


def mean_of_marks(
    right: Sequence[int], wrong: Sequence[int], outside: int, marks: int, worth: Worth
) -> Fraction:
    """Return the mean worth of so many marks, each anywhere with the same chance.

    `right` and `wrong` say how many points each region decides, `outside` how many are in none. A
    region counts once however often it is marked, a mark outside counts every time.
    """
    # ways[(marks left, right regions, wrong places)]: in how many ways marks fall so
    ways = {(marks, 0, 0): 1}
    for points, is_right in [*((each, True) for each in right), *((each, False) for each in wrong)]:
        ways = _spread(ways, points, lambda used, is_right=is_right: _once(used, is_right))  # type: ignore[misc]
    ways = _spread(ways, outside, lambda used: (0, used))
    total = sum(right) + sum(wrong) + outside
    earned = sum(
        (number * worth(*found) for (left, *found), number in ways.items() if not left), NOTHING
    )
    return earned / total**marks


def _spread(
    ways: dict[tuple[int, int, int], int], points: int, told: Callable[[int], tuple[int, int]]
) -> dict[tuple[int, int, int], int]:
    """Let any number of the marks that are left fall on one of these points."""
    made: dict[tuple[int, int, int], int] = defaultdict(int)
    for (left, right, wrong), number in ways.items():
        for used in range(left + 1):
            more, worse = told(used)
            chances = comb(left, used) * points**used
            made[left - used, right + more, wrong + worse] += number * chances
    return made


def _once(used: int, is_right: bool) -> tuple[int, int]:
    return (min(used, 1), 0) if is_right else (0, min(used, 1))


def mean_of_picks(right: int, wrong: int, picks: int, worth: Worth) -> Fraction:
    """Return the mean worth of so many different picks out of a list of regions."""
    picks = min(picks, right + wrong)
    ways = (
        comb(right, hit) * comb(wrong, picks - hit) * worth(hit, picks - hit)
        for hit in range(picks + 1)
    )
    return sum(ways, NOTHING) / comb(right + wrong, picks)

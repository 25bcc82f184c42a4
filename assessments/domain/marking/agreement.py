"""How far two markers agree: intraclass correlation, one-way (docs/rules/statistics.md).

Every answer is marked by another pair out of a pool of markers, which is case 1 of Shrout and Fleiss
(1979): ICC(1,1) = (BMS - WMS) / (BMS + (k - 1) WMS), of the mean squares between and within answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

MINIMUM = 10
"""Below so many answers marked twice a coefficient says more of chance than of markers."""


@dataclass(frozen=True)
class Agreement:
    """Figures of answers marked twice; None where there are too few or all marks are alike."""

    answers: int
    same: int
    within: int
    mean_difference: Fraction | None
    icc: Fraction | None


def icc(ratings: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """Return ICC(1,1) of ratings, one row for each answer; None where nothing varies.

    Every row has the same number of ratings, at least two.
    """
    answers, markers = len(ratings), len(ratings[0]) if ratings else 0
    if answers < 2 or markers < 2:
        return None
    means = [sum(row, Fraction(0)) / markers for row in ratings]
    grand = sum(means, Fraction(0)) / answers
    between = markers * _sum_of_squares(means, grand) / (answers - 1)
    apart = (_sum_of_squares(row, mean) for row, mean in zip(ratings, means, strict=True))
    within = sum(apart, Fraction(0)) / (answers * (markers - 1))
    spread = between + (markers - 1) * within
    return (between - within) / spread if spread else None


def _sum_of_squares(numbers: Sequence[Fraction], centre: Fraction) -> Fraction:
    # A Fraction to the power of an int is a float to the type checker.
    return sum(((each - centre) * (each - centre) for each in numbers), Fraction(0))


def agreement(pairs: Sequence[tuple[Fraction, Fraction]], tolerance: Fraction) -> Agreement:
    """Describe first and second marks, both shares of a question's points; tolerance likewise."""
    apart = [second - first for first, second in pairs]
    return Agreement(
        answers=len(pairs),
        same=sum(not difference for difference in apart),
        within=sum(abs(difference) <= tolerance for difference in apart),
        mean_difference=sum(apart, Fraction(0)) / len(pairs) if pairs else None,
        icc=icc(pairs) if len(pairs) >= MINIMUM else None,
    )

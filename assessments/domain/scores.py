"""Reading a stored grade back: exact shares of points, and the words for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any

from assessments.domain.decimals import rounded
from assessments.domain.form import FormItem
from assessments.domain.grading import EVERYTHING, HUNDRED, NOTHING
from assessments.domain.statistics.certainty import Calibration, CertainAnswer, calibrate


@dataclass(frozen=True)
class Score:
    """What a form earned, question by question: exact shares by position."""

    shares: Mapping[int, Fraction]
    earned: Fraction
    available: Fraction

    @property
    def right(self) -> int:
        """How many questions earned everything."""
        return sum(share == EVERYTHING for share in self.shares.values())

    @property
    def asked(self) -> int:
        """How many questions could earn points."""
        return len(self.shares)

    @property
    def percent(self) -> Decimal | None:
        """The share of the points, rounded down so that no fail is shown at the pass mark."""
        if not self.available:
            return None
        return rounded(self.earned / self.available * HUNDRED, 2, ROUND_DOWN)

    @property
    def words(self) -> str:
        """Say "9 of 10 correct", or points where something earned a part of its points."""
        if all(share in {NOTHING, EVERYTHING} for share in self.shares.values()):
            return f"{self.right} of {self.asked} correct"
        return f"{written(rounded(self.earned, 2, ROUND_DOWN))} of {written(self.available)} points"


def score_of(form: Iterable[FormItem], graded: Iterable[Mapping[str, Any]]) -> Score:
    """Return the score that a stored grade's items say."""
    points = {place.position: Fraction(place.points) for place in form}
    shares = {row["position"]: Fraction(row["score"]) for row in graded}
    return Score(
        shares=shares,
        earned=sum((share * points[at] for at, share in shares.items()), NOTHING),
        available=sum((points[at] for at in shares), NOTHING),
    )


def calibration_of(
    form: Iterable[FormItem], graded: Iterable[Mapping[str, Any]]
) -> Calibration | None:
    """Return how well certainty was judged, as a stored grade's items say; None if none was asked."""
    points = {place.position: Fraction(place.points) for place in form}
    rows = [row for row in graded if "certainty" in row]
    return calibrate(_certain(row, points[row["position"]]) for row in rows) if rows else None


def _certain(row: Mapping[str, Any], weight: Fraction) -> CertainAnswer:
    level, share = row["certainty"]["level"], Fraction(row["score"])
    return CertainAnswer(None if level is None else share, level, weight)


def written(number: Decimal | Fraction) -> str:
    """Write a number without trailing zeros, to two decimals at most."""
    return f"{rounded(Fraction(number), 2, ROUND_DOWN).normalize():f}"

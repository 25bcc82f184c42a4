"""How an assessment's answers are marked: how many a second time, and what disagreement is."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessments.domain.decimals import PlainDecimal
from assessments.domain.seeded import digest

Percent = Annotated[PlainDecimal, Field(ge=0, le=100)]
HUNDRED = 100
DRAWN_FROM = 2**64


class Agreed(StrEnum):
    """Which mark stands when two markers agree within the tolerance."""

    MEAN = "mean"
    FIRST = "first"


class MarkingRules(BaseModel):
    """Rules of marking, frozen with the assessment; percentages are of a question's points.

    `near_fail` None: a fail alone asks for no second mark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    second_share: Percent = Decimal(0)
    near_fail: Percent | None = None
    tolerance: Percent = Decimal(10)
    agreed: Agreed = Agreed.MEAN
    days: int = Field(default=14, ge=1, le=365)
    anonymous: bool = True

    def draws(self, *, seed: int, position: int) -> bool:
        """Whether an answer is in the sample that is marked twice: by the attempt's seed alone."""
        place = int.from_bytes(digest(position, seed=seed, salt="second-mark")[:8])
        return Fraction(place, DRAWN_FROM) * HUNDRED < Fraction(self.second_share)

    def doubts(self, share: Fraction, pass_mark: Fraction | None) -> bool:
        """Whether a first mark is a fail near enough to the pass mark to ask for a second one."""
        if self.near_fail is None or pass_mark is None:
            return False
        missing = pass_mark - share * HUNDRED
        return 0 < missing <= Fraction(self.near_fail)

    def disagree(self, first: Fraction, second: Fraction) -> bool:
        """Whether two marks lie further apart than the tolerance."""
        return abs(first - second) * HUNDRED > Fraction(self.tolerance)

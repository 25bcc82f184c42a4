"""How others answered, as a result page shows it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class SpreadRow:
    """How many others chose one point of a scale, what it earned, and what some of them said.

    `count` is None where only the credit is known.
    """

    label: str
    count: int | None
    credit: Fraction
    chosen: bool
    reasons: tuple[str, ...] = ()

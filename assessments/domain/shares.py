"""Weights as other systems write them, rounded percentages, and the fractions that were meant.

33.33333 means a third: thirds, sixths, ninths and all other fractions with a denominator up to 26
(the most options that a question has) are found again; what lies near none is taken as written.
"""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from assessments.domain.decimals import plain

LARGEST_DENOMINATOR = 26
ROUNDING = Fraction(5, 100_000)
PLACES = Decimal("0.00001")
LARGEST = 1000


def snapped(percent: str) -> Fraction:
    """Return the share that a written percentage means; raise `ValueError` if it is no number."""
    try:
        written = Decimal(percent.strip())
    except InvalidOperation as error:
        raise ValueError(f"“{percent}” is no percentage.") from error
    if not written.is_finite() or abs(written) > LARGEST:
        raise ValueError(f"“{percent}” is no percentage.")
    share = Fraction(written) / 100
    near = share.limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(near - share) < ROUNDING else share


def percent_of(share: Fraction) -> str:
    """Write a share as a percentage with up to five places, as Moodle does."""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return plain(exact.quantize(PLACES))

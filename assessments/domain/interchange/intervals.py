"""Tolerances for systems that know only a value and how far from it an answer may lie."""

from decimal import ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction

from assessments.domain.answers.numbers import Accepted, Tolerance
from assessments.domain.decimals import plain
from assessments.domain.interchange.portable import Notes

PLACES = Decimal("1E-12")
DIGITS = 80


def symmetric(accepted: Accepted, notes: Notes) -> tuple[Decimal, Decimal]:
    """Return value and absolute tolerance; a geometric tolerance becomes its narrower side."""
    value, tolerance = accepted.value, accepted.tolerance
    with localcontext() as context:
        context.prec = DIGITS
        if accepted.tolerance_kind is Tolerance.RELATIVE:
            return value, _rounded(Fraction(abs(value)) * Fraction(tolerance))
        if accepted.tolerance_kind is Tolerance.GEOMETRIC and tolerance:
            narrow = Fraction(abs(value)) * (1 - 1 / (1 + Fraction(tolerance)))
            absolute = _rounded(narrow)
            notes.lost(
                f"“Divided or multiplied by {plain(1 + tolerance)}” became ± {plain(absolute)}, "
                "its narrower side."
            )
            return value, absolute
    return value, tolerance


def _rounded(exact: Fraction) -> Decimal:
    """Return a decimal that is not above the fraction and, from 12 places on, not far below it."""
    quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
    if Fraction(quotient) == exact and -quotient.as_tuple().exponent <= 30:  # type: ignore[operator]
        return quotient
    return quotient.quantize(PLACES, rounding=ROUND_FLOOR)

"""Decimal numbers in stored JSON: text, exact, and always written in one way."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer


def plain(number: Decimal) -> str:
    """Write a decimal without exponent, trailing zeros or a minus before zero."""
    written = format(number, "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in {"-0", ""} else written


def rounded(exact: Fraction, places: int = 4, rounding: str = ROUND_HALF_UP) -> Decimal:
    """Round a fraction to decimals without passing through a float."""
    scaled = exact * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    if rounding == ROUND_HALF_UP and 2 * rest >= scaled.denominator:
        whole += 1
    return Decimal(whole if exact >= 0 else -whole).scaleb(-places)


def _two_places(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


PlainDecimal = Annotated[
    Decimal,
    Field(max_digits=60, decimal_places=30),
    AfterValidator(lambda number: Decimal(plain(number))),
    PlainSerializer(plain, when_used="json"),
]

Points = Annotated[
    Decimal, Field(ge=0, max_digits=6, decimal_places=2), AfterValidator(_two_places)
]

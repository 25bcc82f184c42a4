"""Numbers as files write them: a point, perhaps an exponent, nothing that cannot be kept."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from math import gcd, lcm

from assessments.domain.interchange.portable import ItemRefused

LARGEST_EXPONENT = 28


def number_of(text: str, line: int = 0) -> Decimal:
    """Return a number; raise `ItemRefused` for what is none, or is too large to be kept."""
    written = text.strip()
    try:
        number = Decimal(written)
    except InvalidOperation as error:
        raise ItemRefused(f"“{written[:40]}” is no number.", line) from error
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ItemRefused(f"“{written[:40]}” is no number.", line)
    if number and (abs(number.adjusted()) > LARGEST_EXPONENT or exponent < -LARGEST_EXPONENT):
        raise ItemRefused(f"“{written[:40]}” is too large or too fine to be kept.", line)
    return number


def lowest(weights: Sequence[Fraction]) -> list[int]:
    """Return weights in the smallest whole numbers of the same proportions."""
    whole = lcm(*(each.denominator for each in weights))
    counts = [int(each * whole) for each in weights]
    return [each // gcd(*counts) for each in counts]

"""Numbers as files write them: a point, perhaps an exponent, nothing that cannot be kept."""

from decimal import Decimal, InvalidOperation

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

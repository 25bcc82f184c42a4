"""Write figures in one way: a dash for nothing known, a true minus sign, digits that mean something."""

from datetime import UTC, datetime

from django import template

from outcomes.domain.effect_size import Interval
from outcomes.queries import profession_label

register = template.Library()

NOTHING = "–"
SMALLEST_P = 0.001


@register.filter
def figure(value: float | None, decimals: int = 1) -> str:
    """Write a number with so many decimals."""
    return NOTHING if value is None else _minus(f"{_even(value, decimals):.{decimals}f}")


@register.filter
def signed(value: float | None, decimals: int = 1) -> str:
    """Write a change with its sign; no change has none."""
    if value is None:
        return NOTHING
    value = _even(value, decimals)
    return _minus(f"{value:+.{decimals}f}") if value else f"{value:.{decimals}f}"


@register.filter
def interval(limits: Interval | None, decimals: int = 1) -> str:
    """Write an interval as 1.2 to 3.4."""
    if limits is None:
        return ""
    return f"{figure(limits.low, decimals)} to {figure(limits.high, decimals)}"


@register.filter
def p_value(p: float | None) -> str:
    """Write a p value with three decimals, or that it is smaller."""
    if p is None:
        return NOTHING
    return "<0.001" if p < SMALLEST_P else f"{p:.3f}"


@register.filter
def number(count: int | None) -> str:
    """Write a count as 1,248."""
    return NOTHING if count is None else f"{count:,}"


@register.filter
def moment(at: datetime) -> str:
    """Write a moment in UTC, as reports count their days."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


@register.filter
def profession(code: str) -> str:
    """Write a profession in words."""
    return profession_label(code)


def _even(value: float, decimals: int) -> float:
    return round(value, decimals) + 0.0


def _minus(written: str) -> str:
    return written.replace("-", "−")

"""Months on the calendar."""

from calendar import monthrange
from datetime import date

MONTHS = 12


def said(day: date) -> str:
    """Write a day as people say it: 31 January 2027."""
    return f"{day:%-d %B %Y}"


def plus_months(day: date, months: int) -> date:
    """Return the same day so many months later or earlier, the last of the month if it has none.

    The last day of a month stays the last: 30 June and 12 months back from 31 December agree.
    """
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    longest = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, longest if is_last else min(day.day, longest))

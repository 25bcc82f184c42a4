"""Days some years on."""

from datetime import date


def years_later(day: date, years: int) -> date:
    """Return the same day some years on; 28 February for a day that year lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)

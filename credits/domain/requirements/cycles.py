"""Cycles: when a licence's period of counting begins and ends, and which one it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from credits.domain.requirements.months import plus_months

A_DAY = timedelta(days=1)


class Anchor(StrEnum):
    """What the end of a cycle hangs on; a date printed on the licence goes before all but the last."""

    EXPIRY = "expiry"
    FIXED = "fixed"
    BIRTHDAY = "birthday"
    ISSUED = "issued"
    ROLLING = "rolling"


class FactMissing(Exception):
    """Something about the holder has to be asked first."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True)
class Holding:
    """A licence or certification: its dates, and what is known about its holder by name of the fact."""

    issued_on: date | None = None
    expires_on: date | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both counted; `number` 1 is the holder's first, None if unknown."""

    start: date
    end: date
    number: int | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def years(self) -> list["Period"]:
        """Return the years that the period is made of; the last may be shorter."""
        found: list[Period] = []
        start = self.start
        while start <= self.end:
            following = plus_months(self.start, 12 * (len(found) + 1))
            found.append(Period(start, min(following - A_DAY, self.end)))
            start = following
        return found


class Cycle(BaseModel):
    """How long a cycle is and what ends it.

    `fixed_on` is one day on which a cycle ended or will end. `lookback_months` says how far back from
    its end credit counts, where that is not the cycle's own length; `carry_over` how much of what was
    earned too much in one cycle counts in the next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: int = Field(ge=1, le=240)
    anchor: Anchor = Anchor.EXPIRY
    fixed_on: date | None = None
    lookback_months: int | None = Field(default=None, ge=1, le=240)

    def at(self, holding: Holding, today: date) -> Period:
        """Return the cycle in which `today` lies; raise `FactMissing` for a date that is not known."""
        if self.anchor is Anchor.ROLLING:
            return Period(plus_months(today, -self.months) + A_DAY, today)
        end = self._end(holding, today)
        start = plus_months(end, -self.months) + A_DAY
        return Period(start, end, self._number(holding, end))

    def counted(self, cycle: Period) -> Period:
        """Return the days on which credit for this cycle may be earned."""
        months = self.lookback_months or self.months
        return Period(plus_months(cycle.end, -months) + A_DAY, cycle.end, cycle.number)

    def before(self, cycle: Period) -> Period:
        """Return the cycle before."""
        end = cycle.start - A_DAY
        number = cycle.number - 1 if cycle.number else None
        return Period(plus_months(end, -self.months) + A_DAY, end, number)

    def _end(self, holding: Holding, today: date) -> date:
        """Step from a known end, either way, to the first that is not past."""
        known = holding.expires_on or self._known_end(holding)
        steps = 0
        while plus_months(known, steps * self.months) < today:
            steps += 1
        while plus_months(known, (steps - 1) * self.months) >= today:
            steps -= 1
        return plus_months(known, steps * self.months)

    def _known_end(self, holding: Holding) -> date:
        if self.anchor is Anchor.FIXED and self.fixed_on:
            return self.fixed_on
        if self.anchor is Anchor.EXPIRY:
            raise FactMissing("expires_on")
        if holding.issued_on is None:
            raise FactMissing("issued_on")
        first = plus_months(holding.issued_on, self.months) - A_DAY
        return first if self.anchor is Anchor.ISSUED else _birthday(holding, first)

    def _number(self, holding: Holding, end: date) -> int | None:
        """Return how many cycles have ended since the licence was issued, this one counted."""
        if holding.issued_on is None:
            return None
        number = 1
        while plus_months(end, -number * self.months) >= holding.issued_on:
            number += 1
        return number


def _birthday(holding: Holding, earliest: date) -> date:
    """Return the first birthday from `earliest` on; the fact is written as MM-DD."""
    known = holding.facts.get("birthday")
    if not known:
        raise FactMissing("birthday")
    month, day = map(int, str(known).split("-"))
    for year in (earliest.year, earliest.year + 1):
        found = _day(year, month, day)
        if found >= earliest:
            return found
    return _day(earliest.year + 2, month, day)


def _day(year: int, month: int, day: int) -> date:
    """Return a day of the year; somebody born on 29 February has a birthday on the 28th otherwise."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)

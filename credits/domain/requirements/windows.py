"""When a clause is asked, and on which days credit for it may be earned."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from credits.domain.requirements.cycles import A_DAY, Cycle, FactMissing, Holding, Period
from credits.domain.requirements.months import MONTHS, plus_months, said

BEGINNING_OF_TIME = date(1900, 1, 1)


@dataclass(frozen=True)
class Moment:
    """The day of the question, the holder, and the cycle in which it lies, if there are cycles."""

    today: date
    holding: Holding
    cycle: Cycle | None
    period: Period | None

    @property
    def end(self) -> date:
        """The end of the cycle; without cycles the day on which the licence expires, or today."""
        if self.period:
            return self.period.end
        return self.holding.expires_on or self.today

    @property
    def issued_on(self) -> date:
        """When the licence was issued; raises `FactMissing`."""
        if self.holding.issued_on is None:
            raise FactMissing("issued_on")
        return self.holding.issued_on

    @property
    def number(self) -> int:
        """The number of the cycle, 1 for the first; raises `FactMissing`."""
        if self.period is None or self.period.number is None:
            raise FactMissing("issued_on")
        return self.period.number


@dataclass(frozen=True)
class Asked:
    """Days that count, the day by which it has to be done, and in words which days they are.

    `quota` years each ask for the whole quantity, where a clause is asked every year.
    """

    days: Period
    due_on: date
    words: str
    quota: tuple[Period, ...] = ()


@dataclass(frozen=True)
class NotAsked:
    """Why nothing is asked now."""

    reason: str


class _Window(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return what days count at a moment; raise `FactMissing`."""
        raise NotImplementedError


class EachCycle(_Window):
    """Asked in every cycle."""

    kind: Literal["cycle"] = "cycle"

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the days of the current cycle."""
        if moment.cycle is None or moment.period is None:
            return NotAsked("There is no cycle to count in.")
        return Asked(moment.cycle.counted(moment.period), moment.end, "in this cycle")


class Once(_Window):
    """Asked once, whenever it was done; by the earlier of the cycle and the months that are named."""

    kind: Literal["once"] = "once"
    by_cycle: int | None = Field(default=None, ge=1)
    by_months: int | None = Field(default=None, ge=1)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return all days up to the limit."""
        due = self._due(moment)
        last = max(due, moment.end)
        return Asked(Period(BEGINNING_OF_TIME, last), due, "once")

    def _due(self, moment: Moment) -> date:
        limits = []
        if self.by_cycle and moment.cycle:
            missing_cycles = max(self.by_cycle - moment.number, 0)
            limits.append(plus_months(moment.end, missing_cycles * moment.cycle.months))
        if self.by_months:
            limits.append(plus_months(moment.issued_on, self.by_months) - A_DAY)
        return min(limits, default=moment.end)


class FirstCycles(_Window):
    """Asked in each of the first cycles only."""

    kind: Literal["first_cycles"] = "first_cycles"
    count: int = Field(ge=1)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the days of the current cycle if it is one of the first."""
        if moment.number > self.count:
            return NotAsked(f"Asked in the first {_cycles(self.count)} only; this is a later one.")
        return EachCycle().asked(moment)


class EveryCycles(_Window):
    """Asked in every so many-th cycle."""

    kind: Literal["every_cycles"] = "every_cycles"
    count: int = Field(ge=2)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the days of the current cycle if it is its turn."""
        waits = -moment.number % self.count
        if waits and moment.cycle:
            then = plus_months(moment.end, waits * moment.cycle.months)
            return NotAsked(
                f"Asked every {self.count} cycles, next in the one that ends on {said(then)}."
            )
        return EachCycle().asked(moment)


class Years(_Window):
    """Asked every so many years: it must still be fresh when the cycle ends."""

    kind: Literal["years"] = "years"
    years: int = Field(ge=1)
    after_cycles: int = Field(default=0, ge=0)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the years up to the end of the cycle."""
        if self.after_cycles and moment.number <= self.after_cycles:
            return NotAsked(f"Asked after the first {_cycles(self.after_cycles)}.")
        start = plus_months(moment.end, -self.years * MONTHS) + A_DAY
        return Asked(Period(start, moment.end), moment.end, f"in {self.years} years")


class EachYear(_Window):
    """Asked in each year of the cycle."""

    kind: Literal["annual"] = "annual"

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the years of the cycle that have begun."""
        if moment.period is None:
            return NotAsked("There is no cycle to count in.")
        begun = tuple(year for year in moment.period.years() if year.start <= moment.today)
        days = Period(moment.period.start, begun[-1].end)
        return Asked(days, begun[-1].end, "in each year of the cycle", quota=begun)


class Blocks(_Window):
    """Asked in each stretch of so many months, counted from the day the licence was issued."""

    kind: Literal["blocks"] = "blocks"
    months: int = Field(ge=1)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the stretch in which today lies."""
        passed = 0
        while plus_months(moment.issued_on, (passed + 1) * self.months) <= moment.today:
            passed += 1
        start = plus_months(moment.issued_on, passed * self.months)
        end = plus_months(moment.issued_on, (passed + 1) * self.months) - A_DAY
        return Asked(Period(start, end), end, f"in these {self.months} months")


class SinceIssue(_Window):
    """Asked once, within so many months of the day on which the licence was issued."""

    kind: Literal["since_issue"] = "since_issue"
    months: int = Field(ge=1)

    def asked(self, moment: Moment) -> Asked | NotAsked:
        """Return the months after the licence was issued, while the cycle has some of them."""
        due = plus_months(moment.issued_on, self.months) - A_DAY
        if moment.period and due < moment.period.start:
            return NotAsked(f"Asked of new licence holders only; it was due on {said(due)}.")
        return Asked(Period(BEGINNING_OF_TIME, due), due, "after the licence was issued")


Window: TypeAlias = Annotated[
    EachCycle | Once | FirstCycles | EveryCycles | Years | EachYear | Blocks | SinceIssue,
    Field(discriminator="kind"),
]


def _cycles(count: int) -> str:
    return "cycle" if count == 1 else f"{count} cycles"

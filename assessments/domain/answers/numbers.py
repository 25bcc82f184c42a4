"""Numbers: read from what was typed, judged against accepted values, in exact arithmetic.

No float comes near a dose: what a learner types is read as a decimal, and bounds are fractions.
"""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.answers.typed import NOTHING, Judgement, Unreadable
from assessments.domain.answers.units import Units, alike, folded
from assessments.domain.decimals import PlainDecimal, plain

LONGEST = 40
LONGEST_UNIT = 40
LARGEST_EXPONENT = 30
EPSILON = Fraction(1, 10**12)
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,9})?")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

NO_UNITS = "Enter a number, such as 12.5, without spaces or words."


class Tolerance(StrEnum):
    """How an accepted answer's neighbourhood is measured; see docs/rules/grading.md."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    GEOMETRIC = "geometric"


class Accepted(BaseModel):
    """A value that earns `credit`, and how far from it an answer may lie."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: PlainDecimal
    tolerance: Annotated[PlainDecimal, Field(ge=0)] = Decimal(0)
    tolerance_kind: Tolerance = Tolerance.ABSOLUTE
    credit: Annotated[Fraction, Field(gt=0, le=1)] = Fraction(1)

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Return the lowest and highest number accepted, both included."""
        value, tolerance = Fraction(self.value), Fraction(self.tolerance)
        ends = (value - tolerance, value + tolerance)
        if self.tolerance_kind is Tolerance.RELATIVE:
            ends = (value - abs(value) * tolerance, value + abs(value) * tolerance)
        if self.tolerance_kind is Tolerance.GEOMETRIC:
            ends = (value / (1 + tolerance), value * (1 + tolerance))
        slack = EPSILON * max(Fraction(1), abs(value))
        return min(ends) - slack, max(ends) + slack

    def accepts(self, given: Fraction) -> bool:
        """Whether the number lies within the bounds."""
        lowest, highest = self.bounds()
        return lowest <= given <= highest


class Amount(NamedTuple):
    """The two parts of what was typed: digits and a unit, "" where one is missing."""

    number: str
    unit: str


class NumberMarking(BaseModel):
    """How a typed number is marked; the first accepted value that fits decides.

    `unit` is shown beside the field. With `units` the learner must name it, or another of them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepted: tuple[Accepted, ...] = Field(min_length=1, max_length=20)
    unit: str = Field(default="", max_length=LONGEST_UNIT)
    # Left out of stored content where there are none: numbers published before units keep their hash
    units: Units | None = Field(default=None, exclude_if=lambda units: units is None)

    @model_validator(mode="after")
    def _units_are_sound(self) -> Self:
        if self.units is None:
            return self
        if not self.unit.strip():
            raise ValueError("Name the unit of the accepted values before other units.")
        if twice := alike(self.unit_symbols):
            raise ValueError(f"{twice} is the unit of the accepted values already.")
        return self

    @property
    def unit_symbols(self) -> list[str]:
        """The units to choose from, the one of the accepted values first; [] if none is asked for."""
        return [self.unit, *(u.symbol for u in self.units.others)] if self.units else []

    def read_amount(self, text: str) -> str | None:
        """Return a typed number in its one stored form, with the unit if one is asked for.

        None if nothing was typed; raises `Unreadable`.
        """
        typed = self.split_amount(text)
        if not typed.number:
            return None
        number = read_number(typed.number, problem=self._problem)
        return f"{plain(number)} {typed.unit if self.units else ''}".strip()

    def split_amount(self, text: str) -> Amount:
        """Return the number and the unit as far as both can be told apart."""
        text = text.strip().replace("\N{MINUS SIGN}", "-")
        found = NUMBER.match(text)
        digits = found.group() if found else ""
        symbol = self._symbol(text[len(digits) :])
        return Amount(text, "") if symbol is None else Amount(digits, symbol)

    def typed_amount(self, value: str) -> Amount:
        """Return number and unit as the fields of a form hold them; the unit has none unless asked."""
        return self.split_amount(value) if self.units else Amount(value, "")

    def _symbol(self, rest: str) -> str | None:
        """Return the unit that stands behind a number, None if it is none of this question's."""
        known = {folded(symbol): symbol for symbol in [self.unit, *self.unit_symbols]}
        return known.get(folded(rest)) if rest.strip() else ""

    @property
    def _problem(self) -> str:
        if not self.units:
            return NO_UNITS
        return (
            f"Enter a number, such as 12.5, and one of these units: {', '.join(self.unit_symbols)}."
        )

    def judged_amount(self, stored: str) -> Judgement:
        """Return what a stored number is worth."""
        typed = self.split_amount(stored)
        credit = self.credit_for(self.in_base_units(typed))
        if self.units is None or typed.unit or not credit:
            return Judgement(credit)
        return Judgement(
            self.units.after_penalty(credit), "The number fits, but its unit is missing."
        )

    def in_base_units(self, typed: Amount) -> Fraction:
        """Return the number in the unit of the accepted values."""
        number = Fraction(Decimal(typed.number))
        return number * self.units.multiplier(typed.unit) if self.units else number

    def credit_for(self, number: Fraction) -> Fraction:
        """Return the credit of the first accepted value that fits."""
        return next((a.credit for a in self.accepted if a.accepts(number)), NOTHING)

    @property
    def best(self) -> Accepted:
        """The accepted value that earns most."""
        return max(self.accepted, key=lambda accepted: accepted.credit)

    @property
    def expected(self) -> str:
        """The value that earns most, as it is shown."""
        return self.with_unit(plain(self.best.value))

    def with_unit(self, number: str) -> str:
        """Return a number as it is shown, with its unit."""
        return f"{number} {self.unit}".strip()


def read_number(text: str, *, problem: str = NO_UNITS) -> Decimal:
    """Read a number; raise `Unreadable` with what to do about it.

    `1,250` is refused: it is 1250 to one reader and 1.25 to another, and doses have died of that.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"Enter a number of at most {LONGEST} characters.")
    if not NUMBER.fullmatch(text):
        raise Unreadable(problem)
    if THOUSANDS.fullmatch(text):
        joined, pointed = text.replace(",", ""), text.replace(",", ".")
        raise Unreadable(f"{text} can be read in two ways: enter {joined} or {pointed}.")
    number = Decimal(text.replace(",", "."))
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        raise Unreadable("That number is too large or too small.")
    return number

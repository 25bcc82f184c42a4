"""Units that a learner may answer in, and what a missing unit costs (docs/rules/grading.md)."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Symbol = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
MICRO = {"\N{MICRO SIGN}": "\N{GREEK SMALL LETTER MU}"}


class PenaltyOf(StrEnum):
    """What a missing unit takes its share of."""

    EARNED = "earned"
    MAXIMUM = "maximum"


class Unit(BaseModel):
    """A unit beside the base unit: one of it is `multiplier` base units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    symbol: Symbol
    multiplier: Annotated[Fraction, Field(gt=0)]


class Units(BaseModel):
    """The learner must name a unit: the base unit or one of these; a missing one costs `penalty`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    others: Annotated[tuple[Unit, ...], Field(max_length=12)] = ()
    penalty: Annotated[Fraction, Field(ge=0, le=1)] = Fraction(1)
    penalty_of: PenaltyOf = PenaltyOf.EARNED

    @model_validator(mode="after")
    def _symbols_differ(self) -> Self:
        if twice := alike(unit.symbol for unit in self.others):
            raise ValueError(f"The unit {twice} is listed twice; capitals and spaces do not count.")
        return self

    def multiplier(self, symbol: str) -> Fraction:
        """Return how many base units one of the named unit is; a missing unit counts as the base."""
        return next((u.multiplier for u in self.others if u.symbol == symbol), Fraction(1))

    def after_penalty(self, earned: Fraction) -> Fraction:
        """Return what is left of the credit when the unit is missing."""
        taken = self.penalty * (earned if self.penalty_of is PenaltyOf.EARNED else 1)
        return max(Fraction(0), earned - taken)


def folded(symbol: str) -> str:
    """Return the symbol without what nobody means: capitals, spaces, which of two micro signs."""
    text = unicodedata.normalize("NFC", symbol)
    for sign, letter in MICRO.items():
        text = text.replace(sign, letter)
    return "".join(text.casefold().split())


def alike(symbols: Iterable[str]) -> str:
    """Return the first symbol that stands twice, "" if all differ."""
    counts: Counter[str] = Counter()
    for symbol in symbols:
        counts[folded(symbol)] += 1
        if counts[folded(symbol)] > 1:
            return symbol
    return ""

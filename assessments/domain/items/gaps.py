"""Gaps of a cloze text: words to type, a number to type, a choice from a list."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from assessments.domain.answers.numbers import Amount, NumberMarking
from assessments.domain.answers.texts import TextMarking
from assessments.domain.answers.typed import EVERYTHING, NOTHING, Judgement, Unreadable
from assessments.domain.decimals import PlainDecimal
from assessments.domain.items.options import Option, arranged, check_keys_differ
from assessments.domain.seeded import shuffled

GapKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,20}$")]


class Gap(BaseModel):
    """A gap at the marker `[[key]]`; a gap of weight 2 counts like two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: GapKey
    type: str
    weight: Annotated[PlainDecimal, Field(gt=0, le=100)] = Decimal(1)
    rationale: str = ""

    def read(self, given: str) -> str | None:
        """Return what was filled in as it is stored, None if nothing; raise `Unreadable`."""
        raise NotImplementedError

    def judged(self, stored: str) -> Judgement:
        """Return what is stored is worth."""
        raise NotImplementedError

    def wanted(self) -> str:
        """Return what earns everything, for people."""
        raise NotImplementedError

    def shown(self, stored: str) -> str:
        """Return what was filled in, for people."""
        return stored

    def typed(self, stored: str) -> Amount:
        """Return what the fields of a form hold: words or a number, and the unit beside it."""
        return Amount(stored, "")

    def counted(self, stored: str) -> str:
        """Return what a table of answers counts."""
        return stored

    def guess(self) -> Fraction:
        """Return what an answer at random earns on average."""
        return NOTHING

    def order(self, seed: int, salt: str) -> list[str]:
        """Return the order of the options, [] if nothing is to be shuffled."""
        return []

    def offered(self, order: Sequence[str] | None) -> tuple[Option, ...]:
        """Return the options to choose from, () if something is to be typed."""
        return ()

    def details(self) -> dict[str, Any]:
        """Return what else a client needs to show the gap, never what is right."""
        return {}


class TextGap(TextMarking, Gap):
    """Words to type."""

    type: Literal["text"] = "text"

    def read(self, given: str) -> str | None:
        """Accept words on one line."""
        return self.read_text(given)

    def judged(self, stored: str) -> Judgement:
        """Return the credit of the words."""
        return self.judged_text(stored)

    def wanted(self) -> str:
        """Return every answer that earns the whole credit."""
        return self.expected_text

    def counted(self, stored: str) -> str:
        """Return the normal form."""
        return self.normal(stored) or stored

    def guess(self) -> Fraction:
        """Return what any words earn."""
        return self.credit_for_anything


class NumberGap(NumberMarking, Gap):
    """A number to type, with its unit if one is asked for."""

    type: Literal["number"] = "number"

    def read(self, given: str) -> str | None:
        """Accept a number."""
        return self.read_amount(given)

    def judged(self, stored: str) -> Judgement:
        """Return the credit of the first accepted value that fits."""
        return self.judged_amount(stored)

    def wanted(self) -> str:
        """Return the value that earns most."""
        return self.expected

    def shown(self, stored: str) -> str:
        """Return the number with its unit."""
        return stored if self.units else self.with_unit(stored)

    def typed(self, stored: str) -> Amount:
        """Return number and unit."""
        return self.typed_amount(stored)

    def details(self) -> dict[str, Any]:
        """Return the unit beside the field, or the units to choose from."""
        return {"unit": self.unit, "units": self.unit_symbols}


class ChoiceGap(Gap):
    """One of several options to choose from a list."""

    type: Literal["choice"] = "choice"
    options: tuple[Option, ...] = Field(min_length=2, max_length=26)
    shuffle: bool = True

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        check_keys_differ(self.options)
        if sum(option.correct for option in self.options) != 1:
            raise ValueError(f"Mark exactly one option of gap {self.key} as right.")
        return self

    def read(self, given: str) -> str | None:
        """Accept the key of an option."""
        if given and not any(option.key == given for option in self.options):
            raise Unreadable("Choose one of the options shown.")
        return given or None

    def judged(self, stored: str) -> Judgement:
        """Return everything for the right option, and the reason of the one chosen."""
        option = self._option(stored)
        return Judgement(EVERYTHING if option.correct else NOTHING, option.rationale)

    def wanted(self) -> str:
        """Return the right option."""
        return next(option.text for option in self.options if option.correct)

    def shown(self, stored: str) -> str:
        """Return the text of an option."""
        return self._option(stored).text

    def guess(self) -> Fraction:
        """Return the share of right options."""
        return Fraction(1, len(self.options))

    def order(self, seed: int, salt: str) -> list[str]:
        """Shuffle the options, unless their authored order carries meaning."""
        return shuffled((o.key for o in self.options), seed=seed, salt=salt) if self.shuffle else []

    def offered(self, order: Sequence[str] | None) -> tuple[Option, ...]:
        """Return the options in the arranged order."""
        return tuple(arranged(self.options, order))

    def _option(self, key: str) -> Option:
        return next(option for option in self.options if option.key == key)


AnyGap: TypeAlias = Annotated[TextGap | NumberGap | ChoiceGap, Field(discriminator="type")]

"""Numeric: one number, judged against accepted values with tolerances and, if asked, its unit."""

from fractions import Fraction
from typing import Any, ClassVar, Literal

from assessments.domain.answers.numbers import LONGEST, NumberMarking
from assessments.domain.answers.typed import WORTHLESS, Unreadable
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Item,
    ItemReview,
    Posted,
    ResponseInvalid,
)


class AmountItem(NumberMarking, Item):
    """A question whose whole answer is one number: what numeric and calculated share."""

    response_field: ClassVar[str] = "value"

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, object]:
        """Return the units to choose from."""
        return {"units": self.unit_symbols}

    def posted_value(self, posted: Posted) -> object:
        """Return the number typed, with the unit chosen beside it."""
        number = super().posted_value(posted)
        chosen = posted.get("answer-unit", [""])[-1].strip()
        return f"{number or ''} {chosen}".strip() or None

    def as_posted(self, value: Any) -> dict[str, list[str]]:
        """Return the number and, where it is asked for, the unit."""
        typed = self.typed_amount(value)
        unit = {"answer-unit": [typed.unit]} if typed.unit else {}
        return {"answer": [typed.number]} | unit

    def normalise(self, value: object) -> str | None:
        """Accept a number as text or as a JSON number; a decimal comma is read like a point."""
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ResponseInvalid("answer", "Enter a number.")
        try:
            return self.read_amount(value if isinstance(value, str) else _written(value))
        except Unreadable as problem:
            raise ResponseInvalid("answer", problem.message) from problem

    def marks(self, value: str) -> Fraction:
        """Return the credit of the first accepted value that fits, less what a missing unit costs."""
        return self.judged_amount(value).credit

    def keys_of(self, value: str) -> list[str]:
        """Return the number given."""
        return [value]

    def guess_score(self) -> Fraction:
        """Return 0: no number is hit by chance."""
        return NOTHING

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the number given and the answer that earns full credit."""
        checked = self.check(response)
        given = checked[self.response_field] if checked else ""
        judged = self.judged_amount(given) if given else WORTHLESS
        return ItemReview(
            score=judged.credit,
            rationale=self.rationale,
            given=given if self.units or not given else self.with_unit(given),
            expected=self.expected,
            feedback=judged.feedback,
        )


class Numeric(AmountItem):
    """A number, with a unit shown beside the field or to be named with it."""

    label: ClassVar[str] = "Numeric"

    kind: Literal["numeric"] = "numeric"


def _written(number: float) -> str:
    """Write a JSON number as the client wrote it, without making text of a giant."""
    return "1e999" if isinstance(number, int) and abs(number) >= 10**LONGEST else repr(number)

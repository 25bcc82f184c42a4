"""Single best answer: a vignette, a focused lead-in and options of which one is best."""

from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    ItemReview,
    ResponseInvalid,
)
from assessments.domain.items.options import OptionsItem


class SingleBestAnswer(OptionsItem):
    """Full marks for the one right option, nothing for any other."""

    label: ClassVar[str] = "Single best answer"
    response_field: ClassVar[str] = "choice"

    kind: Literal["single_best_answer"] = "single_best_answer"

    @model_validator(mode="after")
    def _one_is_best(self) -> Self:
        if len(self.correct_keys) != 1:
            message = "Mark exactly one option as the best answer."
            raise ValueError(message)
        return self

    def normalise(self, value: object) -> str | None:
        """Accept the key of one option."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not self.has_option(value):
            raise ResponseInvalid("answer", "Choose one of the options shown.")
        return value

    def marks(self, value: str) -> Fraction:
        """Return 1 for the best answer, else 0."""
        return EVERYTHING if value in self.correct_keys else NOTHING

    def keys_of(self, value: str) -> list[str]:
        """Return the one key."""
        return [value]

    def guess_score(self) -> Fraction:
        """Return one in so many options."""
        return Fraction(1, len(self.options))

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every option with its own rationale."""
        lines = self.lines(self.chosen(response), arrangement)
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)

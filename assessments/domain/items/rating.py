"""Rating: one step of a labelled scale, for evaluations; it has no right answer."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    ResponseInvalid,
    Text,
)

AGREEMENT = ("Strongly disagree", "Disagree", "Neither", "Agree", "Strongly agree")


class Rating(Item):
    """Steps count from 1 at the first label."""

    label: ClassVar[str] = "Rating"
    graded: ClassVar[bool] = False
    response_field: ClassVar[str] = "value"

    kind: Literal["rating"] = "rating"
    scale: Annotated[tuple[Text, ...], Field(min_length=2, max_length=11)] = AGREEMENT

    def options_shown(
        self,
        arrangement: Arrangement = NO_ARRANGEMENT,
    ) -> list[Choice]:
        """Return the steps from first to last."""
        return self.choices()

    def choices(self) -> list[Choice]:
        """Return the steps from first to last."""
        return [Choice(str(step), text, None) for step, text in enumerate(self.scale, start=1)]

    def normalise(self, value: object) -> int | None:
        """Accept the number of a step."""
        if value is None or value == "":
            return None
        steps = range(1, len(self.scale) + 1)
        if isinstance(value, str):
            value = next((step for step in steps if str(step) == value), None)
        if type(value) is not int or value not in steps:
            raise ResponseInvalid("answer", f"Choose a step from 1 to {len(self.scale)}.")
        return value

    def keys_of(self, value: int) -> list[str]:
        """Return the step."""
        return [str(value)]

    def review(
        self,
        response: object,
        arrangement: Arrangement = NO_ARRANGEMENT,
    ) -> ItemReview:
        """Show the words of the step chosen."""
        given = "".join(self.scale[int(key) - 1] for key in self.chosen(response))
        return ItemReview(score=NOTHING, rationale=self.rationale, given=given)

"""Comment: free text, for evaluations and reflection; nobody grades it."""

from typing import ClassVar, Literal

from pydantic import Field

from assessments.domain.answers.typed import storable
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Item,
    ItemReview,
    ResponseInvalid,
)


class Comment(Item):
    """Plain text, kept as typed apart from its ends and its line breaks."""

    label: ClassVar[str] = "Comment"
    graded: ClassVar[bool] = False
    optional: ClassVar[bool] = True
    response_field: ClassVar[str] = "text"

    kind: Literal["comment"] = "comment"
    max_length: int = Field(default=5000, ge=1, le=20_000)

    def normalise(self, value: object) -> str | None:
        """Accept text up to the longest allowed."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ResponseInvalid("answer", "Write your comment as text.")
        text = storable(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(text) > self.max_length:
            message = f"Shorten your comment to {self.max_length} characters (now {len(text)})."
            raise ResponseInvalid("answer", message)
        return text or None

    def review(
        self,
        response: object,
        arrangement: Arrangement = NO_ARRANGEMENT,
    ) -> ItemReview:
        """Show the text given."""
        checked = self.check(response)
        given = checked["text"] if checked else ""
        return ItemReview(score=NOTHING, rationale=self.rationale, given=given)

"""One word: the learner types it, capitals do not matter."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Item,
    ItemReview,
    ResponseInvalid,
    Text,
)


class OneWord(Item):
    """Right if it is among the words accepted."""

    label: ClassVar[str] = "One word"
    response_field: ClassVar[str] = "word"

    kind: Literal["one_word"] = "one_word"
    accepted: Annotated[tuple[Text, ...], Field(min_length=1)]

    def normalise(self, value: object) -> str | None:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or " " in value.strip():
            raise ResponseInvalid("answer", "Type one word.")
        return value.strip().casefold()

    def marks(self, value: str):
        return EVERYTHING if value in {word.casefold() for word in self.accepted} else NOTHING

    def keys_of(self, value: str) -> list[str]:
        return [value]

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        given = "".join(self.chosen(response))
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            given=given,
            expected=", ".join(self.accepted),
        )

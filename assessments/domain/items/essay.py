"""Essay: a text of some length, marked by people by a rubric."""

import re
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from assessments.domain.answers.typed import storable
from assessments.domain.items.base import NO_ARRANGEMENT, Arrangement, ResponseInvalid
from assessments.domain.items.marked import MarkedItem

LONGEST = 100_000
WORD = re.compile(r"\S*\w\S*")


def words_in(text: str) -> int:
    """Count words: runs of characters between spaces that hold a letter or a digit."""
    return len(WORD.findall(text))


class Essay(MarkedItem):
    """Plain text, kept as typed apart from its ends and line breaks.

    The author's limits are asked for at hand-in, not at every save, so no text is lost by them.
    """

    label: ClassVar[str] = "Essay"
    response_field: ClassVar[str] = "text"

    kind: Literal["essay"] = "essay"
    guidance: str = Field(default="", max_length=2000)
    min_words: int | None = Field(default=None, ge=1, le=10_000)
    max_words: int | None = Field(default=None, ge=1, le=10_000)

    @model_validator(mode="after")
    def _limits_fit(self) -> Self:
        if self.min_words and self.max_words and self.min_words > self.max_words:
            message = "The least number of words is more than the most."
            raise ValueError(message)
        return self

    @property
    def length_asked(self) -> str:
        """Say how long the answer should be, "" where nothing is asked."""
        if self.min_words and self.max_words:
            return f"Write {self.min_words} to {self.max_words} words."
        if self.min_words:
            return f"Write at least {self.min_words} words."
        return f"Write at most {self.max_words} words." if self.max_words else ""

    def normalise(self, value: object) -> str | None:
        """Accept text up to what any essay may hold."""
        if value is None:
            return None
        if not isinstance(value, str):
            raise ResponseInvalid("answer", "Write your answer as text.")
        text = storable(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(text) > LONGEST:
            message = f"Shorten your answer to {LONGEST} characters (now {len(text)})."
            raise ResponseInvalid("answer", message)
        return text or None

    def incomplete(self, value: str) -> str:
        """Say that the text is too short or too long."""
        count = words_in(value)
        if self.min_words and count < self.min_words:
            return f"Your answer has {_words(count)}; write at least {self.min_words}."
        if self.max_words and count > self.max_words:
            return f"Your answer has {_words(count)}; shorten it to {self.max_words}."
        return ""

    def told(self, response: object) -> str:
        """Return the text."""
        checked = self.check(response)
        return checked["text"] if checked else ""

    def measure(self, response: object) -> str:
        """Say how many words there are, beside what was asked for."""
        told = f"{_words(words_in(self.told(response)))}."
        return f"{told} {self.length_asked}".strip()

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return guidance and limits beside the criteria."""
        return {
            **super().details(arrangement),
            "guidance": self.guidance,
            "min_words": self.min_words,
            "max_words": self.max_words,
        }


def _words(count: int) -> str:
    return f"{count} word" if count == 1 else f"{count} words"

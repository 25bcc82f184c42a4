"""What every question of a key-feature case has."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.decimals import PlainDecimal
from assessments.domain.items.base import EVERYTHING, Key, Posted, Text
from assessments.domain.items.options import Option

OVER = "More than {most} were given: the question is worth nothing."
HARMFUL = "Harmful: “{text}”. {scope} is worth nothing."
SCOPES = {"question": "This question", "case": "The whole case"}
KeyWeight = Annotated[int, Field(ge=1, le=100)]


class Harm(StrEnum):
    """What a harmful answer spoils."""

    NONE = ""
    QUESTION = "question"
    CASE = "case"


@dataclass(frozen=True)
class Marked:
    """What a question earned, what a harmful answer spoiled, and what to tell about it."""

    score: Fraction
    harm: Harm = Harm.NONE
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guess:
    """What a guess earns on average where it spoils nothing, and how often it spares the case."""

    score: Fraction
    spared: Fraction = EVERYTHING


class MenuOption(Option):
    """An option of a menu: a key with its weight, a distractor, or harmful."""

    weight: KeyWeight = 1
    harm: Harm = Harm.NONE

    @model_validator(mode="after")
    def _no_key_is_harmful(self) -> Self:
        if self.correct and self.harm:
            raise ValueError(f"“{self.text}” cannot be both right and harmful.")
        return self


class Feature(BaseModel):
    """A question of the case; one of weight 2 counts like two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    type: str
    text: Text
    weight: Annotated[PlainDecimal, Field(gt=0, le=100)] = Decimal(1)
    rationale: str = ""

    def lacks(self) -> list[str]:
        """Return what it still needs before anybody can be asked, as sentences."""
        return []

    @property
    def field(self) -> str:
        """The name of its form field, or of the first one."""
        return f"answer-{self.key}"

    @property
    def most(self) -> int | None:
        """How many answers can be given, None without a limit."""
        raise NotImplementedError

    @property
    def wanted(self) -> str:
        """What earns everything, for people."""
        raise NotImplementedError

    def posted(self, posted: Posted) -> list[str]:
        """Return what its form fields hold."""
        raise NotImplementedError

    def as_posted(self, given: Sequence[str]) -> dict[str, list[str]]:
        """Return the form fields that hold an answer."""
        raise NotImplementedError

    def kept(self, given: object) -> list[str]:
        """Return what of an answer this question knows, however much it is; raise `Unreadable`."""
        raise NotImplementedError

    def read(self, given: object) -> list[str]:
        """Return an answer as it is stored; raise `Unreadable`."""
        raise NotImplementedError

    def marked(self, given: Sequence[str]) -> Marked:
        """Return what a stored answer is worth."""
        raise NotImplementedError

    def shown(self, given: Sequence[str]) -> str:
        """Return a stored answer for people."""
        return "; ".join(given)

    def counted(self) -> list[tuple[str, str, bool | None]]:
        """Return the rows of a table of answers: key, text, whether it is right."""
        raise NotImplementedError

    def keys_met(self, given: Sequence[str]) -> list[str]:
        """Return the keys of the rows that a stored answer counts in."""
        return list(given)

    def guess(self) -> Guess | None:
        """Return what an answer at random is worth on average, None where that is undefined."""
        return None

    def order(self, seed: int, salt: str) -> list[str]:
        """Return the order of its options, [] if nothing is to be shuffled."""
        return []

    def offered(self, order: Sequence[str] | None) -> list[MenuOption]:
        """Return the options to pick from in the arranged order, [] if something is to be typed."""
        return []

    def filled(self, given: Sequence[str]) -> list[tuple[str, str]]:
        """Return the boxes to write in, each as its field and what it holds."""
        return []

    def details(self, order: Sequence[str] | None) -> dict[str, Any]:
        """Return what a client has to show."""
        return {"key": self.key, "type": self.type, "text": self.text, "most": self.most}

"""Options with stable keys: what single best answer and multiple response share."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Protocol, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Choice,
    Item,
    Key,
    ReviewLine,
    Text,
    Worded,
    state_of,
)
from assessments.domain.seeded import shuffled


class Keyed(Protocol):
    """Anything with a stable key."""

    @property
    def key(self) -> str: ...


Part = TypeVar("Part", bound=Keyed)


def check_keys_differ(parts: Iterable[Keyed]) -> None:
    """Refuse two parts under one key, which would make answers ambiguous."""
    twice = [key for key, times in Counter(part.key for part in parts).items() if times > 1]
    if twice:
        message = f"The key {twice[0]} is used twice."
        raise ValueError(message)


def alike(texts: Iterable[str]) -> list[str]:
    """Return a sentence for each text that stands twice where learners must tell them apart."""
    counted = Counter(" ".join(text.split()) for text in texts)
    return [
        f"“{text}” stands there more than once: nobody could tell which is meant."
        for text, times in counted.items()
        if times > 1
    ]


def arranged(parts: Iterable[Part], order: Sequence[str] | None) -> list[Part]:
    """Return the parts in the given order of keys, or as authored when there is none."""
    rank = {key: place for place, key in enumerate(order or ())}
    return sorted(parts, key=lambda part: rank.get(part.key, len(rank)))


class Option(BaseModel):
    """One answer on offer; `text` and `rationale` are plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text
    correct: bool = False
    rationale: str = ""


class OptionsItem(Item):
    """A question answered by picking from options, shuffled unless the author says no."""

    options: tuple[Option, ...] = Field(min_length=2, max_length=26)
    shuffle: bool = True

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        check_keys_differ(self.options)
        return self

    def lacks(self) -> list[str]:
        """Return which options read alike, too."""
        return super().lacks() + alike(option.text for option in self.options)

    @property
    def correct_keys(self) -> frozenset[str]:
        """The keys of the right options."""
        return frozenset(option.key for option in self.options if option.correct)

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the options, unless their authored order carries meaning."""
        if not self.shuffle:
            return {}
        return {"options": shuffled((o.key for o in self.options), seed=seed, salt=salt)}

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Option]:
        """Return the options in the arranged order."""
        return arranged(self.options, arrangement.get("options"))

    def worded(self) -> tuple[Worded, ...]:
        """Return the options as authored, with their reasons."""
        return tuple(Worded(o.key, o.text, o.correct, o.rationale) for o in self.options)

    def choices(self) -> list[Choice]:
        """Return the options as authored."""
        return [Choice(o.key, o.text, o.correct) for o in self.options]

    def strikable(self) -> list[str]:
        """Return the keys of all options."""
        return [option.key for option in self.options]

    def has_option(self, key: object) -> bool:
        """Whether the key is one of this question's options."""
        return any(option.key == key for option in self.options)

    def lines(self, picked: Collection[str], arrangement: Arrangement) -> tuple[ReviewLine, ...]:
        """Return each option with what the learner did about it."""
        return tuple(
            ReviewLine(
                key=option.key,
                text=option.text,
                chosen=option.key in picked,
                correct=option.correct,
                rationale=option.rationale,
                state=state_of(chosen=option.key in picked, correct=option.correct),
            )
            for option in self.options_shown(arrangement)
        )

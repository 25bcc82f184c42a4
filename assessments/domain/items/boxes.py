"""A question of a key-feature case that is answered in boxes, one answer each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.answers import words
from assessments.domain.answers.texts import LONGEST, AcceptedText, TextMarking, Words
from assessments.domain.answers.typed import Unreadable
from assessments.domain.items.base import EVERYTHING, NOTHING, Key, Posted
from assessments.domain.items.features import (
    HARMFUL,
    OVER,
    SCOPES,
    Feature,
    Guess,
    Harm,
    KeyWeight,
    Marked,
)
from assessments.domain.items.options import check_keys_differ

OTHER = "other"
TWO_IN_A_BOX = "“{text}”: two answers in one box count for nothing."
# What stands between two answers; inside a number, a word such as IV/IM or K+ it is none
BETWEEN = re.compile(
    r"[;\n]|(?<!\d),|,(?!\d)|\s[+&/]\s|(?<=\w{3})/(?=\w{3})|\s(?:and|or|plus)\s", re.IGNORECASE
)


class FeatureKey(TextMarking):
    """A key of a write-in question: every way of saying it, and what comes near but is not it."""

    key: Key
    weight: KeyWeight = 1

    def lists(self, text: str) -> bool:
        """Whether these words stand in the key as they are, accepted or rejected."""
        listed = [*(a.text for a in self.accepted), *(r.text for r in self.rejected)]
        return self.normal(text) in map(self.normal, listed)


class HarmfulText(BaseModel):
    """Words that do harm, whatever else accepts them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Words
    harm: Literal[Harm.QUESTION, Harm.CASE] = Harm.QUESTION
    feedback: str = ""

    def is_meant(self, text: str) -> bool:
        """Whether these words are meant, whatever the capitals and accents."""
        return bool(TextMarking(accepted=(AcceptedText(text=self.text),)).judged_text(text).credit)


@dataclass(frozen=True)
class Boxed:
    """What became of one box: the key that it met and its credit, or what to say."""

    key: str = ""
    credit: Fraction = NOTHING
    told: str = ""
    harm: Harm = Harm.NONE


class WriteIn(Feature):
    """Boxes of which each takes one answer; a key counts once, whatever the words for it."""

    type: Literal["write_in"] = "write_in"
    boxes: Annotated[int, Field(ge=1, le=10)] = 1
    keys: tuple[FeatureKey, ...] = Field(min_length=1, max_length=10)
    harmful: tuple[HarmfulText, ...] = Field(default=(), max_length=20)

    @model_validator(mode="after")
    def _keys_are_sound(self) -> Self:
        check_keys_differ(self.keys)
        if any(key.key == OTHER for key in self.keys):
            raise ValueError(f"The key {OTHER} is taken.")
        return self

    @property
    def most(self) -> int:
        """One answer a box."""
        return self.boxes

    @property
    def _full(self) -> int:
        return sum(sorted((key.weight for key in self.keys), reverse=True)[: self.boxes])

    @property
    def fields(self) -> list[str]:
        """The names of its form fields, one a box."""
        return [self.field, *(f"{self.field}:{number}" for number in range(2, self.boxes + 1))]

    @property
    def wanted(self) -> str:
        """Every key in the author's words."""
        return "; ".join(key.expected_text for key in self.keys)

    def filled(self, given: Sequence[str]) -> list[tuple[str, str]]:
        """Return every box."""
        texts = [*given, *[""] * self.boxes]
        return list(zip(self.fields, texts, strict=False))

    def posted(self, posted: Posted) -> list[str]:
        """Return what the boxes hold."""
        return [text for name in self.fields if (text := posted.get(name, [""])[-1].strip())]

    def as_posted(self, given: Sequence[str]) -> dict[str, list[str]]:
        """Return a field a box."""
        return {name: [text] for name, text in zip(self.fields, given, strict=False)}

    def kept(self, given: object) -> list[str]:
        """Keep the words, on one line each."""
        if not isinstance(given, list) or not all(isinstance(text, str) for text in given):
            raise Unreadable("give your answers as texts.")
        return [line for text in given if (line := self.keys[0].read_text(text))]

    def read(self, given: object) -> list[str]:
        """Accept an answer a box."""
        found = self.kept([] if given is None else given)
        if len(found) > self.boxes:
            noun = "answer" if self.boxes == 1 else "answers"
            raise Unreadable(f"give at most {self.boxes} {noun}.")
        return found

    def marked(self, given: Sequence[str]) -> Marked:
        """Return the weights of the keys met over the weights that the boxes can hold."""
        if len(given) > self.boxes:
            return Marked(NOTHING, told=(OVER.format(most=self.boxes),))
        boxes = self._boxed(given)
        told = tuple(box.told for box in boxes if box.told)
        harms = {box.harm for box in boxes} - {Harm.NONE}
        if harms:
            return Marked(NOTHING, Harm.CASE if Harm.CASE in harms else Harm.QUESTION, told)
        weights = {key.key: key.weight for key in self.keys}
        earned = sum((weights[box.key] * box.credit for box in boxes if box.key), NOTHING)
        return Marked(min(EVERYTHING, earned / self._full), told=told)

    def _boxed(self, given: Sequence[str]) -> list[Boxed]:
        """Judge the boxes in turn; the first that meets a key has it."""
        met: set[str] = set()
        found = []
        for text in given:
            box = self._judged(text, met)
            met.add(box.key)
            found.append(box)
        return found

    def _judged(self, text: str, met: set[str]) -> Boxed:
        for harm in self.harmful:
            if harm.is_meant(text):
                warned = HARMFUL.format(text=text, scope=SCOPES[harm.harm])
                return Boxed(told=f"{warned} {harm.feedback}".strip(), harm=harm.harm)
        if self._holds_two(text):
            return Boxed(told=TWO_IN_A_BOX.format(text=text))
        judged = [(key, key.judged_text(text)) for key in self.keys]
        hits = [(found.credit, key, found) for key, found in judged if found.credit]
        fresh = [hit for hit in hits if hit[1].key not in met]
        if fresh:
            credit, key, found = max(fresh, key=lambda hit: hit[0])
            return Boxed(key.key, credit, found.feedback)
        if hits:
            return Boxed(told=f"“{text}”: the same answer counts once.")
        said = next((found.feedback for _key, found in judged if found.feedback), "")
        return Boxed(told=f"“{text}”: {said}" if said else "")

    def _holds_two(self, text: str) -> bool:
        """Whether a box holds two answers; words that a key lists as they are are one."""
        if len([part for part in BETWEEN.split(text) if words.normal(part or "")]) < 2:
            return False
        return not any(key.lists(text) for key in self.keys)

    def counted(self) -> list[tuple[str, str, bool | None]]:
        """Return the keys, and a row for what meets none."""
        return [
            *((key.key, key.expected_text[:LONGEST], True) for key in self.keys),
            (OTHER, "another answer", None),
        ]

    def keys_met(self, given: Sequence[str]) -> list[str]:
        """Return the keys met, and whether anything met none."""
        return [*dict.fromkeys(self._met(given))]

    def _met(self, given: Sequence[str]) -> Iterator[str]:
        for box in self._boxed(given):
            yield box.key or OTHER

    def guess(self) -> Guess:
        """Return what any words would earn: nothing, unless a key takes anything."""
        taking = sorted((k.weight * k.credit_for_anything for k in self.keys), reverse=True)
        return Guess(min(EVERYTHING, sum(taking[: self.boxes], NOTHING) / self._full))

    def details(self, order: Sequence[str] | None) -> dict[str, Any]:
        """Return the number of boxes too."""
        return {**super().details(order), "boxes": self.boxes}

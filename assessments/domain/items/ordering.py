"""Ordering: put the steps of a procedure into their right order."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain import sequences
from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Choice,
    Item,
    ItemReview,
    Key,
    Posted,
    ResponseInvalid,
    ReviewLine,
    State,
    Text,
)
from assessments.domain.items.options import alike, arranged, check_keys_differ
from assessments.domain.seeded import shuffled
from assessments.domain.sequences import Scheme

SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
BY_PLACE = {Scheme.PLACES, Scheme.DISTANCE, Scheme.ALL_OR_NOTHING}


class Step(BaseModel):
    """One thing to put in order; `text` and `rationale` are plain text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text
    rationale: str = ""


class Ordering(Item):
    """Steps, authored in their right order and never first shown in it."""

    label: ClassVar[str] = "Ordering"
    response_field: ClassVar[str] = "order"
    order_is_asked: ClassVar[bool] = True

    kind: Literal["ordering"] = "ordering"
    steps: tuple[Step, ...] = Field(min_length=3, max_length=20)
    scheme: Scheme = Scheme.LONGEST_SEQUENCE

    @model_validator(mode="after")
    def _keys_differ(self) -> Self:
        check_keys_differ(self.steps)
        return self

    def lacks(self) -> list[str]:
        """Return which steps read alike, too."""
        return super().lacks() + alike(step.text for step in self.steps)

    @property
    def _keys(self) -> list[str]:
        return [step.key for step in self.steps]

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the steps, into any order but the right one."""
        order = shuffled(self._keys, seed=seed, salt=salt)
        return {"steps": order[1:] + order[:1] if order == self._keys else order}

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Step]:
        """Return the steps in the arranged order; without one, in some order that is not right."""
        return arranged(self.steps, arrangement.get("steps") or self.arrange(0, "")["steps"])

    def choices(self) -> list[Choice]:
        """Return every step at every place; a wrong place is nobody's distractor."""
        return [
            Choice(f"{step.key}:{place}", f"{step.text}: {ordinal(place)}", place == right or None)
            for right, step in enumerate(self.steps, start=1)
            for place in range(1, len(self.steps) + 1)
        ]

    def posted_value(self, posted: Posted) -> dict[str, str] | None:
        """Return the place that each field `answer-<step key>` holds, None if none holds any."""
        places = {key: posted.get(f"answer-{key}", [""])[-1].strip() for key in self._keys}
        return places if any(places.values()) else None

    def as_posted(self, value: list[str]) -> dict[str, list[str]]:
        """Return a field a step, with its place."""
        return {f"answer-{key}": [str(place)] for place, key in enumerate(value, start=1)}

    def normalise(self, value: object) -> list[str] | None:
        """Accept all the keys in order, or a place from 1 for each; kept as the keys in order."""
        if value is None or value == []:
            return None
        if isinstance(value, Mapping):
            value = self._placed(value)
        if not isinstance(value, list) or not _is_order_of(self._keys, value):
            raise ResponseInvalid("answer", "Put all the steps in order, each of them once.")
        return value

    def carried(self, value: list[str]) -> list[str] | None:
        """Keep the steps that stand here in their order; a step that is new was put nowhere."""
        left: list[str] | None = super().carried([key for key in value if key in self._keys])
        return left

    def _placed(self, places: Mapping[object, object]) -> list[str]:
        """Return the keys by their places; raise `ResponseInvalid` at one that has none.

        Which one follows from the keys, never from the right order, which that would give away.
        """
        taken: dict[int, str] = {}
        if not places.keys() <= set(self._keys):
            raise ResponseInvalid("answer", "Give the steps shown their places.")
        for key in sorted(self._keys):
            place = self._read_place(key, places.get(key))
            if place in taken:
                message = f"Two steps are {ordinal(place)}: give each a place of its own."
                raise ResponseInvalid(f"answer-{key}", message)
            taken[place] = key
        return [taken[place] for place in sorted(taken)]

    def _read_place(self, key: str, given: object) -> int:
        for place in range(1, len(self.steps) + 1):
            if type(given) in {int, str} and given in (place, str(place)):
                return place
        message = f"Give every step a place from 1 to {len(self.steps)}."
        raise ResponseInvalid(f"answer-{key}", message)

    def marks(self, value: list[str]) -> Fraction:
        """Return the score under this question's scheme."""
        return sequences.score(self._ranks(value), self.scheme)

    def _ranks(self, value: list[str]) -> list[int]:
        right = self._keys
        return [right.index(key) for key in value]

    def right_parts(self, value: list[str]) -> list[str]:
        """Keep the order: a step taken out of it would leave none."""
        return value

    def keys_of(self, value: list[str]) -> list[str]:
        """Return step and place as one key, `a:2`."""
        return [f"{key}:{place}" for place, key in enumerate(value, start=1)]

    def guess_score(self) -> Fraction:
        """Return the mean over all orders."""
        return sequences.guess_score(len(self.steps), self.scheme)

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show the steps in their right order, each with the place that it was given.

        Where the scheme looks at the sequence, a step that keeps it is right wherever it stands.
        """
        checked = self.check(response)
        order: list[str] = checked["order"] if checked else []
        given = {key: place for place, key in enumerate(order, start=1)}
        right = self._right_steps(order)
        lines = tuple(
            self._line(step, place, given.get(step.key), right)
            for place, step in enumerate(self.steps, start=1)
        )
        return ItemReview(score=self.score(response), rationale=self.rationale, lines=lines)

    def _right_steps(self, order: list[str]) -> set[str]:
        if not order or self.scheme in BY_PLACE:
            return {key for key, right in zip(order, self._keys, strict=False) if key == right}
        return {self._keys[rank] for rank in sequences.in_sequence(self._ranks(order))}

    def _line(
        self, step: Step, place: int, given: int | None, right: Collection[str]
    ) -> ReviewLine:
        state: State = "right" if step.key in right else "wrong" if given else "missed"
        return ReviewLine(
            key=step.key,
            text=step.text,
            chosen=given is not None,
            correct=True,
            rationale=step.rationale,
            state=state,
            given=ordinal(given) if given else "",
            expected=ordinal(place),
        )


def ordinal(place: int) -> str:
    """Write a place up to the 20th as a word's end says it: 1st, 2nd."""
    return f"{place}{SUFFIXES.get(place, 'th')}"


def _is_order_of(keys: list[str], value: list[object]) -> bool:
    return len(value) == len(keys) and all(key in value for key in keys)

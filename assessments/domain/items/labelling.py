"""Labelling: places pinned on a picture, each to be given its label."""

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessments.domain.items.base import (
    EVERYTHING,
    NO_ARRANGEMENT,
    NOTHING,
    Arrangement,
    Choice,
    ItemReview,
    Key,
    Posted,
    ResponseInvalid,
    ReviewLine,
    State,
    Text,
)
from assessments.domain.items.options import arranged, check_keys_differ
from assessments.domain.items.pictured import Drawing, PicturedItem, Pin, percent, pin
from assessments.domain.seeded import shuffled
from assessments.domain.shapes import Thousandth

Placed = dict[str, str]


class Scheme(StrEnum):
    """How labelled places become a score; see docs/rules/grading.md."""

    PER_PLACE = "per_place"
    ALL_OR_NOTHING = "all_or_nothing"


class Label(BaseModel):
    """What can be put on a place; one that belongs nowhere is a decoy."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: Text


class Place(BaseModel):
    """A point of the picture with the label that belongs there and what that is worth.

    `text` says where it is, for people who cannot see it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    text: str = ""
    x: Thousandth
    y: Thousandth
    answer: Key
    points: int = Field(default=1, ge=1, le=100)
    rationale: str = ""

    @property
    def left(self) -> str:
        """From the left, in percent."""
        return percent(self.x)

    @property
    def top(self) -> str:
        """From the top, in percent."""
        return percent(self.y)


class Asked(NamedTuple):
    """A place as a form shows it: its number, its field and the label that it holds."""

    number: int
    place: Place
    name: str
    held: str


class Labelling(PicturedItem):
    """Places keep their authored order and numbers; with `reuse` a label may stand on several."""

    label: ClassVar[str] = "Labelling a picture"
    response_field: ClassVar[str] = "placed"

    kind: Literal["labelling"] = "labelling"
    labels: tuple[Label, ...] = Field(min_length=2, max_length=26)
    places: tuple[Place, ...] = Field(min_length=1, max_length=20)
    scheme: Scheme = Scheme.PER_PLACE
    reuse: bool = False
    shuffle: bool = True

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        check_keys_differ(self.labels)
        check_keys_differ(self.places)
        texts = [label.text.casefold() for label in self.labels]
        if len(set(texts)) < len(texts):
            raise ValueError("Two labels read the same.")
        points = [(place.x, place.y) for place in self.places]
        if len(set(points)) < len(points):
            raise ValueError("Two places lie on the same point.")
        answers = [place.answer for place in self.places]
        for number, answer in enumerate(answers, start=1):
            if answer not in self._texts:
                message = f"Choose the label of place {number} among the labels."
                raise ValueError(message)
            if not self.reuse and answers.index(answer) < number - 1:
                message = (
                    f"“{self._texts[answer]}” belongs on two places: let labels be used again."
                )
                raise ValueError(message)
        return self

    @property
    def _texts(self) -> dict[str, str]:
        return {label.key: label.text for label in self.labels}

    def arrange(self, seed: int, salt: str) -> dict[str, list[str]]:
        """Shuffle the labels, unless their authored order carries meaning."""
        if not self.shuffle:
            return {}
        return {"labels": shuffled((label.key for label in self.labels), seed=seed, salt=salt)}

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Label]:
        """Return the labels in the arranged order."""
        return arranged(self.labels, arrangement.get("labels"))

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return the picture, its places and how often a label may be used; never what belongs."""
        places = [
            {"key": p.key, "text": p.text, "x": p.x, "y": p.y, "points": p.points}
            for p in self.places
        ]
        return {**super().details(arrangement), "places": places, "reuse": self.reuse}

    def choices(self) -> list[Choice]:
        """Return every label for every place."""
        return [
            Choice(f"{p.key}:{o.key}", f"{self._called(n, p)}: {o.text}", o.key == p.answer)
            for n, p in enumerate(self.places, start=1)
            for o in self.labels
        ]

    def _called(self, number: int, place: Place) -> str:
        return f"{number}. {place.text}" if place.text else f"Place {number}"

    def asked(self, held: object) -> list[Asked]:
        """Return the places with what their fields hold."""
        placed = held if isinstance(held, dict) else {}
        return [
            Asked(number, place, f"answer-{place.key}", placed.get(place.key) or "")
            for number, place in enumerate(self.places, start=1)
        ]

    def posted_value(self, posted: Posted) -> Placed:
        """Return what each field `answer-<place>` holds."""
        return {
            place.key: key
            for place in self.places
            if (key := posted.get(f"answer-{place.key}", [""])[-1].strip())
        }

    def as_posted(self, value: Placed) -> dict[str, list[str]]:
        """Return a field a place."""
        return {f"answer-{place}": [key] for place, key in value.items()}

    def normalise(self, value: object) -> Placed | None:
        """Accept a label for some or all places, kept in the places' order."""
        if value is None:
            return None
        if not isinstance(value, dict) or not {place.key for place in self.places} >= value.keys():
            raise ResponseInvalid("answer", "Label the places shown.")
        placed: Placed = {}
        for number, place in enumerate(self.places, start=1):
            given, field = value.get(place.key), f"answer-{place.key}"
            if given is None or given == "":
                continue
            if not isinstance(given, str) or given not in self._texts:
                raise ResponseInvalid(field, f"Place {number}: choose among the labels shown.")
            if not self.reuse and given in placed.values():
                message = f"Place {number}: “{self._texts[given]}” is used before."
                raise ResponseInvalid(field, message)
            placed[place.key] = given
        return placed or None

    def is_whole(self, value: Placed) -> bool:
        """Whether every place has a label."""
        return len(value) == len(self.places)

    def right_parts(self, value: Placed) -> Placed:
        """Keep the labels that are where they belong."""
        answers = {place.key: place.answer for place in self.places}
        return {place: key for place, key in value.items() if answers[place] == key}

    def carried(self, value: Placed) -> Placed | None:
        """Keep the labels that stand here, on the places that stand here."""
        places = {place.key for place in self.places}
        kept = {p: key for p, key in value.items() if p in places and key in self._texts}
        left: Placed | None = super().carried(kept)
        return left

    def marks(self, value: Placed) -> Fraction:
        """Return the share of the points of the places that have their label."""
        right = sum(p.points for p in self.places if value.get(p.key) == p.answer)
        share = Fraction(right, sum(place.points for place in self.places))
        return share if share == EVERYTHING or self.scheme is Scheme.PER_PLACE else NOTHING

    def keys_of(self, value: Placed) -> list[str]:
        """Return place and label as one key, `a:x`."""
        return [f"{place}:{key}" for place, key in value.items()]

    def guess_score(self) -> Fraction:
        """Return the mean over all ways to label every place with what there is."""
        number = len(self.labels)
        if self.scheme is Scheme.PER_PLACE:
            return Fraction(1, number)
        ways = 1
        for taken in range(len(self.places)):
            ways *= number if self.reuse else number - taken
        return Fraction(1, ways)

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every place with the label given and the right one, in words and in the picture."""
        checked = self.check(response)
        placed: Placed = checked["placed"] if checked else {}
        lines = tuple(self._lines(placed))
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            lines=lines,
            drawing=Drawing(self.picture, pins=tuple(self._pins(lines))),
        )

    def _lines(self, placed: Placed) -> Iterator[ReviewLine]:
        for number, place in enumerate(self.places, start=1):
            given = placed.get(place.key, "")
            state: State = "right" if given == place.answer else "wrong" if given else "missed"
            yield ReviewLine(
                key=place.key,
                text=self._called(number, place),
                chosen=bool(given),
                correct=True,
                rationale=place.rationale,
                state=state,
                given=self._texts[given] if given else "",
                expected=self._texts[place.answer],
            )

    def _pins(self, lines: tuple[ReviewLine, ...]) -> Iterator[Pin]:
        for number, (place, line) in enumerate(zip(self.places, lines, strict=True), start=1):
            yield pin((place.x, place.y), str(number), line.state)

"""Hotspot: one or several places to be marked in a picture."""

import re
from collections.abc import Collection, Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property
from string import ascii_uppercase
from typing import Any, ClassVar, Literal, NamedTuple, Self, TypeAlias

from pydantic import Field, model_validator

from assessments.domain.items.base import (
    NO_ARRANGEMENT,
    Arrangement,
    Choice,
    ItemReview,
    Key,
    Posted,
    ResponseInvalid,
    ReviewLine,
    Text,
    state_of,
)
from assessments.domain.items.options import check_keys_differ
from assessments.domain.items.pictured import (
    Drawing,
    PicturedItem,
    Pin,
    drawn,
    in_words,
    is_place,
    percent,
    pin,
)
from assessments.domain.marks import Scheme, mean_of_marks, mean_of_picks, score
from assessments.domain.shapes import POINTS, WHOLE, Point, Shape, own_point, territories

Mark: TypeAlias = list[int] | str
OUTSIDE = "(outside)"
OUTSIDE_WORDS = "Outside every region"
LEAST_DECOYS = 3
UNSEEN = (
    "People who cannot see the picture cannot answer: offer the list of the regions’ names, unless "
    "finding the place is what you measure."
)
PERCENT = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,6})?")


class Region(Shape):
    """A region of the picture; `text` names it and `rationale` says why it is right or wrong."""

    key: Key
    text: Text
    correct: bool = False
    rationale: str = ""


class Slot(NamedTuple):
    """The fields of one mark, as they stand in a form: percentages."""

    number: int
    left: str
    top: str


class Hotspot(PicturedItem):
    """Where regions overlap, a point belongs to the first that holds it.

    A mark is a point; where the author offers a list of the regions, it may be one of them by name.
    """

    label: ClassVar[str] = "Hotspot on a picture"
    response_field: ClassVar[str] = "marks"

    kind: Literal["hotspot"] = "hotspot"
    regions: tuple[Region, ...] = Field(min_length=1, max_length=20)
    max_marks: int = Field(default=1, ge=1, le=10)
    scheme: Scheme = Scheme.RIGHT_MINUS_WRONG
    offers_list: bool = False

    @model_validator(mode="after")
    def _can_be_answered(self) -> Self:
        check_keys_differ(self.regions)
        if not self._right:
            raise ValueError("Mark at least one region as right.")
        if self._right > self.max_marks:
            message = f"Allow at least {self._right} marks: so many regions are right."
            raise ValueError(message)
        names = [region.text.casefold() for region in self.regions]
        if len(set(names)) < len(names):
            raise ValueError("Two regions have the same name.")
        if self.offers_list and len(self.regions) - self._right < LEAST_DECOYS:
            message = f"A list of regions needs at least {LEAST_DECOYS} that are wrong."
            raise ValueError(message)
        size = self.picture.width, self.picture.height
        for place, region in enumerate(self.regions):
            if own_point(region, self.regions[:place], *size) is None:
                message = f"“{region.text}” lies under the regions before it: move it up."
                raise ValueError(message)
        return self

    @cached_property
    def _right(self) -> int:
        return sum(region.correct for region in self.regions)

    @cached_property
    def _territories(self) -> list[int]:
        return territories(self.regions, self.picture.width, self.picture.height)

    def options_shown(self, arrangement: Arrangement = NO_ARRANGEMENT) -> list[Region]:
        """Return the regions to choose among, by the alphabet; none without a list."""
        if not self.offers_list:
            return []
        return sorted(self.regions, key=lambda region: region.text.casefold())

    def choices(self) -> list[Choice]:
        """Return every region, and what lies in none."""
        regions = [Choice(each.key, each.text, each.correct) for each in self.regions]
        return [*regions, Choice(OUTSIDE, OUTSIDE_WORDS, False)]

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return the picture and how many marks it takes; never where regions are."""
        return {**super().details(arrangement), "max_marks": self.max_marks}

    def region_of(self, mark: Mark) -> Region | None:
        """Return the region that a mark is in, None if it is in none."""
        if isinstance(mark, str):
            return next((region for region in self.regions if region.key == mark), None)
        size, point = (self.picture.width, self.picture.height), (mark[0], mark[1])
        return next((region for region in self.regions if region.holds(point, *size)), None)

    def point_in(self, place: int | None) -> Point | None:
        """Return a point that the region at a place decides; None is outside of them all."""
        size = self.picture.width, self.picture.height
        if place is None:
            return own_point(WHOLE, self.regions, *size)
        return own_point(self.regions[place], self.regions[:place], *size)

    def posted_value(self, posted: Posted) -> list[Any]:
        """Return what the fields of each mark hold, and the regions ticked in the list."""
        points = [
            [posted.get(f"answer-{side}{number}", [""])[-1].strip() for side in "xy"]
            for number in range(1, self.max_marks + 1)
        ]
        return [*points, *(key for key in posted.get("answer", []) if key.strip())]

    def as_posted(self, value: list[Mark]) -> dict[str, list[str]]:
        """Return two fields a point, and the regions by name."""
        fields = {}
        points = [mark for mark in value if not isinstance(mark, str)]
        for number, (left, top) in enumerate(points, start=1):
            fields[f"answer-x{number}"] = [percent(left)]
            fields[f"answer-y{number}"] = [percent(top)]
        named = [mark for mark in value if isinstance(mark, str)]
        return fields | ({"answer": named} if named else {})

    def slots(self, held: object) -> list[Slot]:
        """Return what to show in the fields of each mark, whether it is an answer or was only typed."""
        marks = held if isinstance(held, list) else []
        points = [mark for mark in marks if isinstance(mark, list) and len(mark) == 2]
        shown = [[percent(e) if isinstance(e, int) else str(e) for e in mark] for mark in points]
        shown += [["", ""]] * self.max_marks
        return [Slot(at, *shown[at - 1]) for at in range(1, self.max_marks + 1)]

    def normalise(self, value: object) -> list[Mark] | None:
        """Accept points in thousandths, or as typed in percent, and keys of listed regions."""
        if value is None or value == []:
            return None
        if not isinstance(value, list) or len(value) > self.max_marks + len(self.regions):
            raise ResponseInvalid("answer", self._told)
        read = (self._read(number, given) for number, given in enumerate(value, start=1))
        marks = [mark for mark in read if mark is not None]
        points = sorted({(mark[0], mark[1]) for mark in marks if not isinstance(mark, str)})
        named = [each.key for each in self.regions if each.key in marks]
        if len(points) + len(named) > self.max_marks:
            raise ResponseInvalid("answer", self._told)
        return [*map(list, points), *named] or None

    @property
    def _told(self) -> str:
        noun = "place" if self.max_marks == 1 else "places"
        return f"Mark {self.max_marks} {noun} at most."

    def _read(self, number: int, given: object) -> Mark | None:
        if isinstance(given, str):
            if not self.offers_list or self.region_of(given) is None:
                raise ResponseInvalid("answer", "Choose among the areas shown.")
            return given
        if not isinstance(given, list) or len(given) != 2:
            raise ResponseInvalid(
                "answer", "A mark is two numbers, from the left and from the top."
            )
        if all(is_place(each) for each in given):
            return given
        if given == ["", ""]:
            return None
        return [
            _thousandths(f"answer-{side}{number}", number, each)
            for side, each in zip("xy", given, strict=True)
        ]

    def right_parts(self, value: list[Mark]) -> list[Mark]:
        """Keep the marks in right regions."""
        regions = ((mark, self.region_of(mark)) for mark in value)
        return [mark for mark, region in regions if region and region.correct]

    def advice(self) -> list[str]:
        """Tell that people who cannot see the picture have no way to answer."""
        if self.offers_list:
            return []
        return [UNSEEN]

    def carried(self, value: list[Mark]) -> list[Mark] | None:
        """Keep every point, and the regions by name that stand here."""
        kept = [mark for mark in value if not isinstance(mark, str) or self.region_of(mark)]
        return kept or None

    def marks(self, value: list[Mark]) -> Fraction:
        """Return the score under this question's scheme: a region counts once, right or wrong."""
        return self._worth(*self._counted(value))

    def _counted(self, value: list[Mark]) -> tuple[int, int]:
        """Return how many right regions and how many wrong places were marked."""
        regions = [self.region_of(mark) for mark in value]
        found = {region.key: region.correct for region in regions if region}
        right = sum(found.values())
        return right, len(found) - right + regions.count(None)

    def _worth(self, right: int, wrong: int) -> Fraction:
        return score(right, wrong, self._right, self.scheme)

    def keys_of(self, value: list[Mark]) -> list[str]:
        """Return the region of each mark, or that it is in none."""
        regions = (self.region_of(mark) for mark in value)
        return list(dict.fromkeys(region.key if region else OUTSIDE for region in regions))

    def guess_score(self) -> Fraction:
        """Return the mean of all marks anywhere, or out of the list where that earns more."""
        points = list(zip(self.regions, self._territories, strict=True))
        anywhere = mean_of_marks(
            [number for region, number in points if region.correct],
            [number for region, number in points if not region.correct],
            POINTS - sum(self._territories),
            self.max_marks,
            self._worth,
        )
        if not self.offers_list:
            return anywhere
        wrong = len(self.regions) - self._right
        return max(anywhere, mean_of_picks(self._right, wrong, self.max_marks, self._worth))

    def review(self, response: object, arrangement: Arrangement = NO_ARRANGEMENT) -> ItemReview:
        """Show every region with its reason, the marks outside, and all of them in the picture."""
        checked = self.check(response)
        marks: list[Mark] = checked["marks"] if checked else []
        hit = self.keys_of(marks)
        return ItemReview(
            score=self.score(response),
            rationale=self.rationale,
            lines=(*self._lines(hit), *self._lines_outside(marks)),
            drawing=Drawing(
                self.picture,
                tuple(
                    drawn(region, self.picture, letter, _state(region, hit))
                    for letter, region in zip(ascii_uppercase, self.regions, strict=False)
                ),
                tuple(self._pins(marks)),
            ),
        )

    def _lines(self, hit: Collection[str]) -> Iterator[ReviewLine]:
        for region in self.regions:
            yield ReviewLine(
                key=region.key,
                text=region.text,
                chosen=region.key in hit,
                correct=region.correct,
                rationale=region.rationale,
                state=_state(region, hit),
            )

    def _lines_outside(self, marks: list[Mark]) -> Iterator[ReviewLine]:
        for number, mark in enumerate(marks, start=1):
            if not isinstance(mark, str) and self.region_of(mark) is None:
                yield ReviewLine(
                    key=OUTSIDE,
                    text=f"Mark {number}, outside every region: {in_words((mark[0], mark[1]))}",
                    chosen=True,
                    correct=False,
                    rationale="",
                    state="wrong",
                    lettered=False,
                )

    def _pins(self, marks: list[Mark]) -> Iterator[Pin]:
        points: list[Point] = [(m[0], m[1]) for m in marks if not isinstance(m, str)]
        for number, point in enumerate(points, start=1):
            region = self.region_of(list(point))
            yield pin(point, str(number), "right" if region and region.correct else "wrong")


def _state(
    region: Region, hit: Collection[str]
) -> Literal["right", "partly", "wrong", "missed", "none"]:
    return state_of(chosen=region.key in hit, correct=region.correct)


def _thousandths(field: str, number: int, given: object) -> int:
    """Read a percentage as it was typed."""
    text = given.strip() if isinstance(given, str) else ""
    if PERCENT.fullmatch(text):
        exact = Decimal(text.replace(",", ".")) * 10
        if exact <= 1000:
            return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    message = f"Mark {number}: give both numbers from 0 to 100, such as 42.5."
    raise ResponseInvalid(field, message)

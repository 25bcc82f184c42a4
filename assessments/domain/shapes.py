"""Regions of a picture, in thousandths of its width and height (docs/rules/grading.md, Hotspot).

Points are whole thousandths too, so whether one lies inside is decided by integers alone, and every
boundary belongs to its region.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, isqrt
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCALE = 1000
ACROSS = SCALE + 1  # points in a row, both edges included
POINTS = ACROSS * ACROSS
MOST_CORNERS = 40

Thousandth = Annotated[int, Field(ge=0, le=SCALE)]
Point: TypeAlias = tuple[int, int]
Span: TypeAlias = tuple[int, int]


class Outline(StrEnum):
    """What a region looks like; the values are QTI's."""

    RECTANGLE = "rect"
    CIRCLE = "circle"
    POLYGON = "poly"


class Shape(BaseModel):
    """An outline with its coordinates.

    A rectangle has left, top, right, bottom; a circle its centre and its radius, which is measured in
    thousandths of the width; a polygon its corners.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shape: Outline
    coords: tuple[Thousandth, ...]

    @model_validator(mode="after")
    def _is_drawn(self) -> Self:
        if problem := problem_of(self.shape, self.coords):
            raise ValueError(problem)
        return self

    @property
    def corners(self) -> list[Point]:
        """The corners of a polygon."""
        return list(zip(self.coords[::2], self.coords[1::2], strict=True))

    @property
    def some_point(self) -> Point:
        """A point inside; of a polygon a corner."""
        if self.shape is Outline.RECTANGLE:
            left, top, right, bottom = self.coords
            return (left + right) // 2, (top + bottom) // 2
        return self.coords[0], self.coords[1]

    def spans(self, row: int, width: int, height: int) -> list[Span]:
        """Return from where to where each stretch of a row lies inside, both ends included."""
        if self.shape is Outline.RECTANGLE:
            left, top, right, bottom = self.coords
            return [(left, right)] if top <= row <= bottom else []
        if self.shape is Outline.CIRCLE:
            return _spans_of_circle(self.coords, row, width, height)
        return _spans_of_polygon(self.corners, row)

    def holds(self, point: Point, width: int, height: int) -> bool:
        """Whether a point lies inside or on the boundary; the picture's size makes circles round."""
        across, row = point
        return any(start <= across <= end for start, end in self.spans(row, width, height))

    def bits(self, row: int, width: int, height: int) -> int:
        """Return a row as a number whose bits are the points inside."""
        found = 0
        for start, end in self.spans(row, width, height):
            first, last = max(start, 0), min(end, SCALE)
            if first <= last:
                found |= ((1 << (last - first + 1)) - 1) << first
        return found


def problem_of(shape: Outline, coords: Sequence[int]) -> str:
    """Return why coordinates draw nothing that can be marked, "" if they do."""
    if shape is Outline.RECTANGLE:
        if len(coords) != 4 or coords[0] >= coords[2] or coords[1] >= coords[3]:
            return "A rectangle needs left, top, right and bottom, in this order."
    elif shape is Outline.CIRCLE:
        if len(coords) != 3 or not coords[2]:
            return "A circle needs its centre, from the left and from the top, and its radius."
    else:
        return _problem_of_polygon(coords)
    return ""


def _problem_of_polygon(coords: Sequence[int]) -> str:
    if len(coords) % 2 or not 3 <= len(coords) // 2 <= MOST_CORNERS:
        return f"A polygon needs 3 to {MOST_CORNERS} corners, each from the left and from the top."
    corners = list(zip(coords[::2], coords[1::2], strict=True))
    if len(set(corners)) < len(corners):
        return "Two corners of the polygon are in the same place."
    edges = list(_edges(corners))
    for (first, one), (second, other) in combinations(enumerate(edges), 2):
        beside = second - first in {1, len(edges) - 1}
        if not beside and _meet(*one, *other):
            return "The outline of the polygon crosses itself."
    twice = sum(x * below - other * y for (x, y), (other, below) in edges)
    return "" if twice else "The corners of the polygon lie on one line."


def _edges(corners: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(corners, [*corners[1:], corners[0]], strict=True)


def _turn(first: Point, second: Point, third: Point) -> int:
    """Return above 0 for a turn to one side, below for the other, 0 for none."""
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (
        third[0] - first[0]
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two stretches have a point in common."""
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if (turns[0] > 0) != (turns[1] > 0) and (turns[2] > 0) != (turns[3] > 0) and all(turns):
        return True
    ends = ((a, b, c, turns[0]), (a, b, d, turns[1]), (c, d, a, turns[2]), (c, d, b, turns[3]))
    return any(not turn and _between(*stretch) for *stretch, turn in ends)


def _between(start: Point, end: Point, point: Point) -> bool:
    return all(
        min(first, last) <= here <= max(first, last)
        for first, last, here in zip(start, end, point, strict=True)
    )


def _spans_of_circle(coords: Sequence[int], row: int, width: int, height: int) -> list[Span]:
    across, down, radius = coords
    left = (radius * width) ** 2 - ((row - down) * height) ** 2
    if left < 0:
        return []
    reach = isqrt(left) // width
    return [(across - reach, across + reach)]


def _spans_of_polygon(corners: Sequence[Point], row: int) -> list[Span]:
    """Return what lies between crossings, and the boundary itself."""
    crossings: list[Fraction] = []
    found: list[Span] = []
    for (x, y), (other, below) in _edges(corners):
        if y == below:
            if y == row:
                found.append((min(x, other), max(x, other)))
        elif min(y, below) <= row <= max(y, below):
            at = x + Fraction((row - y) * (other - x), below - y)
            if at.denominator == 1:
                found.append((int(at), int(at)))
            if row < max(y, below):
                crossings.append(at)
    crossings.sort()
    inside = zip(crossings[::2], crossings[1::2], strict=True)
    return found + [(ceil(start), floor(end)) for start, end in inside if ceil(start) <= end]


WHOLE = Shape(shape=Outline.RECTANGLE, coords=(0, 0, SCALE, SCALE))


def own_point(shape: Shape, others: Sequence[Shape], width: int, height: int) -> Point | None:
    """Return a point of a shape that lies in none of the others, None if there is none."""
    start = shape.some_point[1]
    for row in (*range(start, ACROSS), *range(start)):
        left = shape.bits(row, width, height)
        for other in others if left else ():
            left &= ~other.bits(row, width, height)
        if left:
            return (left & -left).bit_length() - 1, row
    return None


def territories(shapes: Iterable[Shape], width: int, height: int) -> list[int]:
    """Return how many of all points each shape decides: a point belongs to the first that holds it."""
    listed = list(shapes)
    counts = [0] * len(listed)
    for row in range(ACROSS):
        taken = 0
        for place, shape in enumerate(listed):
            bits = shape.bits(row, width, height)
            counts[place] += (bits & ~taken).bit_count()
            taken |= bits
    return counts

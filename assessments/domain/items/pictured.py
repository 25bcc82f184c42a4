"""A picture that is asked about: what hotspots and labelling share."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from assessments.domain.decimals import plain
from assessments.domain.items.base import NO_ARRANGEMENT, Arrangement, Item, State, Text
from assessments.domain.shapes import SCALE, Outline, Point, Shape

TENTHS = Decimal(10)
MOST_PIXELS = 100_000


class Picture(BaseModel):
    """A picture by its address, which names its content; `alt` must not give the answer away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    src: Text
    alt: Text
    width: Annotated[int, Field(ge=1, le=MOST_PIXELS)]
    height: Annotated[int, Field(ge=1, le=MOST_PIXELS)]


class PicturedItem(Item):
    """A question about a picture; places are thousandths of its width and height."""

    picture: Picture

    def pictures(self) -> list[str]:
        """Return the address of the picture."""
        return [self.picture.src]

    def with_pictures(self, addresses: Mapping[str, str]) -> Self:
        """Return the question with its picture under another address."""
        src = addresses.get(self.picture.src, self.picture.src)
        return self.model_copy(update={"picture": self.picture.model_copy(update={"src": src})})

    def details(self, arrangement: Arrangement = NO_ARRANGEMENT) -> dict[str, Any]:
        """Return the picture."""
        return {"picture": self.picture.model_dump()}


@dataclass(frozen=True)
class DrawnRegion:
    """A region to be drawn; a circle becomes an ellipse where the sides of the drawing are alike."""

    shape: Outline
    coords: tuple[int, ...]
    letter: str
    state: State
    down: Decimal = Decimal(0)

    @property
    def points(self) -> str:
        """The corners of a polygon as SVG has them."""
        return " ".join(str(number) for number in self.coords)

    @property
    def size(self) -> Point:
        """The width and height of a rectangle."""
        left, top, right, bottom = self.coords
        return right - left, bottom - top

    @property
    def anchor(self) -> tuple[str, str]:
        """Where its letter stands: in the middle of its upper edge, in percent."""
        if self.shape is Outline.CIRCLE:
            top = max(0, self.coords[1] - round(self.down))
            return percent(self.coords[0]), percent(top)
        across, down = self.coords[::2], self.coords[1::2]
        return percent((min(across) + max(across)) // 2), percent(min(down))


@dataclass(frozen=True)
class Pin:
    """A mark or a place to be drawn, in percent of the picture."""

    left: str
    top: str
    text: str
    state: State


@dataclass(frozen=True)
class Drawing:
    """A picture with what is drawn on it."""

    picture: Picture
    regions: tuple[DrawnRegion, ...] = ()
    pins: tuple[Pin, ...] = ()


def drawn(shape: Shape, picture: Picture, letter: str, state: State) -> DrawnRegion:
    """Return a region as it is drawn over a picture."""
    down = Decimal(0)
    if shape.shape is Outline.CIRCLE:
        down = round(Decimal(shape.coords[2]) * picture.width / picture.height, 2)
    return DrawnRegion(shape.shape, shape.coords, letter, state, down)


def pin(point: Point, text: str, state: State = "none") -> Pin:
    """Return a point as it is drawn over a picture."""
    return Pin(percent(point[0]), percent(point[1]), text, state)


def percent(thousandths: int) -> str:
    """Write thousandths as a percentage: 425 is 42.5."""
    return plain(Decimal(thousandths) / TENTHS)


def in_words(point: Point) -> str:
    """Say where a point lies."""
    return f"{percent(point[0])} % from the left, {percent(point[1])} % from the top"


def is_place(value: object) -> bool:
    """Whether a value is a number of thousandths."""
    return type(value) is int and 0 <= value <= SCALE

"""Places on a picture as other systems have them: whole pixels of a picture of some size."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import floor
from typing import Any

from PIL import Image, UnidentifiedImageError

from assessments.domain.interchange.portable import ItemRefused
from assessments.domain.items.hotspot import Region
from assessments.domain.items.pictured import Picture
from assessments.domain.shapes import SCALE, Outline, problem_of

FORMATS = ["PNG", "JPEG", "GIF", "WEBP"]
NO_PICTURE = (
    UnidentifiedImageError,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
)
UNDESCRIBED = "A picture."
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Canvas:
    """The size of a picture in pixels; thousandths become pixels and are found again."""

    width: int
    height: int

    def pixels(self, places: Sequence[int]) -> list[int]:
        """Return pairs of thousandths, from the left and from the top, in pixels."""
        return [_pixel(place, self._side(at)) for at, place in enumerate(places)]

    def thousandths(self, pixels: Sequence[Fraction]) -> list[int]:
        """Return pairs of pixels in thousandths; what lies beside the picture moves to its edge."""
        return [_thousandth(pixel, self._side(at)) for at, pixel in enumerate(pixels)]

    def _side(self, at: int) -> int:
        return self.height if at % 2 else self.width

    def written(self, region: Region) -> list[int]:
        """Return a region's coordinates in pixels; raise `ItemRefused` where nothing is left of it."""
        coords = self.pixels(region.coords[:2] if region.shape is Outline.CIRCLE else region.coords)
        if region.shape is Outline.CIRCLE:
            coords.append(_pixel(region.coords[2], self.width))
        if problem_of(region.shape, coords):
            raise ItemRefused(
                f"“{region.text}” is too small to be written in this picture's pixels."
            )
        return coords

    def read(self, outline: Outline, pixels: Sequence[Fraction]) -> dict[str, Any]:
        """Return a region's shape and coordinates in thousandths."""
        if outline is Outline.CIRCLE:
            centre, radius = self.thousandths(pixels[:2]), pixels[2:3]
            return {
                "shape": outline,
                "coords": [*centre, *(_thousandth(r, self.width) for r in radius)],
            }
        return {"shape": outline, "coords": self.thousandths(pixels)}


def canvas_of(picture: Picture) -> Canvas:
    """Return the size of a question's picture."""
    return Canvas(picture.width, picture.height)


def _pixel(place: int, size: int) -> int:
    return floor(Fraction(place * size, SCALE) + HALF)


def _thousandth(pixel: Fraction, size: int) -> int:
    return min(SCALE, max(0, floor(pixel * SCALE / size + HALF)))


def centre_of(coords: Sequence[int], outline: Outline) -> tuple[int, int]:
    """Return the middle of a shape."""
    if outline is Outline.CIRCLE:
        return coords[0], coords[1]
    across, down = coords[::2], coords[1::2]
    return (min(across) + max(across)) // 2, (min(down) + max(down)) // 2


def numbers_in(text: str, separators: str = ",") -> list[Fraction]:
    """Return the numbers of a list; raise `ItemRefused` for what is none."""
    spaced = text
    for separator in separators:
        spaced = spaced.replace(separator, " ")
    try:
        found = [Fraction(part) for part in spaced.split()]
    except (ValueError, ZeroDivisionError) as error:
        raise ItemRefused(f"The place “{text[:40]}” cannot be read.") from error
    if any(abs(number) > 1_000_000 for number in found):
        raise ItemRefused(f"The place “{text[:40]}” cannot be read.")
    return found


def size_of(content: bytes, address: str) -> tuple[int, int]:
    """Return a picture's width and height as its header says; raise `ItemRefused` if it has none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as picture:
                return picture.size
    except NO_PICTURE as error:
        message = f"The picture “{address[:80]}” that it asks about does not open."
        raise ItemRefused(message) from error


def picture_fields(src: str, alt: str, size: tuple[int, int]) -> dict[str, Any]:
    """Return a picture as items hold it."""
    return {"src": src, "alt": alt, "width": size[0], "height": size[1]}


def closed(corners: Iterable[Fraction]) -> list[Fraction]:
    """Return the corners of a polygon without the first one again at the end."""
    listed = list(corners)
    return listed[:-2] if len(listed) > 6 and listed[:2] == listed[-2:] else listed

"""Pictures of a credit: the badge itself, and the one that social networks show beside a link."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from common.rosette import Band, bands

FONTS = Path(__file__).resolve().parents[1] / "documents/fonts"
SERIF, SANS = "SourceSerif4_600SemiBold.ttf", "NotoSans-Regular.ttf"
BRASS, BRASS_LINE, BRASS_SOFT = "#765300", "#ddb95c", "#fbf0d3"
INK, INK_2, CANVAS, GREEN = "#10201e", "#3e4f4c", "#f3f6f5", "#0b625c"
FINER = 2  # drawn so many times larger, then scaled down: smooth lines
BADGE = 600
SHARED = (1200, 630)
STEPS_A_PETAL = 24
COLOURS = 96


def badge_picture(printed: Mapping[str, Any]) -> bytes:
    """Return the badge as a square PNG: the activity's rosette with the amount in its middle."""
    return _badge(printed["activity"]["code"], printed["amount"], printed["unit"])


@lru_cache(maxsize=64)
def _badge(slug: str, amount: str, unit: str) -> bytes:
    side = BADGE * FINER
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((2, 2, side - 2, side - 2), fill=BRASS_SOFT, outline=BRASS_LINE, width=4 * FINER)
    _rosette(draw, slug, centre=(side / 2, side / 2), radius=side / 2 * 0.93, colour=BRASS_LINE)
    hole = side * 0.2
    middle = (side / 2 - hole, side / 2 - hole, side / 2 + hole, side / 2 + hole)
    draw.ellipse(middle, fill=BRASS_SOFT, outline=BRASS_LINE, width=2 * FINER)
    _centred(draw, amount, (side / 2, side * 0.48), SERIF, 84 * FINER, BRASS)
    _centred(draw, unit, (side / 2, side * 0.57), SANS, 30 * FINER, BRASS)
    return _png(image, (BADGE, BADGE))


def sharing_picture(printed: Mapping[str, Any], *, site: str) -> bytes:
    """Return a PNG of 1200 by 630 pixels, as Open Graph asks: what it is for, how much, by whom.

    It names nobody: a link that is passed on shows no more than its page.
    """
    width, height = (length * FINER for length in SHARED)
    image = Image.new("RGB", (width, height), CANVAS)
    draw = ImageDraw.Draw(image)
    radius = height * 0.4
    _rosette(
        draw,
        printed["activity"]["code"],
        centre=(radius * 1.18, height / 2),
        radius=radius,
        colour=BRASS_LINE,
    )
    left, edge = radius * 2.4, width - 60 * FINER
    bottom = _wrapped(draw, printed["title"], (left, 110 * FINER), edge - left)
    draw.text(
        (left, bottom + 30 * FINER),
        f"{printed['amount']} {printed['unit']}",
        font=_font(SERIF, 64 * FINER),
        fill=BRASS,
    )
    kind = str(printed["credit"]).removeprefix(f"{printed['amount']} ")
    draw.text(
        (left, bottom + 112 * FINER), kind, font=_fitting(draw, kind, edge - left), fill=BRASS
    )
    provider, check = printed["provider"]["name"], f"Check it at {site}"
    for text, colour, above in ((provider, INK_2, 150), (check, GREEN, 100)):
        font = _fitting(draw, text, edge - left)
        draw.text((left, height - above * FINER), text, font=font, fill=colour)
    return _png(image, SHARED)


def _rosette(
    draw: ImageDraw.ImageDraw,
    slug: str,
    *,
    centre: tuple[float, float],
    radius: float,
    colour: str,
) -> None:
    for band in bands(slug).values():
        turn = 2 * pi / band.petals / band.repeats
        for repeat in range(band.repeats):
            points = [
                (centre[0] + radius / 100 * x, centre[1] + radius / 100 * y)
                for x, y in _curve(band, turn * repeat)
            ]
            draw.line([*points, points[0]], fill=colour, width=FINER, joint="curve")


def _curve(band: Band, turn: float) -> list[tuple[float, float]]:
    """Return one closed curve of a band, as the rosette on pages draws it."""
    count = STEPS_A_PETAL * band.petals
    points = []
    for step in range(count):
        t = radians(360 * step / count)
        radius = band.radius + band.depth * sin(band.petals * t)
        angle = t + band.skew * cos(band.petals * t) / band.petals + turn
        points.append((radius * cos(angle), radius * sin(angle)))
    return points


def _wrapped(
    draw: ImageDraw.ImageDraw, text: str, start: tuple[float, float], width: float
) -> float:
    """Write a title in at most three lines, smaller if it is long; return where it ends."""
    for size in (60, 50, 42, 36):
        font = _font(SERIF, size * FINER)
        lines = _lines(draw, text, font, width)
        if len(lines) <= 3:
            break
    lines = lines[:3]
    for number, line in enumerate(lines):
        place = (start[0], start[1] + number * size * 1.25 * FINER)
        draw.text(place, line, font=font, fill=INK)
    return start[1] + len(lines) * size * 1.25 * FINER


def _fitting(draw: ImageDraw.ImageDraw, text: str, width: float) -> ImageFont.FreeTypeFont:
    """Return the largest of some sizes in which a line fits."""
    fonts = [_font(SANS, size * FINER) for size in (30, 26, 22, 18)]
    return next((f for f in fonts if draw.textlength(text, font=f) <= width), fonts[-1])


def _lines(
    draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, width: float
) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _centred(
    draw: ImageDraw.ImageDraw,
    text: str,
    place: tuple[float, float],
    font: str,
    size: int,
    colour: str,
) -> None:
    draw.text(place, text, font=_font(font, size), fill=colour, anchor="mm")


@lru_cache(maxsize=32)
def _font(name: str, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, int(size))


def _png(image: Image.Image, size: tuple[int, int]) -> bytes:
    made = BytesIO()
    smaller = image.resize(size, Image.Resampling.LANCZOS)
    smaller.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(made, "PNG", optimize=True)
    return made.getvalue()

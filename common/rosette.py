"""A rosette: a guilloche drawn from a slug, the same wherever that activity's credit is shown.

Each band is one closed curve r(t) = radius + depth * sin(petals * t), repeated with a small
rotation through <use>, so that a rosette stays under 4 KB of markup. Colour is currentColor.
"""

from functools import lru_cache
from hashlib import sha256
from math import cos, pi, sin
from typing import NamedTuple

POINTS_A_PETAL = 6


class Band(NamedTuple):
    """One ring of repeated curves."""

    petals: int
    radius: float
    depth: float
    repeats: int
    skew: float


def bands(slug: str) -> dict[str, Band]:
    """Return the outer rim `o`, the petals `p` and the inner knot `i` that belong to a slug."""
    d = sha256(slug.encode()).digest()
    petals = 3 + d[0] % 8
    repeats = max(5, min(14, 46 // petals + d[1] % 4))
    depth = (30, 24, 27, 21)[d[5] % 4]
    knot = petals + (0, 1, 3)[d[8] % 3]
    return {
        "o": Band((14, 16, 18, 20)[d[2] % 4], 90, 6 + d[3] % 4, 4, 0),
        "p": Band(petals, 80 - depth, depth, repeats, (d[7] % 5 - 2) * 0.3),
        "i": Band(knot, 20 + d[9] % 7, 8 + d[10] % 7, 5, 0.3),
    }


@lru_cache(maxsize=2048)
def rosette(slug: str, which: str = "opi", *, ident: str = "r", dense: int = 1) -> str:
    """Return the whole <svg>; `which` picks the bands, `dense` 2 is for art wider than 30rem.

    `ident` starts the element ids: give a second one where a slug is shown twice on a page.
    """
    name = f"{ident}-{sha256(slug.encode()).hexdigest()[:8]}{which}"
    drawn = "".join(_band(bands(slug)[key], f"{name}-{key}", dense) for key in which)
    return (
        '<svg class="ros" viewBox="-100 -100 200 200" aria-hidden="true">'
        f'<g fill="none" stroke="currentColor">{drawn}</g></svg>'
    )


def _band(band: Band, ident: str, dense: int) -> str:
    repeats = band.repeats * dense
    turn = 360 / band.petals / repeats
    path = f'<path id="{ident}" vector-effect="non-scaling-stroke" d="{_curve(band)}"/>'
    copies = (
        f'<use href="#{ident}" transform="rotate({turn * i:.2f})"/>' for i in range(1, repeats)
    )
    return path + "".join(copies)


def _curve(band: Band) -> str:
    """Return a closed Catmull-Rom curve through the band's points, as cubic Bézier segments."""
    points = _points(band)
    n = len(points)
    steps = [f"M{_pair(points[0])}"]
    for i in range(n):
        before, start, end, after = (points[(i + j) % n] for j in (-1, 0, 1, 2))
        lead = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        trail = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        head = f"C{_pair(lead)} " if i == 0 else "S"
        steps.append(f"{head}{_pair(trail)} {_pair(end)}")
    return "".join(steps).replace(" -", "-") + "Z"


def _points(band: Band) -> list[tuple[float, float]]:
    count = POINTS_A_PETAL * band.petals
    points = []
    for i in range(count):
        t = 2 * pi * i / count
        radius = band.radius + band.depth * sin(band.petals * t)
        angle = t + band.skew * cos(band.petals * t) / band.petals
        points.append((radius * cos(angle), radius * sin(angle)))
    return points


def _pair(point: tuple[float, float]) -> str:
    return f"{_short(point[0])} {_short(point[1])}"


def _short(value: float) -> str:
    """Write one decimal, no trailing zero and no zero before the point."""
    text = f"{value:.1f}".removesuffix(".0")
    if text == "-0":
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text

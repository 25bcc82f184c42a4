"""Graphics for table cells: the table is the chart, these are the marks beside its numbers.

Every graphic has a fixed height, full width and percentage coordinates, so that marks stretch and
text does not. It is hidden from assistive technology, because the same numbers stand in the row;
`histogram` and `trend`, which stand alone, carry their whole reading as a label instead.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

Number = int | float | Decimal | Fraction

LIKERT_FILLS = ("c-c", "c-c2", "c-nn", "c-a2", "c-a")
LIKERT_WORDS = ("strongly disagree", "disagree", "neither", "agree", "strongly agree")
LIKERT_LABEL_FROM = 7  # per cent; a narrower part has no room for its figure
LIKERT_GAP = 0.35


def bar(value: Number | None, of: Number = 100, *, tone: str = "a") -> SafeString:
    """Draw a bar on its track; `tone` is a (action), a2 (pale), s (soft skills), n or c."""
    track = '<rect class="c-n2" width="100%" y="3" height="8" rx="2"/>'
    filled = ""
    if value is not None:
        width = _percent(value, of)
        filled = f'<rect class="c-{escape(tone)}" width="{width}" y="3" height="8" rx="2"/>'
    return _svg(track + filled, 14)


def requirement(
    recorded: Number, of: Number, *, waiting: Number = 0, pace: Number | None = None
) -> SafeString:
    """Draw what is recorded, what waits beside it (hatched) and where steady pace would be."""
    parts = ['<rect class="c-track" x="0" y="7" width="100%" height="10" rx="5"/>']
    if waiting:
        reach = _percent(float(recorded) + float(waiting), of)
        parts.append(f'<rect class="c-hatch" x="0" y="8" width="{reach}" height="8" rx="4"/>')
    width = _percent(recorded, of)
    parts.append(f'<rect class="c-a" x="0" y="7" width="{width}" height="10" rx="5"/>')
    if pace is not None:
        at = _percent(pace, of)
        parts.append(f'<line class="c-pace" x1="{at}" x2="{at}" y1="1" y2="23"/>')
    return _svg("".join(parts), 24)


def dumbbell(before: Number | None, after: Number | None, of: Number = 100) -> SafeString:
    """Draw before as a hollow circle, after as a filled one, and the way between."""
    parts = [_gridline(at) for at in (0, 25, 50, 75, 100)]
    if before is not None and after is not None:
        a, b = _percent(before, of), _percent(after, of)
        parts.append(f'<line class="c-la" x1="{a}" x2="{b}" y1="11" y2="11"/>')
    if before is not None:
        parts.append(f'<circle class="c-o" cx="{_percent(before, of)}" cy="11" r="5"/>')
    if after is not None:
        parts.append(f'<circle class="c-a" cx="{_percent(after, of)}" cy="11" r="6"/>')
    return _svg("".join(parts), 22)


def target(
    value: Number | None, low: Number, high: Number, *, start: Number = 0, end: Number = 1
) -> SafeString:
    """Draw a dot over the band it should fall in; a dot outside it is in the caution colour."""
    left, right = (_percent(at, end, start) for at in (low, high))
    width = _plain(float(right[:-1]) - float(left[:-1])) + "%"
    parts = [
        f'<rect class="c-band" x="{left}" width="{width}" y="2" height="18" rx="2"/>',
        '<line class="c-g" x1="0" x2="100%" y1="11" y2="11"/>',
    ]
    if value is not None:
        tone = "c-a" if low <= value <= high else "c-c"
        parts.append(f'<circle class="{tone}" cx="{_percent(value, end, start)}" cy="11" r="5"/>')
    return _svg("".join(parts), 22)


def likert(counts: Sequence[int], words: Sequence[str] = LIKERT_WORDS) -> SafeString:
    """Draw five counts, from the lowest step to the highest, as one bar of 100 per cent."""
    total = sum(counts)
    parts: list[str] = []
    start = 0.0
    for fill, count in zip(LIKERT_FILLS, counts, strict=True):
        share = 100 * count / total if total else 0
        if share:
            parts.append(_likert_part(fill, start, share))
        start += share
    return mark_safe(_svg("".join(parts), 24) + _likert_reading(counts, words))


def _likert_part(fill: str, start: float, share: float) -> str:
    width = _plain(max(share - LIKERT_GAP, 0.3))
    part = f'<rect class="{fill}" x="{_plain(start)}%" y="1" width="{width}%" height="22"/>'
    if share < LIKERT_LABEL_FROM:
        return part
    ink = "c-ti" if fill in {"c-c", "c-a"} else "c-td"
    middle = _plain(start + share / 2)
    return (
        f'{part}<text class="{ink}" x="{middle}%" y="16.5" text-anchor="middle">{share:.0f}</text>'
    )


def _likert_reading(counts: Sequence[int], words: Sequence[str]) -> str:
    total = sum(counts)
    if not total:
        return '<span class="vh">No replies</span>'
    parts = (f"{100 * n / total:.0f}% {w.lower()}" for n, w in zip(counts, words, strict=True))
    return f'<span class="vh">{escape(", ".join(parts))}</span>'


def line(values: Sequence[Number], *, height: int = 24) -> SafeString:
    """Draw a small line through equally spaced values, its last point marked."""
    if not values:
        return _svg("", height)
    low, high = float(min(values)), float(max(values))
    span = high - low or 1.0
    step = 100 / max(len(values) - 1, 1)
    inset = 4
    ys = [_plain(height - inset - (float(v) - low) / span * (height - 2 * inset)) for v in values]
    xs = [_plain(i * step) for i in range(len(values))]
    parts = [
        f'<line class="c-la" x1="{xs[i]}%" y1="{ys[i]}" x2="{xs[i + 1]}%" y2="{ys[i + 1]}"/>'
        for i in range(len(values) - 1)
    ]
    parts.append(f'<circle class="c-a" cx="{xs[-1]}%" cy="{ys[-1]}" r="4"/>')
    return _svg("".join(parts), height)


def histogram(bars: Iterable[tuple[str, int]], *, label: str, current: int = -1) -> SafeString:
    """Draw counts over their labels; `label` must say every figure, `current` is drawn strong."""
    pairs = list(bars)
    top = max((count for _, count in pairs), default=0) or 1
    parts = []
    for i, (name, count) in enumerate(pairs):
        x, tall = 2 + 24 * i, max(49 * count / top, 1)
        fill, ink = ("c-a", "c-t c-tb") if i == current else ("c-a2", "c-t")
        parts.append(
            f'<rect class="{fill}" x="{x}" y="{_plain(52 - tall)}" width="18"'
            f' height="{_plain(tall)}" rx="2"/>'
            f'<text class="{ink}" x="{x + 9}" y="68" text-anchor="middle">{escape(name)}</text>'
        )
    return mark_safe(
        f'<svg class="spark" width="{24 * len(pairs)}" height="72" role="img"'
        f' aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def trend(
    series: Sequence[Sequence[Number | None]],
    places: Sequence[Number],
    names: Sequence[str],
    *,
    label: str,
) -> SafeString:
    """Draw up to two courses of shares of one over `places` (any scale, ascending) with `names` below.

    The first is a line with dots, the second a dashed one with squares, so that no colour is
    needed; negative values widen the scale. `label` must say every figure. Drawn in the colour of
    the text around it, as the CMS has colours of its own.
    """
    known = [float(value) for values in series for value in values if value is not None]
    low = floor(2 * min([0.0, *known])) / 2
    xs = [_plain(16 + 272 * _share(place, places[-1], places[0], len(places))) for place in places]
    rows = [step / 2 for step in range(round(2 * low), 3)]
    parts = [_ruled(value, low) for value in rows]
    for values, (draw, dash) in zip(series, ((_dot, ""), (_square, "6 4")), strict=False):
        points = [
            (x, _height(value, low))
            for x, value in zip(xs, values, strict=True)
            if value is not None
        ]
        path = " ".join(f"{x},{y}" for x, y in points)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="currentColor" stroke-width="2"'
            f' stroke-dasharray="{dash}"/>'
        )
        parts += [draw(x, y) for x, y in points]
    parts += [
        f'<text x="{x}" y="176" text-anchor="middle" font-size="13" fill="currentColor">{escape(name)}</text>'
        for x, name in zip(xs, names, strict=True)
    ]
    return mark_safe(
        '<svg viewBox="0 0 340 184" width="340" height="184" role="img"'
        f' aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _share(place: Number, last: Number, first: Number, count: int) -> float:
    span = float(last) - float(first)
    return (float(place) - float(first)) / span if span and count > 1 else 0.5


def _height(value: Number, low: float) -> str:
    return _plain(152 - 140 * (float(value) - low) / (1 - low))


def _ruled(value: float, low: float) -> str:
    y = _height(value, low)
    return (
        f'<line x1="16" x2="288" y1="{y}" y2="{y}" stroke="currentColor" stroke-opacity=".25"/>'
        f'<text x="304" y="{float(y) + 4}" font-size="13" fill="currentColor">{value:.1f}</text>'
    )


def _dot(x: str, y: str) -> str:
    return f'<circle cx="{x}" cy="{y}" r="5" fill="currentColor"/>'


def _square(x: str, y: str) -> str:
    return (
        f'<rect x="{float(x) - 5}" y="{float(y) - 5}" width="10" height="10" fill="currentColor"/>'
    )


def axis(ticks: Sequence[Number], *, unit: str = "") -> SafeString:
    """Write the scale over a column of graphics; the last tick carries the unit."""
    first, last = float(ticks[0]), float(ticks[-1])
    parts = []
    for i, tick in enumerate(ticks):
        anchor = ("start", "middle", "end")[(i > 0) + (i == len(ticks) - 1)]
        suffix = escape(unit) if i == len(ticks) - 1 else ""
        parts.append(
            f'<text class="c-t" x="{_percent(tick, last, first)}" y="14"'
            f' text-anchor="{anchor}">{_plain(float(tick))}{suffix}</text>'
        )
    return _svg("".join(parts), 18)


def hatch() -> SafeString:
    """Define the pattern of `.c-hatch`; a page that draws `requirement` needs it once."""
    return mark_safe(
        '<svg class="vh" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="5"'
        ' height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<path class="c-la" d="M0 0v5"/></pattern></defs></svg>'
    )


def _svg(inside: str, height: int) -> SafeString:
    return mark_safe(
        f'<svg class="bar-svg" width="100%" height="{height}" aria-hidden="true">{inside}</svg>'
    )


def _gridline(at: int) -> str:
    return f'<line class="c-g" x1="{at}%" x2="{at}%" y1="0" y2="22"/>'


def _percent(value: Number, end: Number, start: Number = 0) -> str:
    """Return where a value lies between start and end, kept inside them, as a percentage."""
    span = float(end) - float(start)
    share = (float(value) - float(start)) / span if span else 0.0
    return f"{_plain(100 * min(max(share, 0.0), 1.0))}%"


def _plain(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")

"""Which characters the shipped fonts can show: PDF/A and PDF/UA forbid a missing glyph."""

from functools import lru_cache
from pathlib import Path
from struct import unpack_from

FONTS = Path(__file__).parent / "fonts"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
END = 0xFFFF


@lru_cache(maxsize=1)
def shown() -> frozenset[int]:
    """Return every code point that some font has a glyph for, read once per process."""
    return frozenset().union(*(code_points(path.read_bytes()) for path in FONTS.glob("*.ttf")))


def legible(text: str) -> str:
    """Return text with a replacement mark for each character that no font can show."""
    return "".join(sign if ord(sign) in shown() else REPLACEMENT for sign in text)


def code_points(font: bytes) -> set[int]:
    """Return the characters that a TrueType font maps to glyphs (its `cmap`, formats 4 and 12)."""
    start = _table(font, b"cmap")
    (count,) = unpack_from(">H", font, start + 2)
    offsets = {unpack_from(">HHL", font, start + 4 + 8 * i)[2] for i in range(count)}
    readers = {4: _segments, 12: _groups}
    found: set[int] = set()
    for at in (start + offset for offset in offsets):
        (form,) = unpack_from(">H", font, at)
        if form in readers:
            found |= readers[form](font, at)
    return found


def _table(font: bytes, tag: bytes) -> int:
    (count,) = unpack_from(">H", font, 4)
    for i in range(count):
        name, _sum, offset, _length = unpack_from(">4sLLL", font, 12 + 16 * i)
        if name == tag:
            return int(offset)
    raise ValueError(f"The font has no table {tag!r}.")


def _segments(font: bytes, at: int) -> set[int]:
    (double,) = unpack_from(">H", font, at + 6)
    count = double // 2
    ends = unpack_from(f">{count}H", font, at + 14)
    starts = unpack_from(f">{count}H", font, at + 16 + double)
    deltas = unpack_from(f">{count}H", font, at + 16 + 2 * double)
    offsets_at = at + 16 + 3 * double
    offsets = unpack_from(f">{count}H", font, offsets_at)
    found = set()
    for i in range(count):
        for point in range(starts[i], ends[i] + 1):
            if offsets[i]:
                place = offsets_at + 2 * i + offsets[i] + 2 * (point - starts[i])
                (glyph,) = unpack_from(">H", font, place) if point != END else (0,)
            else:
                glyph = (point + deltas[i]) & 0xFFFF
            if glyph and point != END:
                found.add(point)
    return found


def _groups(font: bytes, at: int) -> set[int]:
    (count,) = unpack_from(">L", font, at + 12)
    found: set[int] = set()
    for i in range(count):
        first, last, _glyph = unpack_from(">LLL", font, at + 16 + 12 * i)
        found.update(range(first, last + 1))
    return found

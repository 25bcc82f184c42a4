"""Text with the words in it that a search found; the marks are characters that no text holds."""

import re
from collections.abc import Iterator
from typing import NamedTuple

BEGIN, END = "\x02", "\x03"
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Piece(NamedTuple):
    """Some text, found or not; a template escapes it."""

    text: str
    is_found: bool


def without_marks(text: str) -> str:
    """Return a text that can hold marks: without the characters that mean them."""
    return CONTROLS.sub(" ", text)


def pieces(marked: str) -> list[Piece]:
    """Cut a marked text where what was found begins and ends."""
    return list(_pieces(marked))


def _pieces(marked: str) -> Iterator[Piece]:
    before, *rest = marked.split(BEGIN)
    if before:
        yield Piece(before, is_found=False)
    for part in rest:
        found, _, after = part.partition(END)
        yield Piece(found, is_found=True)
        if after:
            yield Piece(after, is_found=False)

"""Plain text from strangers: bounded, decoded, without characters that no database holds."""

import re

from assessments.domain.interchange.portable import FileRefused, Problem, Severity

MAX_TEXT = 16 * 1024 * 1024
MEGABYTE = 1024 * 1024
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
NOT_UTF8 = "The file is not UTF-8; it was read as Windows-1252. Check accented letters."


def check_text_size(content: bytes) -> None:
    """Refuse a text that is too long to be looked at."""
    if len(content) > MAX_TEXT:
        raise FileRefused(f"The file is larger than {MAX_TEXT // MEGABYTE} MB.")
    if not content.strip():
        raise FileRefused("The file is empty.")


def storable(text: str) -> str:
    """Return text without control characters, half surrogates and noncharacters."""
    return UNSTORABLE.sub("", text)


def decode(content: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Return a file's text with plain line breaks, and a note if its encoding had to be guessed."""
    check_text_size(content)
    problems: tuple[Problem, ...] = ()
    encoding = MARKS.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        problems = (Problem(Severity.LOST, NOT_UTF8, 1),)
    if "\x00" in text:
        raise FileRefused("This is no text file.")
    return storable(text.replace("\r\n", "\n").replace("\r", "\n")), problems

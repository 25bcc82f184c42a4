"""What a recording says, line by line, out of a transcript or a captions file (WebVTT)."""

import re
from dataclasses import dataclass
from html import unescape

STAMP = r"(?:(\d+):)?(\d{1,2}):(\d{2})(?:[.,]\d+)?"
LINE = re.compile(rf"^\[?{STAMP}\]?[\s–-]+(?=\S)(.*)$")
CUE = re.compile(rf"^{STAMP}\s+-->")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Line:
    """Some words and the second at which they are said, None where nobody noted it."""

    text: str
    at: int | None = None

    @property
    def stamp(self) -> str:
        """The moment as 1:22 or 1:02:03."""
        minutes, seconds = divmod(self.at or 0, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def lines_of(text: str) -> list[Line]:
    """Read a transcript: each paragraph is a line, with its moment in front if it has one."""
    return [_line(part.strip()) for part in text.splitlines() if part.strip()]


def _line(text: str) -> Line:
    found = LINE.match(text)
    return Line(found[4].strip(), _seconds(found)) if found else Line(text)


def _seconds(found: re.Match[str]) -> int:
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
    return 3600 * hours + 60 * minutes + seconds


def lines_of_captions(text: str) -> list[Line]:
    """Read the cues of a WebVTT file, without their settings, names and marks."""
    lines = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").lstrip("\ufeff")):
        rows = block.strip().splitlines()
        timing = next((i for i, row in enumerate(rows) if CUE.match(row)), None)
        if timing is None:
            continue
        words = unescape(TAG.sub("", " ".join(rows[timing + 1 :]))).strip()
        if words and (found := CUE.match(rows[timing])):
            lines.append(Line(words, _seconds(found)))
    return lines

"""The demo's post: letters lie in a folder, and what they ask for is told at the terminal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

END_OF_LETTER = b"\n" + b"-" * 79 + b"\n"
LINK = re.compile(r"https?://[^\s<>\"/]+/[^\s<>\"]+")  # the bare address of the site is no news
CODE = re.compile(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    links: tuple[str, ...]
    codes: tuple[str, ...]


class Mailbox:
    """The letters that have come since the box was opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.read_until = {path: path.stat().st_size for path in folder.glob("*.log")}

    def new_letters(self) -> Iterator[Letter]:
        """Yield each letter once, when it is written to its end."""
        for path in sorted(self.folder.glob("*.log")):
            start = self.read_until.get(path, 0)
            if path.stat().st_size == start:
                continue
            with path.open("rb") as file:
                file.seek(start)
                *whole, unfinished = file.read().split(END_OF_LETTER)
                self.read_until[path] = file.tell() - len(unfinished)
            yield from map(read_letter, whole)


def read_letter(source: bytes) -> Letter:
    letter = message_from_bytes(source, EmailMessage, policy=policy.default)
    body = letter.get_body(("plain", "html"))
    text = body.get_content() if body else ""
    links = tuple(link.rstrip(".,)") for link in dict.fromkeys(LINK.findall(text)))
    codes = tuple(code for code in CODE.findall(text) if re.search(r"\d|-|^[A-Z]{6,}$", code))
    return Letter(str(letter["To"]), str(letter["Subject"]), links, codes)

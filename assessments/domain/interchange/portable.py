"""What every format reads into and writes from: a question on its way, and what it lost there."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from html import unescape
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assessments.domain import items
from assessments.domain.interchange.rules import Rules
from assessments.domain.items import Item, ItemInvalid

LONGEST_TITLE = 160
LONGEST_TAG = 100
UNNAMED = "Question"
MOST_ITEMS = 1000
USUAL_RULES = Rules()
TAG = re.compile(r"<[^>]*>")


class Severity(StrEnum):
    """How bad a problem is.

    The item stayed behind, came without one of its features, or wants something before it can be
    published.
    """

    REFUSED = "refused"
    LOST = "lost"
    TO_MEND = "to mend"


@dataclass(frozen=True)
class Problem:
    """A sentence for the author; `line` counts from 1, 0 where there is no line to name."""

    severity: Severity
    message: str
    line: int = 0


class Cited(BaseModel):
    """A reference that a question cites."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    citation: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    year: int = Field(ge=0, le=9999)
    doi: str = ""
    pmid: str = ""
    url: str = ""
    design: str = "other"
    review_by: date | None = None


@dataclass(frozen=True)
class Portable:
    """A question between two systems: no bank, no author, no database.

    Pictures in the stem are named there by `src` and lie in `media` under that name. `difficulty` is
    its author's estimate, "" where the file has none. `source` is the item as the file had it.
    """

    title: str
    item: Item
    tags: tuple[str, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)
    difficulty: str = ""
    objective: str = ""
    references: tuple[Cited, ...] = ()
    source: str = field(default="", compare=False)

    def check_pictures(self) -> None:
        """Raise `ItemRefused` if a picture that it asks about is missing."""
        for address in self.item.pictures():
            if address not in self.media:
                raise ItemRefused(f"The file of the picture “{address[:80]}” is missing.")


@dataclass(frozen=True)
class Entry:
    """One item of a file as read; `portable` is None where it was refused."""

    name: str
    line: int
    portable: Portable | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Slot:
    """A place in a portable test: the question of that entry, or a draw from a pool of them.

    A draw without a pool is by tag and difficulty from the bank. A slot with the title of a `section`
    begins it.
    """

    entry: int | None = None
    tag: str = ""
    count: int = 0
    pool: tuple[int, ...] = ()
    points: str = "1"
    difficulty: str = ""
    safety_critical: bool = False
    section: str = ""
    section_instructions: str = ""


@dataclass(frozen=True)
class Test:
    """An assessment on its way."""

    title: str
    slots: tuple[Slot, ...]
    instructions: str = ""
    rules: Rules = USUAL_RULES


@dataclass(frozen=True)
class Reading:
    """What a file holds; `problems` are those of the file as a whole."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()
    tests: tuple[Test, ...] = ()


@dataclass(frozen=True)
class Writing:
    """A file, and for each question in its order what did not come across."""

    content: bytes
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


class FileRefused(Exception):
    """A file that cannot be taken at all; the message is a sentence for the author."""


class ItemRefused(Exception):
    """An item that stays behind; the message is a sentence for the author, `more` are further ones."""

    def __init__(self, message: str, line: int = 0, more: Sequence[tuple[str, int]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.sentences = ((message, line), *more)


class Notes:
    """Gathers what one item loses on its way."""

    def __init__(self, line: int = 0) -> None:
        self.line = line
        self.problems: list[Problem] = []

    def lost(self, message: str, line: int = 0) -> None:
        """Note a feature that did not come across, once."""
        problem = Problem(Severity.LOST, message, line or self.line)
        if problem not in self.problems:
            self.problems.append(problem)


Found = TypeVar("Found")
Made = TypeVar("Made")


def attempt(
    make: Callable[[Notes], Made], *, name: str, line: int = 0
) -> tuple[Made | None, tuple[Problem, ...]]:
    """Return what `make` makes with what it lost, or None with why it was refused."""
    notes = Notes(line)
    try:
        made = make(notes)
    except ItemRefused as refusal:
        refused = [Problem(Severity.REFUSED, said, at or line) for said, at in refusal.sentences]
        return None, (*refused, *notes.problems)
    except ItemInvalid as invalid:
        refused = [Problem(Severity.REFUSED, message, line) for message in invalid.messages]
        return None, (*refused, *notes.problems)
    return made, tuple(notes.problems)


def read_entry(read: Callable[[Notes], Portable], *, name: str, line: int) -> Entry:
    """Return the entry of one item, refused or not; a read title stands for the name."""
    portable, problems = attempt(read, name=name, line=line)
    return Entry(portable.title if portable else name, line, portable, problems)


def bounded(found: Iterable[Found]) -> Iterator[Found]:
    """Yield the items of a file; raise `FileRefused` at the first one too many, before it is read."""
    for number, each in enumerate(found):
        if number >= MOST_ITEMS:
            raise FileRefused(f"The file holds more than {MOST_ITEMS} questions; divide it.")
        yield each


def build(kind: type[Item], **fields: Any) -> Item:
    """Return an item of a kind; raise `ItemInvalid`."""
    return items.load({"kind": kind.model_fields["kind"].default, **fields})


def one_line(text: str) -> str:
    """Return text on one line with single spaces."""
    return " ".join(text.split())


def titled(name: str, item: Item, notes: Notes) -> str:
    """Return a title for authors: the name given, else the beginning of the question."""
    title = one_line(name)
    if not title:
        title = one_line(item.lead_in or unescape(TAG.sub(" ", item.stem))) or UNNAMED
        return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
    if len(title) > LONGEST_TITLE:
        notes.lost(f"The name was cut to {LONGEST_TITLE} characters.")
        return title[: LONGEST_TITLE - 1].rstrip() + "…"
    return title


def category_tag(path: str) -> str:
    """Return the last name of a category's path, "" for one that says nothing; `//` is a slash."""
    last = re.split(r"(?<!/)/(?!/)", path)[-1].replace("//", "/").strip()
    return "" if last in {"top", "$course$"} or last.startswith("Default for ") else last


def tagged(names: Iterable[str], notes: Notes) -> tuple[str, ...]:
    """Return tags in their order, each once whatever its capitals."""
    kept: dict[str, str] = {}
    for name in map(one_line, names):
        if len(name) > LONGEST_TAG:
            notes.lost(f"The tag “{name[:30]}…” is longer than {LONGEST_TAG} characters.")
        elif name:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())

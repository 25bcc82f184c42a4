"""What a check for flaws reads and what it says.

A flaw is one subclass of `Flaw` in a module of this package; nothing else names it. It reads a
`Draft`, plain texts and the answers on offer, never a kind of question.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from html import unescape
from typing import ClassVar, final

from assessments.domain.items.base import Worded

ENGLISH = "en"
BREAK = re.compile(
    r"</?(?:p|br|li|ul|ol|div|h\d|table|tr|td|th|blockquote|hr)\b[^>]*>", re.IGNORECASE
)
TAG = re.compile(r"<[^>]*>")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
NOBODY: frozenset[str] = frozenset()


class Family(StrEnum):
    """What a flaw does to the measurement."""

    TEST_WISENESS = "test-wiseness"
    IRRELEVANT_DIFFICULTY = "irrelevant difficulty"
    INCOMPLETE = "incomplete"


FAMILIES = {
    Family.TEST_WISENESS: "Helps those who know how tests are made",
    Family.IRRELEVANT_DIFFICULTY: "Makes it hard for a reason that is not the subject",
    Family.INCOMPLETE: "Something is missing",
}


@dataclass(frozen=True)
class Draft:
    """A question as its author has it now, in plain text.

    `answers` are what it offers, `idle` the keys of those that hardly anybody took so far.
    """

    stem: str = ""
    lead_in: str = ""
    rationale: str = ""
    answers: tuple[Worded, ...] = ()
    is_shuffled: bool = False
    is_graded: bool = True
    has_objective: bool = True
    has_reference: bool = True
    language: str = ENGLISH
    idle: frozenset[str] = NOBODY

    @property
    def key(self) -> Worded | None:
        """The right answer, None where not exactly one of those on offer is right."""
        right = [answer for answer in self.answers if answer.correct]
        return right[0] if len(right) == 1 else None

    @property
    def distractors(self) -> tuple[Worded, ...]:
        """The wrong answers."""
        return tuple(answer for answer in self.answers if answer.correct is False)

    @property
    def texts(self) -> list[str]:
        """The words of the answers on offer."""
        return [answer.text for answer in self.answers]


@dataclass(frozen=True)
class Finding:
    """A flaw found: where, in which words, and the text that has to change for it to go.

    `place` is the name of a field, or "answer:" and a key.
    """

    flaw: str
    place: str
    said: str
    about: tuple[str, ...] = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """What it is recognised by: as soon as the wording changes it is another finding."""
        told = "\x1f".join((self.flaw, self.place, *self.about))
        return sha256(told.encode()).hexdigest()


class Flaw(ABC):
    """One kind of flaw; `why` is what an author reads who has never heard of it."""

    code: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[Family]
    why: ClassVar[str]
    languages: ClassVar[frozenset[str] | None] = frozenset({ENGLISH})

    @final
    def found_in(self, draft: Draft) -> list[Finding]:
        """Return where the draft has this flaw; nothing in languages that it does not read."""
        if not draft.is_graded:
            return []
        if self.languages is not None and draft.language not in self.languages:
            return []
        return list(self.check(draft))

    @abstractmethod
    def check(self, draft: Draft) -> Iterator[Finding]:
        """Yield a finding for every place of the flaw."""

    def at(self, place: str, said: str, *about: str) -> Finding:
        """Return a finding of this flaw."""
        return Finding(self.code, place, said, about)

    def at_answer(self, answer: Worded, said: str, *about: str) -> Finding:
        """Return a finding of this flaw at one answer."""
        return self.at(f"answer:{answer.key}", said, answer.text, *about)

    def at_answers(self, draft: Draft, said: str) -> Finding:
        """Return a finding of this flaw about all answers together."""
        return self.at("interaction", said, *draft.texts)


def plain(html: str) -> str:
    """Return the words of HTML on one line."""
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", html))).split())


def words(text: str) -> list[str]:
    """Return the words of a text in small letters."""
    return [word.lower() for word in WORD.findall(text)]


def quoted(parts: Sequence[str]) -> str:
    """Return words in quotation marks, as a sentence lists them."""
    marked = [f"“{part}”" for part in parts]
    return marked[0] if len(marked) == 1 else f"{', '.join(marked[:-1])} and {marked[-1]}"

"""An activity as the preflight sees it: plain values, with the number of each thing to lead back to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Asked:
    """A question that learners may be asked, as it is frozen or would be."""

    pk: int
    title: str
    is_graded: bool = True
    has_rationale: bool = True
    references: int = 1
    objective: int | None = None


@dataclass(frozen=True)
class Placed:
    """An assessment that stands in the activity."""

    pk: int
    title: str
    purpose: str
    required: bool
    states_pass_mark: bool
    asks: tuple[Asked, ...]


@dataclass(frozen=True)
class Figure:
    """A picture in a lesson."""

    name: str
    has_alternative: bool


@dataclass(frozen=True)
class Recording:
    """A recording in a lesson."""

    name: str
    is_video: bool
    has_captions: bool
    has_transcript: bool


@dataclass(frozen=True)
class Taught:
    """A lesson that is published with the activity."""

    pk: int
    title: str
    objectives: frozenset[int] = frozenset()
    figures: tuple[Figure, ...] = ()
    recordings: tuple[Recording, ...] = ()
    checks: tuple[Asked, ...] = ()


@dataclass(frozen=True)
class Source:
    """A reference, and whether its kind of evidence is told."""

    pk: int
    citation: str
    is_graded: bool


@dataclass(frozen=True)
class Person:
    """A person in control of content, with what is still open about their disclosure."""

    pk: int
    name: str
    credentials: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offered:
    """Credit that is designated."""

    name: str
    designated_on: date
    needs_test: bool


@dataclass(frozen=True)
class Snapshot:
    """Everything that the rules read; `texts` are the fields of the front matter by their names."""

    pk: int
    provider: int
    texts: Mapping[str, str]
    provider_texts: Mapping[str, str]
    released_on: date
    reviewed_on: date
    expires_on: date
    objectives: Mapping[int, str]
    people: tuple[Person, ...] = ()
    sources: tuple[Source, ...] = ()
    assessments: tuple[Placed, ...] = ()
    lessons: tuple[Taught, ...] = ()
    offers: tuple[Offered, ...] = ()
    support_problems: tuple[str, ...] = ()

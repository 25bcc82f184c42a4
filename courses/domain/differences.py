"""An activity version in words, and what changed from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]
WORDS: Mapping[str, str] = {
    "title": "Title",
    "type_label": "Type",
    "strand_label": "Strand",
    "summary": "Summary",
    "gap": "Why it exists",
    "audience": "For whom",
    "professions": "Professions",
    "topics": "Topics",
    "objectives": "Objectives",
    "prerequisites": "Complete first",
    "minutes": "Estimated minutes",
    "hours": "Hours",
    "delivery_methods": "Delivery",
    "languages": "Languages",
    "method": "How to take part",
    "requirements": "Hardware and software",
    "released_on": "Release date",
    "reviewed_on": "Last review",
    "expires_on": "Termination date",
    "lessons": "Lessons",
    "placements": "Assessments",
    "contributors": "People",
    "commercial_support": "Commercial support",
    "references": "References",
    "competencies": "Competencies",
    "measured_outcomes": "Measured outcomes",
    "commendation_tags": "Commendation",
    "provider": "Provider",
    "waivers": "Waivers",
}
"""What is told of a version, in this order; facts without words are for machines."""

PARTS: Mapping[str, tuple[str, ...]] = {
    "prerequisites": ("title",),
    "lessons": ("title", "minutes"),
    "placements": ("label", "title"),
    "contributors": ("name", "credentials", "role_label", "relationships", "mitigation"),
    "references": ("citation",),
    "waivers": ("sentence", "reason", "granted_at"),
}
PROVIDER = ("name", "accreditor", "accreditation_statement", "contact_email")


@dataclass(frozen=True)
class Told:
    """One thing that a version tells, line by line."""

    words: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One thing that two versions tell differently: what went, what came, what stayed."""

    words: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


def told_by(facts: Facts) -> list[Told]:
    """Return everything that a version tells, in words; what it does not speak of is left out."""
    found = [Told(words, _lines(name, facts.get(name))) for name, words in WORDS.items()]
    return [each for each in found if each.lines]


def changes(before: Facts, after: Facts) -> list[Change]:
    """Return what differs between two versions, in the order in which versions are told."""
    pairs = [
        (words, _lines(name, before.get(name)), _lines(name, after.get(name)))
        for name, words in WORDS.items()
    ]
    return [
        Change(
            words,
            gone=tuple(line for line in old if line not in new) or _order(old, new),
            come=tuple(line for line in new if line not in old) or _order(new, old),
        )
        for words, old, new in pairs
        if old != new
    ]


def _order(lines: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return all lines where only their order differs."""
    return lines if sorted(lines) == sorted(other) else ()


def _lines(name: str, value: Any) -> tuple[str, ...]:
    if value in (None, "", [], {}):
        return ()
    if isinstance(value, Mapping):
        return tuple(str(value[part]) for part in PROVIDER if value.get(part))
    if not isinstance(value, list):
        return (str(value),)
    parts = PARTS.get(name, ())
    return tuple(_line(row, parts) if isinstance(row, Mapping) else str(row) for row in value)


def _line(row: Mapping[str, Any], parts: tuple[str, ...]) -> str:
    return ", ".join(str(row[part]) for part in parts if row.get(part))

"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from courses.domain.preflight.snapshot import Snapshot


class Severity(StrEnum):
    """What a finding does to the publication."""

    BLOCKS = "blocks"
    ADVISES = "advises"


@dataclass(frozen=True)
class Target:
    """Where a finding is mended: a thing, and its field if it has several."""

    kind: str
    pk: int
    field: str = ""

    def is_about(self, kind: str, pk: int) -> bool:
        return (self.kind, self.pk) == (kind, pk)


Found = Iterator[tuple[str, Target]]


@dataclass(frozen=True)
class Rule:
    """One thing that must hold, in words for authors, with who asks for it."""

    code: str
    words: str
    source: str
    severity: Severity
    find: Callable[[Snapshot], Found]

    def findings(self, snapshot: Snapshot) -> list["Finding"]:
        return [Finding(self.code, *found) for found in self.find(snapshot)]


@dataclass(frozen=True)
class Finding:
    """Where a rule does not hold."""

    code: str
    sentence: str
    target: Target

    @property
    def key(self) -> str:
        """Return what a waiver of this finding is known by: it holds for this rule at this place."""
        return f"{self.code}:{self.target.kind}:{self.target.pk}:{self.target.field}"

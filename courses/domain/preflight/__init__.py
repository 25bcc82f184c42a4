"""What must hold before an activity is published: docs/rules/preflight.md has the sources."""

from courses.domain.preflight.checklist import Checklist, Line, Waived, check
from courses.domain.preflight.findings import Finding, Rule, Severity, Target
from courses.domain.preflight.rules import RULES
from courses.domain.preflight.snapshot import (
    Asked,
    Figure,
    Offered,
    Person,
    Placed,
    Recording,
    Snapshot,
    Source,
    Taught,
)

__all__ = [
    "RULES",
    "Asked",
    "Checklist",
    "Figure",
    "Finding",
    "Line",
    "Offered",
    "Person",
    "Placed",
    "Recording",
    "Rule",
    "Severity",
    "Snapshot",
    "Source",
    "Target",
    "Taught",
    "Waived",
    "check",
]

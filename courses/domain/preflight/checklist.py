"""Put the rules to an activity and set what was waived apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from courses.domain.preflight.findings import Finding, Rule, Severity
from courses.domain.preflight.snapshot import Snapshot


@dataclass(frozen=True)
class Waived:
    """A finding that two people let stand."""

    finding: Finding
    waiver: int


@dataclass(frozen=True)
class Line:
    """A rule with what it found, apart from what was waived."""

    rule: Rule
    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]

    @property
    def blocks(self) -> bool:
        return bool(self.findings) and self.rule.severity is Severity.BLOCKS


@dataclass(frozen=True)
class Checklist:
    """Every rule and how it stands."""

    lines: tuple[Line, ...]

    @property
    def blocking(self) -> list[Finding]:
        """Return what keeps the activity from being published."""
        return [finding for line in self.lines if line.blocks for finding in line.findings]

    @property
    def passes(self) -> bool:
        return not self.blocking

    @property
    def waivers(self) -> list[int]:
        """Return the waivers that it rests on."""
        return [waived.waiver for line in self.lines for waived in line.waived]

    def blocking_about(self, kind: str, pk: int) -> list[Finding]:
        """Return what blocks and is mended in this thing."""
        return [finding for finding in self.blocking if finding.target.is_about(kind, pk)]


def check(snapshot: Snapshot, rules: Iterable[Rule], waivers: Mapping[str, int]) -> Checklist:
    """Return how every rule stands; `waivers` are those granted, by the key of their finding."""
    return Checklist(tuple(_line(snapshot, rule, waivers) for rule in rules))


def _line(snapshot: Snapshot, rule: Rule, waivers: Mapping[str, int]) -> Line:
    found = rule.findings(snapshot)
    return Line(
        rule=rule,
        findings=tuple(each for each in found if each.key not in waivers),
        waived=tuple(Waived(each, waivers[each.key]) for each in found if each.key in waivers),
    )

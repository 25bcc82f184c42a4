"""What an import or export tells its author, item by item, as stored JSON and in words."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from assessments.domain.interchange.portable import Problem, Severity, Writing


class Verdict(StrEnum):
    """What became, or would become, of an item."""

    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class ReportProblem(BaseModel):
    """A sentence with its line, 0 where there is none."""

    model_config = ConfigDict(frozen=True)

    severity: Severity
    line: int
    message: str


class ReportItem(BaseModel):
    """One item of the file; `question` is its draft, or the question that it repeats.

    `kind` and `asks` say what was read, for people.
    """

    model_config = ConfigDict(frozen=True)

    line: int
    name: str
    verdict: Verdict
    problems: tuple[ReportProblem, ...] = ()
    question: int | None = None
    kind: str = ""
    asks: str = ""


class Report(BaseModel):
    """What an import did, or would do (`dry_run`)."""

    model_config = ConfigDict(frozen=True)

    format: str
    file: str
    bank: str
    dry_run: bool
    items: tuple[ReportItem, ...]
    problems: tuple[ReportProblem, ...] = ()
    tests: tuple[ReportItem, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many items met with each verdict."""
        found = Counter(item.verdict for item in self.items)
        return {verdict.value: found[verdict] for verdict in Verdict}

    @property
    def arrivals(self) -> str:
        """What comes in, in words: “3 questions and 1 assessment”, "" if nothing does."""
        tests = sum(test.verdict is Verdict.IMPORTED for test in self.tests)
        found = [(self.counts["imported"], "question"), (tests, "assessment")]
        return " and ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in found if n)

    def as_json(self) -> dict[str, Any]:
        """Return the report with its counts, as it is stored and handed out."""
        return {**self.model_dump(mode="json"), "counts": self.counts}

    def lines(self) -> list[str]:
        """Return the report as lines to be read in a terminal."""
        told = [f"Line {problem.line}: {problem.message}" for problem in self.problems]
        for item in (*self.items, *self.tests):
            told.append(f"Line {item.line}: {item.name}: {item.verdict}")
            told += [_told(problem) for problem in item.problems]
        counts = ", ".join(f"{number} {verdict}" for verdict, number in self.counts.items())
        return [*told, f"{'Dry run: ' if self.dry_run else ''}{counts}"]


def _told(problem: ReportProblem) -> str:
    place = f"line {problem.line}, " if problem.line else ""
    return f"    {place}{problem.severity}: {problem.message}"


def problems_told(problems: Sequence[Problem]) -> tuple[ReportProblem, ...]:
    """Return problems as a report has them."""
    return tuple(
        ReportProblem(severity=each.severity, line=each.line, message=each.message)
        for each in problems
    )


def export_report(format_name: str, writing: Writing) -> dict[str, Any]:
    """Return what did not come across in an export, item by item."""
    entries = writing.entries
    return {
        "problems": [each.model_dump(mode="json") for each in problems_told(writing.problems)],
        "format": format_name,
        "written": sum(entry.portable is not None for entry in entries),
        "items": [
            {
                "name": entry.name,
                "written": entry.portable is not None,
                "problems": [
                    each.model_dump(mode="json") for each in problems_told(entry.problems)
                ],
            }
            for entry in entries
        ],
    }

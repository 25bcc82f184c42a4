"""Reads about answers: which report each line of a file is about, and what it would change."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from courses.models import Provider
from credits.domain.reporting import FOR_STAFF, Status, is_answerable
from credits.models import CreditReport
from outcomes.domain.reports.replies import Said
from outcomes.queries.reports import provider_reports


class Step(NamedTuple):
    """A report and what its destination said of it."""

    said: Said
    report: CreditReport
    status: Status

    @property
    def words(self) -> str:
        """Return where the report would stand."""
        return FOR_STAFF[self.status]


@dataclass(frozen=True)
class Matched:
    """The lines of a file by what becomes of them."""

    steps: Sequence[Step]
    unchanged: Sequence[Said]
    unknown: Sequence[Said]
    unclear: Sequence[tuple[Said, str]]

    def many(self, status: str) -> int:
        """Return how many reports would take this status."""
        return sum(step.status == status for step in self.steps)


TWICE = "An earlier line says something of the same report."
BOTH = "Both the record and its deletion wait for an answer: add a column that says add or delete."


def match_answers(
    provider: Provider, destination: str, said: Sequence[Said], *, is_final: bool
) -> Matched:
    """Return what the lines are about, in one statement.

    Unless it is final, a yes is only the first one: the report then waits for its confirmation.
    """
    named = provider_reports(provider, destination).filter(
        credit_id__in={each.credit_id for each in said}
    )
    known: dict[str, list[CreditReport]] = defaultdict(list)
    for report in named.select_related("entry__learner").order_by("pk"):
        known[report.credit_id].append(report)
    steps: list[Step] = []
    unchanged: list[Said] = []
    unknown: list[Said] = []
    unclear: list[tuple[Said, str]] = []
    taken: set[int] = set()
    for each in said:
        if each.problem:
            unclear.append((each, each.problem))
            continue
        mine = [r for r in known[each.credit_id] if each.action in {"", r.action}]
        status = _status(each, is_final=is_final)
        open_ones = [r for r in mine if is_answerable(Status(r.status), status)]
        if not mine:
            unknown.append(each)
        elif len(open_ones) > 1:
            unclear.append((each, BOTH))
        elif not open_ones:
            unchanged.append(each)
        elif open_ones[0].pk in taken:
            unclear.append((each, TWICE))
        else:
            taken.add(open_ones[0].pk)
            steps.append(Step(each, open_ones[0], status))
    return Matched(steps, unchanged, unknown, unclear)


def _status(said: Said, *, is_final: bool) -> Status:
    status = Status(said.status)
    if status is Status.ACCEPTED and not is_final:
        return Status.PENDING_CONFIRMATION
    return status

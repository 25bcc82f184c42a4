"""Many reports at once, for whatever sends them: lock, look once more, disclose, note what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import allowed_by_each
from accounts.services import disclose_each
from courses.models import ActivityPage
from credits.domain.reporting import Due, Status, is_answerable
from credits.models import CreditReport
from credits.queries.reporting import identifiers_needed_by, queued_reports
from credits.services.reporting import check_due, move_reports, still_due

RELATED = ("entry__learner", "entry__credit_type", "entry__offer", "entry__reverses")


def lock_queued(
    *, destination: str, activities: QuerySet[ActivityPage], most: int, at: datetime
) -> list[CreditReport]:
    """Lock what a destination is to be told of these activities, learners first, oldest first.

    Part of a transaction. What may not go any more takes its step instead.
    """
    waiting = queued_reports(destination).filter(entry__offer__activity__in=activities)
    found = list(waiting.values_list("pk", "entry__learner")[:most])
    _lock_people(learner for _pk, learner in found)
    reports = _locked([pk for pk, _learner in found])
    reports = [each for each in reports if each.status == Status.QUEUED and not each.problem]
    allowed = allowed_by_each({each.entry.learner_id for each in reports})
    standing = {
        each.pk: still_due(each, allowed[each.entry.learner_id])
        for each in reports
        if not each.is_deletion
    }
    changed = [
        (each, standing[each.pk])
        for each in reports
        if each.pk in standing and not check_due(each, standing[each.pk])
    ]
    move_reports(changed, at=at)
    gone = {each.pk for each, _standing in changed}
    return sorted((e for e in reports if e.pk not in gone), key=lambda each: each.entry_id)


def _lock_people(learners: Iterable[int]) -> None:
    list(User.objects.filter(pk__in=set(learners)).select_for_update().order_by("pk"))


def _locked(keys: Sequence[int]) -> list[CreditReport]:
    rows = CreditReport.objects.filter(pk__in=keys).select_related(*RELATED)
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def identities_for(
    reports: Sequence[CreditReport], *, at: datetime
) -> dict[int, Mapping[tuple[str, str], str]]:
    """Return, by report, the identifiers that its destination needs, in full, and note that they went."""
    needed = identifiers_needed_by(reports)
    values = disclose_each(
        [
            (row, f"Report of entry {report.entry_id} to {report.place.name}")
            for report in reports
            for row in needed[report.pk]
        ],
        at=at,
    )
    return {
        report.pk: {(row.kind, row.issuer): values[row.pk] for row in needed[report.pk]}
        for report in reports
    }


def mark_sent(
    reports: Iterable[CreditReport], *, by: User | None, at: datetime, reason: str
) -> None:
    """Note that locked reports were sent."""
    move_reports([(each, Due(Status.EXPORTED, reason)) for each in reports], at=at, by=by)


def lock_reports(keys: Sequence[int]) -> dict[int, CreditReport]:
    """Lock reports that were sent, learners first."""
    _lock_people(CreditReport.objects.filter(pk__in=keys).values_list("entry__learner", flat=True))
    return {each.pk: each for each in _locked(keys)}


def queue_again(reports: Iterable[CreditReport], *, by: User | None, at: datetime) -> int:
    """Put locked reports that were rejected back into the queue, as far as their learners allow it."""
    rejected = [report for report in reports if report.status == Status.REJECTED]
    allowed = allowed_by_each({report.entry.learner_id for report in rejected})
    steps = [
        (report, Due(Status.QUEUED))
        if report.is_deletion
        else (report, still_due(report, allowed[report.entry.learner_id]))
        for report in rejected
    ]
    return move_reports(steps, at=at, by=by)


def record_answers(
    answers: Iterable[tuple[CreditReport, Status, str]], *, by: User | None, at: datetime
) -> list[CreditReport]:
    """Note what a destination answered about locked reports; return those that stand otherwise now.

    What stands so already, and what can take no such step, stays.
    """
    steps = [
        (report, Due(status, reason))
        for report, status, reason in answers
        if is_answerable(Status(report.status), status)
    ]
    move_reports(steps, at=at, by=by)
    return [report for report, _standing in steps]

"""What bodies answered: one report at a time, or a file that is read in once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from courses.models import Provider
from credits.domain.reporting import Status
from credits.models import CreditReport
from credits.services import lock_reports, queue_again, record_answers
from outcomes.domain.reports.replies import Said
from outcomes.models import Answer, ExportLine
from outcomes.queries.answers import Matched, match_answers
from outcomes.queries.reports import provider_reports

LAST_WORDS = {Status.ACCEPTED: "accepted", Status.REJECTED: "rejected"}


class AnswersRefused(Exception):
    """These answers are not read in; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@transaction.atomic
def record_reply(
    *,
    report: CreditReport,
    status: Status,
    at: datetime,
    reason: str = "",
    by: User | None = None,
) -> bool:
    """Note what a destination said of one report; return whether that was news."""
    locked = lock_reports([report.pk])[report.pk]
    return bool(_record([(locked, status, reason)], by=by, at=at))


@transaction.atomic
def read_in(
    *,
    provider: Provider,
    destination: str,
    name: str,
    sha256: str,
    said: Sequence[Said],
    is_final: bool,
    by: User,
    at: datetime,
) -> Matched:
    """Note what a file of answers says; the same file again is refused and changes nothing."""
    first = match_answers(provider, destination, said, is_final=is_final)
    lock_reports([step.report.pk for step in first.steps])
    matched = match_answers(provider, destination, said, is_final=is_final)
    _record([(step.report, step.status, step.said.reason) for step in matched.steps], by=by, at=at)
    try:
        with transaction.atomic():
            Answer.objects.create(
                provider=provider,
                destination=destination,
                name=name[:120],
                sha256=sha256,
                by=by,
                at=at,
                accepted=matched.many(Status.ACCEPTED),
                rejected=matched.many(Status.REJECTED),
                pending=matched.many(Status.PENDING_CONFIRMATION),
                unknown=len(matched.unknown),
            )
    except IntegrityError as again:
        raise AnswersRefused("again", "This file was read in before. Nothing changed.") from again
    return matched


@transaction.atomic
def send_all_again(*, provider: Provider, destination: str, by: User, at: datetime) -> int:
    """Put everything that a destination rejected back into the queue; return how many that were."""
    rejected = provider_reports(provider, destination).filter(status=Status.REJECTED)
    reports = lock_reports(list(rejected.values_list("pk", flat=True)))
    return queue_again(reports.values(), by=by, at=at)


def _record(
    answers: Sequence[tuple[CreditReport, Status, str]], *, by: User | None, at: datetime
) -> int:
    """Note answers about locked reports and close the lines that had their last word."""
    moved = record_answers(answers, by=by, at=at)
    for status, outcome in LAST_WORDS.items():
        keys = [report.pk for report in moved if report.status == status]
        ExportLine.objects.filter(report__in=keys, closed_at=None).update(
            outcome=outcome, closed_at=at
        )
    return len(moved)

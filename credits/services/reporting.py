"""Writes about reports: open, settle by consent and identity, take back; sending is an exporter's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.domain.identifiers import Kind
from accounts.models import Identifier, User
from accounts.queries import Allowed, allowed_by
from accounts.services import (
    disclose_identifiers,
    give_consent,
    keep_identifier,
    remove_identifier,
    revoke_consent,
)
from common.locks import lock
from credits.domain.destinations import (
    WORDING_VERSION,
    Destination,
    destinations_taking,
)
from credits.domain.reporting import (
    PROBLEMS,
    SENT,
    UNSENT,
    Due,
    Problem,
    Reported,
    Status,
    credit_id,
    due,
    may_become,
    problem_with,
)
from credits.models import CreditReport, Entry, ReportEvent
from credits.queries.reporting import (
    entries_without_report,
    identifiers_needed,
    learners_to_settle,
    sent_reports_of,
    unsent_reports_of,
)

LATELY = timedelta(hours=1)
A_STATEMENT = 500
REPLACED = "The credit was replaced or withdrawn before it was sent."
TO_DELETE = "To be deleted there: the credit was replaced or withdrawn after it was sent."


class ReportRefused(Exception):
    """The report cannot take this step; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def open_reports(entries: Sequence[Entry], *, at: datetime) -> list[CreditReport]:
    """Open a report of each entry at each destination that takes it; the entries are one learner's.

    Part of the transaction that records credit: one read and one insert, neither for credit that is
    reported nowhere.
    """
    found = [(e, place) for e in entries for place in destinations_taking(e.credit_type.code)]
    if not found:
        return []
    allowed = allowed_by(entries[0].learner_id)
    if allowed.is_closed:
        return []
    return CreditReport.objects.bulk_create(
        _new(entry, place, _due(entry, place, allowed), at) for entry, place in found
    )


def _new(entry: Entry, place: Destination, standing: Due, at: datetime) -> CreditReport:
    is_eligible = standing.status is not Status.NOT_ELIGIBLE
    problem = problem_with(place, reported(entry)) if is_eligible else None
    return CreditReport(
        entry=entry,
        destination=place.code,
        credit_id=credit_id(settings.BASE_URL, entry.pk),
        is_eligible=is_eligible,
        status=standing.status,
        reason=standing.reason,
        problem=problem or "",
        opened_at=at,
        changed_at=at,
    )


def _deletion(reversal: Entry, told: CreditReport, at: datetime) -> CreditReport:
    return CreditReport(
        entry=reversal,
        destination=told.destination,
        credit_id=told.credit_id,
        is_deletion=True,
        is_eligible=True,
        status=Status.QUEUED,
        reason=TO_DELETE,
        opened_at=at,
        changed_at=at,
    )


def reported(entry: Entry) -> Reported:
    """Return an entry, read with its offer and credit type, as pre-checks look at it."""
    offer, kind = entry.offer, entry.credit_type
    return Reported(
        credit_type=kind.code,
        amount=entry.amount,
        completed_on=entry.earned_on,
        designated=offer.amount,
        increment=kind.increment,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        pars_id=offer.pars_id,
        claim_until=offer.claim_until,
    )


def _due(entry: Entry, place: Destination, allowed: Allowed) -> Due:
    return due(
        place,
        credit=reported(entry),
        profession=entry.facts.get("profession", ""),
        subjects=allowed.subjects,
        has_name=allowed.has_name,
        known=allowed.identifiers,
    )


def take_back_reports(reversal: Entry, *, at: datetime) -> None:
    """Follow a reversal: what was not sent is withdrawn, what was sent is to be deleted there.

    Part of the transaction that appends the reversal.
    """
    reports = CreditReport.objects.filter(entry=reversal.reverses_id).select_for_update()
    rows = list(reports.order_by("pk"))
    move_reports(
        [(r, Due(Status.WITHDRAWN, REPLACED)) for r in rows if _may_be_withdrawn(r)], at=at
    )
    sent = [report for report in rows if report.status in SENT]
    if sent:
        CreditReport.objects.bulk_create(_deletion(reversal, report, at) for report in sent)


def _may_be_withdrawn(report: CreditReport) -> bool:
    status = Status(report.status)
    return status not in SENT and may_become(status, Status.WITHDRAWN)


@transaction.atomic
def allow_reporting(*, learner: User, places: Iterable[Destination], at: datetime) -> None:
    """Note the learner's consent to destinations, and queue what waited for nothing else."""
    for place in places:
        give_consent(
            person=learner,
            subject=place.subject,
            wording=place.wording,
            version=WORDING_VERSION,
            at=at,
        )
    settle_reports(learner=learner, at=at)


@transaction.atomic
def stop_reporting(*, learner: User, place: Destination, at: datetime) -> int:
    """Take a consent back: nothing more is sent. Return how many reports were sent before."""
    revoke_consent(person=learner, subject=place.subject, at=at)
    settle_reports(learner=learner, at=at)
    return sent_reports_of(learner, place.code).count()


@transaction.atomic
def tell_identifiers(
    *, learner: User, values: Mapping[tuple[Kind, str], str], at: datetime
) -> None:
    """Keep what a learner says about themselves, and queue what waited for it.

    Raises `accounts.domain.identifiers.IdentifierInvalid`.
    """
    for (kind, issuer), value in values.items():
        keep_identifier(person=learner, kind=kind, value=value, issuer=issuer, by=learner, at=at)
    settle_reports(learner=learner, at=at)


@transaction.atomic
def forget_identifier(*, identifier: Identifier, by: User, at: datetime, reason: str = "") -> None:
    """Remove an identifier; what needs it waits for another."""
    person = identifier.person
    remove_identifier(identifier=identifier, by=by, at=at, reason=reason)
    settle_reports(learner=person, at=at)


@transaction.atomic
def settle_reports(*, learner: User, at: datetime) -> int:
    """Bring what is not sent in line with consent and identity; return how many steps were taken."""
    learner = lock(User(pk=learner.pk))  # a request's user is a stand-in, which has no table
    open_reports(list(entries_without_report(learner)), at=at)
    reports = list(unsent_reports_of(learner).select_for_update(of=("self",)).order_by("pk"))
    allowed = allowed_by(learner.pk)
    steps = [(report, still_due(report, allowed)) for report in reports]
    return move_reports([step for step in steps if _differs(*step)], at=at)


def still_due(report: CreditReport, allowed: Allowed) -> Due:
    """Return where it stands now; a destination that no longer takes it never gets it."""
    standing = _due(report.entry, report.place, allowed)
    is_taken = standing.status is not Status.NOT_ELIGIBLE
    return standing if is_taken else Due(Status.WITHDRAWN, standing.reason)


def _differs(report: CreditReport, standing: Due) -> bool:
    now = (standing.status, standing.reason, _problem(report, standing))
    return (report.status, report.reason, report.problem) != now


def _problem(report: CreditReport, standing: Due) -> str:
    """Return what its provider has to put right of a report that stands so; "" once it is sent."""
    if standing.status not in UNSENT:
        return ""
    if report.held_because:
        return Problem.HELD
    if report.is_deletion:
        return ""
    return problem_with(report.place, reported(report.entry)) or ""


def move_reports(
    steps: list[tuple[CreditReport, Due]], *, at: datetime, by: User | None = None
) -> int:
    """Take steps with locked reports, each noted; return how many statuses or problems changed."""
    events = []
    for report, standing in steps:
        problem = _problem(report, standing)
        if (report.status, report.problem) != (standing.status, problem):
            events.append(_event(report, standing, problem, at, by))
        report.status, report.reason, report.changed_at = standing.status, standing.reason, at
        report.problem = problem
        report.held_because = report.held_because if problem == Problem.HELD else ""
    fields = ["status", "reason", "problem", "held_because", "changed_at"]
    moved = [report for report, _standing in steps]
    CreditReport.objects.bulk_update(moved, fields, batch_size=A_STATEMENT)
    ReportEvent.objects.bulk_create(events)
    return len(events)


def _event(
    report: CreditReport, standing: Due, problem: str, at: datetime, by: User | None
) -> ReportEvent:
    return ReportEvent(
        report=report,
        was=report.status,
        status=standing.status,
        problem_was=report.problem,
        problem=problem,
        reason=report.held_because if problem == Problem.HELD else standing.reason,
        by=by,
        at=at,
    )


def settle_left_behind(*, at: datetime) -> int:
    """Settle what a consent missed that was given while credit was being recorded."""
    learners = User.objects.filter(pk__in=list(learners_to_settle(at - LATELY)))
    return sum(settle_reports(learner=learner, at=at) for learner in learners)


@transaction.atomic
def move_report(
    *, report: CreditReport, status: Status, at: datetime, reason: str = "", by: User | None = None
) -> CreditReport:
    """Take a step with a report, for whatever sends it; raise `ReportRefused`.

    What is sent is looked over once more: without consent or identity it is not sent.
    """
    report = lock(report, "entry__credit_type", "entry__offer")
    if not may_become(Status(report.status), status):
        words = f"{report.get_status_display()} cannot become {status.value}."
        raise ReportRefused("no_such_step", words)
    if status is Status.EXPORTED:
        check_still_due(report)
    move_reports([(report, Due(status, reason))], at=at, by=by)
    return report


def check_still_due(report: CreditReport) -> None:
    """Look once more, at the last moment, whether it may go; a deletion waits for staff alone."""
    standing = Due(Status.QUEUED)
    if not report.is_deletion:
        standing = still_due(report, allowed_by(report.entry.learner_id))
    if standing.status is not Status.QUEUED:
        raise ReportRefused(standing.status.value, standing.reason)
    if problem := _problem(report, standing):
        raise ReportRefused(problem, f"{PROBLEMS[Problem(problem)]}.")


def check_due(report: CreditReport, standing: Due) -> bool:
    """Whether it may go, as it stands."""
    return standing.status is Status.QUEUED and not _problem(report, standing)


def identity_for(report: CreditReport, *, at: datetime) -> dict[tuple[str, str], str]:
    """Return the identifiers that the report's destination needs, in full, and note that they went."""
    reason = f"Report of entry {report.entry_id} to {report.place.name}"
    return disclose_identifiers(identifiers=identifiers_needed(report), reason=reason, at=at)

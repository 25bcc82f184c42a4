"""Reads about reports: of a learner, of entries, to be sent, and left behind."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Consent, Identifier, IdentifierEvent, User
from accounts.queries import identifiers_of
from courses.domain.activity_types import type_of
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import SENT, UNSENT, Status
from credits.models import CreditReport, Entry

TAKEN = sorted({code for place in DESTINATIONS.values() for code in place.takes})


def reports_of(learner: User | int) -> QuerySet[CreditReport]:
    """Return every report of the learner's credit, newest first."""
    found = CreditReport.objects.filter(entry__learner=learner)
    related = ("entry__credit_type", "entry__offer")
    return found.select_related(*related).order_by("-opened_at", "-pk")


def unsent_reports_of(learner: User | int) -> QuerySet[CreditReport]:
    """Return what is not sent yet and may change; what deletes waits for nobody."""
    return reports_of(learner).filter(status__in=UNSENT, is_deletion=False)


def deletions_waiting_of(learner: User | int) -> QuerySet[CreditReport]:
    """Return what destinations still have to be told to delete about a learner."""
    return reports_of(learner).filter(status__in=[*UNSENT, Status.REJECTED], is_deletion=True)


def sent_reports_of(learner: User | int, destination: str) -> QuerySet[CreditReport]:
    """Return what a destination was told about a learner."""
    return reports_of(learner).filter(status__in=SENT, destination=destination)


def reports_by_entry(entries: Iterable[Entry]) -> dict[int, list[CreditReport]]:
    """Return the reports of these entries by the entry's key, in one statement."""
    found = defaultdict(list)
    keys = [entry.pk for entry in entries]
    for report in CreditReport.objects.filter(entry__in=keys).order_by("pk") if keys else ():
        found[report.entry_id].append(report)
    return dict(found)


def entries_without_report(learner: User | int) -> QuerySet[Entry]:
    """Return credit that counts, that some destination takes, and that has no report."""
    standing = Entry.objects.filter(learner=learner, amount__gt=0, reversed_by=None)
    return standing.filter(credit_type__code__in=TAKEN, reports=None).select_related(
        "credit_type", "offer"
    )


def queued_reports(destination: str) -> QuerySet[CreditReport]:
    """Return what is to be sent to a destination, oldest first: deletions before what replaces them.

    What has a problem waits until its provider has put it right.
    """
    queued = CreditReport.objects.filter(destination=destination, status=Status.QUEUED, problem="")
    related = ("entry__learner", "entry__credit_type", "entry__offer")
    return queued.select_related(*related).order_by("entry_id")


def late_reports(reports: QuerySet[CreditReport], today: date) -> QuerySet[CreditReport]:
    """Return those of these reports of which their destination should have heard by now."""
    late = Q()
    for place in DESTINATIONS.values():
        last = today - timedelta(days=place.days)
        late |= Q(destination=place.code, entry__earned_on__lt=last)
    return reports.filter(late)


def learners_to_settle(since: datetime) -> QuerySet[CreditReport, int]:
    """Return whose consent or identifiers changed lately while something is not sent yet."""
    person = OuterRef("entry__learner")
    changed = Exists(Consent.objects.filter(person=person, at__gte=since)) | Exists(
        IdentifierEvent.objects.filter(person=person, at__gte=since)
    )
    unsent = CreditReport.objects.filter(Q(changed), status__in=UNSENT, is_deletion=False)
    return unsent.order_by().values_list("entry__learner", flat=True).distinct()


def identifiers_needed(report: CreditReport) -> list[Identifier]:
    """Return those of the learner's identifiers, sealed, that the report's destination asks for."""
    return _asked(report, identifiers_of(report.entry.learner_id))


def identifiers_needed_by(reports: Sequence[CreditReport]) -> dict[int, list[Identifier]]:
    """Return by report what `identifiers_needed` says of each, in one statement."""
    people = {report.entry.learner_id for report in reports}
    found = defaultdict(list)
    for row in Identifier.objects.filter(person__in=people).order_by("kind", "issuer"):
        found[row.person_id].append(row)
    return {report.pk: _asked(report, found[report.entry.learner_id]) for report in reports}


def _asked(report: CreditReport, rows: Iterable[Identifier]) -> list[Identifier]:
    asked = [ask for need in report.place.needs for ask in need]
    return [row for row in rows if any(ask.is_met_by({(row.kind, row.issuer)}) for ask in asked)]


def waiting_deletions(
    destination: str, reports: Sequence[CreditReport]
) -> frozenset[tuple[int, int]]:
    """Return learner and offer of what has yet to be deleted there and is not among these reports."""
    rows = CreditReport.objects.filter(
        status__in=[Status.QUEUED, Status.REJECTED],
        destination=destination,
        is_deletion=True,
        entry__learner__in={each.entry.learner_id for each in reports},
    ).exclude(pk__in=[each.pk for each in reports])
    return frozenset(rows.values_list("entry__learner", "entry__offer"))


@dataclass(frozen=True)
class ReportContent:
    """What a report says, but for who the learner is; `action` is "add" or "delete"."""

    action: str
    credit_id: str
    pars_id: str
    activity: str
    activity_code: str
    activity_type: str
    format: str
    credit_type: str
    amount: Decimal
    completed_on: date
    profession: str


def content_of(report: CreditReport) -> ReportContent:
    """Return what a report says; one that deletes repeats what was told."""
    entry = report.entry
    given = entry.reverses or entry
    kind = type_of(given.facts["activity"])
    return ReportContent(
        action="delete" if report.is_deletion else "add",
        credit_id=report.credit_id,
        pars_id=entry.offer.pars_id if report.place.needs_activity_id else "",
        activity=given.facts["activity"]["title"],
        activity_code=given.facts["activity"]["code"],
        activity_type=kind.pars,
        format=kind.words,
        credit_type=entry.credit_type.name,
        amount=given.amount,
        completed_on=entry.earned_on,
        profession=given.facts.get("profession", ""),
    )

"""Reads about reports: of a learner, of entries, to be sent, and left behind."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Consent, IdentifierEvent, User
from credits.domain.destinations import DESTINATIONS
from credits.domain.reporting import SENT, UNSENT, Status
from credits.models import CreditReport, Entry

TAKEN = sorted({code for place in DESTINATIONS.values() for code in place.takes})


def reports_of(learner: User | int) -> QuerySet[CreditReport]:
    """Return every report of the learner's credit, newest first."""
    found = CreditReport.objects.filter(entry__learner=learner)
    return found.select_related("entry", "entry__credit_type").order_by("-opened_at", "-pk")


def unsent_reports_of(learner: User | int) -> QuerySet[CreditReport]:
    """Return what is not sent yet and may change; what deletes waits for nobody."""
    return reports_of(learner).filter(status__in=UNSENT, entry__reverses=None)


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
    return standing.filter(credit_type__code__in=TAKEN, reports=None).select_related("credit_type")


def queued_reports(destination: str) -> QuerySet[CreditReport]:
    """Return what is to be sent to a destination, oldest first: deletions before what replaces them."""
    queued = CreditReport.objects.filter(destination=destination, status=Status.QUEUED)
    return queued.select_related("entry__learner", "entry__credit_type").order_by("entry_id")


def learners_to_settle(since: datetime) -> QuerySet[CreditReport, int]:
    """Return whose consent or identifiers changed lately while something is not sent yet."""
    person = OuterRef("entry__learner")
    changed = Exists(Consent.objects.filter(person=person, at__gte=since)) | Exists(
        IdentifierEvent.objects.filter(person=person, at__gte=since)
    )
    unsent = CreditReport.objects.filter(Q(changed), status__in=UNSENT, entry__reverses=None)
    return unsent.order_by().values_list("entry__learner", flat=True).distinct()

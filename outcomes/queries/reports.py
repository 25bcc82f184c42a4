"""Reads about reports to bodies: what waits, what it would say, which files were made."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from courses.models import ActivityPage, Provider
from credits.domain.destinations import DESTINATIONS, Destination
from credits.domain.reporting import SENT, UNSENT, Problem, Status
from credits.domain.requirements.topics import sure_topics
from credits.models import CreditReport
from credits.queries import (
    content_of,
    identifiers_needed_by,
    late_reports,
    queued_reports,
    waiting_deletions,
)
from outcomes.domain.reports.columns import FIELDS, Column, read_map
from outcomes.domain.reports.formats import Format
from outcomes.domain.reports.maps import ColumnMap
from outcomes.domain.reports.preflight import preflight_record, preflight_setup
from outcomes.domain.reports.record import (
    Activity,
    Identifiers,
    Person,
    Provider as Organisation,
    ReportedCredit,
    Topic,
)
from outcomes.models import Answer, Export, ExportLine, ReportingSetup

COUNTED = ("waiting", "ready", "with_problem", "unanswered", "accepted", "rejected")
SOON = timedelta(days=14)
BEFORE_IT = "What it replaces has to be deleted there first, and that cannot be sent now."


def activities_of(provider: Provider) -> QuerySet[ActivityPage]:
    """Return the activities in a provider's branch."""
    return ActivityPage.objects.filter(path__startswith=provider.page.path)


def provider_reports(provider: Provider, destination: str) -> QuerySet[CreditReport]:
    """Return what a destination hears, or waits to hear, of a provider's activities."""
    return CreditReport.objects.filter(
        destination=destination, entry__offer__activity__in=activities_of(provider)
    )


def setup_of(provider: Provider, destination: str) -> ReportingSetup:
    """Return a provider's settings for a destination, empty ones if nobody has given any."""
    found = ReportingSetup.objects.filter(provider=provider, destination=destination).first()
    return found or ReportingSetup(provider=provider, destination=destination)


def columns_for(sheet: ColumnMap | Format, setup: ReportingSetup) -> tuple[Column, ...]:
    """Return columns as staff mapped them, or as they come; none where columns are fixed."""
    mapped = setup.columns.get(sheet.code)
    known = sheet.fields if isinstance(sheet, ColumnMap) else FIELDS
    return read_map(mapped, known) if mapped and sheet.columns else sheet.columns


def record_of(report: CreditReport, identifiers: Identifiers, provider: Provider) -> ReportedCredit:
    """Return what a report says, with who it is about; it was read with its entry and learner."""
    entry, said = report.entry, content_of(report)
    given = entry.reverses or entry
    facts: Mapping[str, Any] = given.facts
    offer: Mapping[str, Any] = facts.get("offer") or {}
    designated = Decimal(offer.get("amount", entry.offer.amount))
    topics = sure_topics(offer.get("topics", ()), designated=designated, claimed=given.amount)
    return ReportedCredit(
        credit_id=said.credit_id,
        action=said.action,
        person=Person(
            given_name=entry.learner.first_name,
            family_name=entry.learner.last_name,
            profession=said.profession,
            identifiers=identifiers,
        ),
        activity=Activity(
            title=said.activity,
            code=said.activity_code,
            type=said.activity_type,
            format=said.format,
            starts_on=entry.offer.valid_from,
            ends_on=entry.offer.valid_until,
            pars_id=said.pars_id,
            uan=offer.get("uan") or entry.offer.uan,
        ),
        provider=Organisation(facts["activity"]["provider"], provider.accreditor_number),
        credit_code=entry.credit_type.code,
        credit_name=said.credit_type,
        unit=entry.credit_type.unit,
        amount=said.amount,
        designated=designated,
        completed_on=said.completed_on,
        topics=tuple(Topic(name, amount) for name, amount in sorted(topics.items())),
    )


@dataclass(frozen=True)
class DestinationLine:
    """How things stand with one destination, in counts of reports."""

    place: Destination
    waiting: int
    ready: int
    with_problem: int
    late: int
    soon: int
    unanswered: int
    accepted: int
    rejected: int

    @property
    def total(self) -> int:
        """How many reports there are, wherever they stand."""
        return sum(getattr(self, name) for name in COUNTED)


def destination_lines(provider: Provider, today: date) -> list[DestinationLine]:
    """Return every destination with its counts, in three statements."""
    mine = CreditReport.objects.filter(entry__offer__activity__in=activities_of(provider))
    queued = Q(status=Status.QUEUED)
    counts: dict[str, Mapping[str, Any]] = {
        row["destination"]: row
        for row in mine.order_by()
        .values("destination")
        .annotate(
            waiting=Count("pk", Q(status__in=UNSENT - {Status.QUEUED})),
            ready=Count("pk", queued & Q(problem="")),
            with_problem=Count("pk", queued & ~Q(problem="")),
            unanswered=Count("pk", Q(status__in=SENT - {Status.ACCEPTED})),
            accepted=Count("pk", Q(status=Status.ACCEPTED)),
            rejected=Count("pk", Q(status=Status.REJECTED)),
        )
    }
    unsent = mine.filter(status__in=UNSENT)
    late, with_soon = (_by_destination(late_reports(unsent, day)) for day in (today, today + SOON))
    return [
        DestinationLine(
            place=place,
            late=late[code],
            soon=with_soon[code] - late[code],
            **{name: counts[code][name] if code in counts else 0 for name in COUNTED},
        )
        for code, place in DESTINATIONS.items()
    ]


def _by_destination(reports: QuerySet[CreditReport]) -> Counter[str]:
    rows = reports.order_by().values_list("destination").annotate(Count("pk"))
    return Counter(dict(rows))


def line_for(provider: Provider, destination: str, today: date) -> DestinationLine:
    """Return how things stand with one destination."""
    lines = destination_lines(provider, today)
    return next(line for line in lines if line.place.code == destination)


def problems_waiting(provider: Provider, destination: str) -> list[tuple[Problem, int]]:
    """Return what keeps queued reports back, with how many each."""
    rows = (
        provider_reports(provider, destination)
        .filter(status=Status.QUEUED)
        .exclude(problem="")
        .order_by()
        .values_list("problem")
        .annotate(Count("pk"))
        .order_by("problem")
    )
    return [(Problem(problem), many) for problem, many in rows]


def exports_of(provider: Provider, destination: str) -> QuerySet[Export]:
    """Return the files for a destination, newest first."""
    found = Export.objects.filter(provider=provider, destination=destination)
    return found.select_related("asked_by").order_by("-asked_at", "-pk")


def answers_of(provider: Provider, destination: str) -> QuerySet[Answer]:
    """Return the files of answers that were read in, newest first."""
    found = Answer.objects.filter(provider=provider, destination=destination)
    return found.select_related("by").order_by("-at", "-pk")


def lines_in(export: Export) -> QuerySet[ExportLine]:
    """Return the lines of a file with their reports, in the file's order."""
    related = ("report__entry__learner", "report__entry__credit_type")
    return export.lines.select_related(*related).order_by("number")


@dataclass(frozen=True)
class Told:
    """One problem, with the report that has it; None for one of the whole file."""

    report: CreditReport | None
    message: str
    is_blocking: bool


@dataclass(frozen=True)
class Checked:
    """Which reports can be sent, and everything that stands against the others."""

    sound: Sequence[CreditReport]
    told: Sequence[Told]

    @property
    def stops(self) -> list[str]:
        """What keeps the whole file from being made."""
        return [each.message for each in self.told if each.report is None and each.is_blocking]


def reports_to_check(provider: Provider, destination: str, most: int) -> list[CreditReport]:
    """Return what would be sent now, oldest first, with everything that is read of it."""
    mine = queued_reports(destination).filter(entry__offer__activity__in=activities_of(provider))
    return list(mine.select_related("entry__reverses")[:most])


def check_reports(
    reports: Sequence[CreditReport], form: Format, setup: ReportingSetup, provider: Provider
) -> Checked:
    """Look everything over before it is sent; identifiers are looked at masked.

    A record that replaces another waits until the other can be deleted.
    """
    masked = {
        pk: {(row.kind, row.issuer): row.masked for row in rows}
        for pk, rows in identifiers_needed_by(reports).items()
    }
    told = []
    behind: set[int] = set()
    for report in reports:
        findings = preflight_record(
            record_of(report, masked[report.pk], provider), form, setup.constants
        )
        told += [Told(report, each.message, each.is_blocking) for each in findings]
        if any(each.is_blocking for each in findings):
            behind.add(report.pk)
    kept = _deletions_behind(reports, behind, setup.destination)
    for report in reports:
        if not report.is_deletion and _pair(report) in kept:
            told.append(Told(report, BEFORE_IT, is_blocking=True))
            behind.add(report.pk)
    whole = [
        Told(None, message, is_blocking=True) for message in preflight_setup(form, setup.constants)
    ]
    return Checked([each for each in reports if each.pk not in behind], [*whole, *told])


def _pair(report: CreditReport) -> tuple[int, int]:
    return report.entry.learner_id, report.entry.offer_id


def _deletions_behind(
    reports: Sequence[CreditReport], behind: set[int], destination: str
) -> set[tuple[int, int]]:
    stay = {_pair(each) for each in reports if each.is_deletion and each.pk in behind}
    return stay | waiting_deletions(destination, reports)

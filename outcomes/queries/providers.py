"""Reads about providers: their activities side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db.models import Count, OuterRef, QuerySet, Subquery

from courses.models import ActivityPage, ActivityVersion, Provider, ProviderPage
from courses.queries import FrozenActivity, frozen_activities
from learners.models import Enrolment
from outcomes.domain.cohort import Cohort
from outcomes.domain.credit import CreditLine, totals
from outcomes.domain.participation import Participation, Stage, participation, total
from outcomes.queries.cohorts import enrolments_in
from outcomes.queries.held import held
from outcomes.queries.ledger import credit_lines
from outcomes.queries.participation import groups_of
from outcomes.queries.snapshot import snapshot

QUERY_VERSION = 1


@dataclass(frozen=True)
class ActivityLine:
    """One activity of a provider with its counts and its credit by type."""

    activity: FrozenActivity
    is_live: bool
    participation: Participation
    credit: Sequence[CreditLine]


@dataclass(frozen=True)
class ProviderReport:
    """All activities of a provider; `people` counts somebody in two activities once."""

    provider: Provider
    cohort: Cohort
    cut_off: datetime
    lines: Sequence[ActivityLine]
    people: int
    query_version: int = QUERY_VERSION

    @property
    def participation(self) -> Participation:
        """The sums over all activities."""
        return total(line.participation for line in self.lines)

    @property
    def credit(self) -> list[CreditLine]:
        """The sums of each credit type."""
        return totals(line for row in self.lines for line in row.credit)

    @property
    def enrolled(self) -> int:
        """How many enrolments the report is about."""
        return self.participation[Stage.ENROLLED]


def reported_activities(provider: Provider) -> QuerySet[ActivityPage]:
    """Return the provider's activities that were ever published, with `version_id`, the newest."""
    newest = ActivityVersion.objects.filter(activity=OuterRef("pk")).order_by("-number")
    return (
        ActivityPage.objects.child_of(provider.page)
        .annotate(version_id=Subquery(newest.values("pk")[:1]))
        .filter(version_id__isnull=False)
        .order_by("title", "pk")
    )


def provider_report(provider: Provider, cohort: Cohort, *, at: datetime) -> ProviderReport:
    """Return a provider's activities with participation and credit, in five queries."""
    subject = f"provider {provider.pk} {cohort} {QUERY_VERSION}"
    return held(subject, lambda: _provider_report(provider, cohort, at))


def _provider_report(provider: Provider, cohort: Cohort, at: datetime) -> ProviderReport:
    with snapshot():
        rows = list(reported_activities(provider).values_list("pk", "live", "version_id"))
        ids = [pk for pk, _live, _version in rows]
        frozen = {a.activity_id: a for a in frozen_activities(version for *_, version in rows)}
        enrolments = enrolments_in(ids, cohort)
        lessons = {pk: [row["id"] for row in frozen[pk].facts["lessons"]] for pk in ids}
        groups = groups_of(enrolments, list(chain(*lessons.values())), with_tests=False)
        credit = _by_activity(credit_lines(ids, cohort))
        return ProviderReport(
            provider=provider,
            cohort=cohort,
            cut_off=at,
            lines=[
                ActivityLine(
                    activity=frozen[pk],
                    is_live=live,
                    participation=participation(groups.get(pk, []), len(lessons[pk])),
                    credit=credit.get(pk, []),
                )
                for pk, live, _version in rows
            ],
            people=enrolments.values("learner").distinct().count(),
        )


def _by_activity(lines: Iterable[CreditLine]) -> dict[int, list[CreditLine]]:
    grouped: dict[int, list[CreditLine]] = {}
    for line in lines:
        grouped.setdefault(line.activity, []).append(line)
    return {activity: totals(mine) for activity, mine in grouped.items()}


@dataclass(frozen=True)
class ProviderLine:
    """A provider in the list of those open to somebody."""

    provider: Provider
    activities: int
    enrolled: int
    completed: int


def provider_lines(providers: Iterable[Provider]) -> list[ProviderLine]:
    """Return what each provider has, in three queries however many there are."""
    providers = list(providers)
    homes = dict(
        ProviderPage.objects.filter(provider__in=providers).values_list("path", "provider")
    )
    pages = ActivityPage.objects.filter(versions__isnull=False).distinct().values_list("pk", "path")
    home_of = {
        pk: homes[home] for pk, path in pages if (home := path[: -ProviderPage.steplen]) in homes
    }
    counts = (
        Enrolment.objects.filter(activity__in=list(home_of))
        .values_list("activity")
        .annotate(enrolled=Count("pk"), completed=Count("completion"))
        .order_by()
    )
    activities = Counter(home_of.values())
    enrolled: Counter[int] = Counter()
    completed: Counter[int] = Counter()
    for activity, people, done in counts:
        enrolled[home_of[activity]] += people
        completed[home_of[activity]] += done
    return [
        ProviderLine(each, activities[each.pk], enrolled[each.pk], completed[each.pk])
        for each in providers
    ]

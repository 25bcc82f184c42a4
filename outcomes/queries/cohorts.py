"""Who belongs to a report."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from learners.models import Enrolment
from outcomes.domain.cohort import Basis, Cohort

MOMENT = {Basis.ENROLLED: "enrolled_at", Basis.COMPLETED: "completion__completed_at"}
PROFESSION = "learner__profile__profession"


def enrolments_in(activity_ids: Iterable[int], cohort: Cohort) -> QuerySet[Enrolment]:
    """Return the enrolments in some activities that a report is about."""
    rows = in_period(Enrolment.objects.filter(activity__in=list(activity_ids)), cohort)
    return rows.filter(**{PROFESSION: cohort.profession}) if cohort.profession else rows


def in_period(rows: QuerySet[Any], cohort: Cohort, path: str = "") -> QuerySet[Any]:
    """Narrow rows to the period; `path` leads from a row to its enrolment, as `enrolment__`."""
    return rows.filter(period(cohort, path)) if cohort.has_period else rows


def period(cohort: Cohort, path: str = "") -> Q:
    """Return the condition that an enrolment's day lies in the period."""
    moment = path + MOMENT[cohort.basis]
    condition = Q()
    if cohort.begins_at:
        condition &= Q(**{f"{moment}__gte": cohort.begins_at})
    if cohort.ends_before:
        condition &= Q(**{f"{moment}__lt": cohort.ends_before})
    return condition

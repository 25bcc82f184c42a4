"""Reads about credit given and taken back: sums of the signed ledger, exact."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from credits.models import Entry
from learners.models import Enrolment
from outcomes.domain.cohort import Cohort
from outcomes.domain.credit import CreditLine
from outcomes.queries.cohorts import period

CLAIM = "claim:"
KEY = ("activity", "type_code", "type_name", "profession")


class Reason(StrEnum):
    """Why an entry stands in the ledger."""

    RECORDED = "recorded"
    ADJUSTED = "adjusted"
    WITHDRAWN = "withdrawn"


def credit_lines(activity_ids: Iterable[int], cohort: Cohort) -> list[CreditLine]:
    """Return the ledger of some activities by type and by profession at the time of the award."""
    rows = (
        _entries(activity_ids, cohort)
        .values(*KEY, "entered_as")
        .annotate(
            total=Sum("amount"),
            people=Count("learner", distinct=True, filter=Q(amount__gt=0, reversed_by=None)),
        )
        .order_by("type_name", "profession", "activity")
    )
    return [
        _line(dict(zip(KEY, key, strict=True)), list(part))
        for key, part in groupby(rows, itemgetter(*KEY))
    ]


def _entries(activity_ids: Iterable[int], cohort: Cohort) -> QuerySet[Entry]:
    entries = Entry.objects.filter(offer__activity__in=list(activity_ids)).annotate(
        profession=Coalesce(
            KeyTextTransform("profession", "facts"),
            KeyTextTransform("profession", "reverses__facts"),
            Value(""),
            output_field=CharField(),
        ),
        entered_as=_reason(),
        activity=F("offer__activity"),
        type_code=F("credit_type__code"),
        type_name=F("credit_type__name"),
    )
    if cohort.has_period:
        enrolled = Enrolment.objects.filter(
            period(cohort), learner=OuterRef("learner"), activity=OuterRef("offer__activity")
        )
        entries = entries.filter(Exists(enrolled))
    return entries.filter(profession=cohort.profession) if cohort.profession else entries


def _reason() -> Case:
    """Tell a reversal that made room for a smaller claim from one that took credit back."""
    claim = Entry.objects.filter(source=Concat(Value(CLAIM), Cast(OuterRef("pk"), CharField())))
    return Case(
        When(source__startswith=CLAIM, then=Value(Reason.ADJUSTED)),
        When(reverses=None, then=Value(Reason.RECORDED)),
        When(Exists(claim), then=Value(Reason.ADJUSTED)),
        default=Value(Reason.WITHDRAWN),
        output_field=CharField(),
    )


def _line(key: dict[str, Any], parts: list[dict[str, Any]]) -> CreditLine:
    sums = {part["entered_as"]: part["total"] for part in parts}
    return CreditLine(
        **key,
        people=sum(part["people"] for part in parts),
        **{reason.value: sums.get(reason.value, Decimal("0.00")) for reason in Reason},
    )

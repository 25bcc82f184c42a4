"""Reads about offers: which activity gives which credit, and to whom."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet

from common.prepared import DAY, ID, Prepared
from courses.domain.preflight import Offered
from credits.domain import rules
from credits.models import CreditOffer


def offers_of(activity_ids: Iterable[int], on: date) -> QuerySet[CreditOffer]:
    """Return what the activities offer on a day, with their credit types."""
    return (
        CreditOffer.objects.filter(
            activity__in=list(activity_ids),
            withdrawn_at=None,
            valid_from__lte=on,
            valid_until__gte=on,
            credit_type__is_active=True,
        )
        .select_related("credit_type")
        .order_by("activity_id", "credit_type__name")
    )


_offers_in: Prepared[CreditOffer] = Prepared(
    lambda activity, on: offers_of([activity], on), ID, DAY
)


def offers_in(activity_id: int, on: date) -> list[CreditOffer]:
    """Return what one activity offers on a day, with credit types."""
    return _offers_in.rows(activity_id, on)


class OfferedCredit(NamedTuple):
    """What an activity offers, as a list of activities shows it."""

    activity_id: int
    code: str
    short_name: str
    amount: Decimal
    professions: list[str]

    def may_be_taken_by(self, profession: str) -> bool:
        """Whether the profession may take it; a stranger, who has none, sees every offer."""
        return not profession or rules.may_take(profession, self.professions)


def credit_offered(on: date) -> dict[int, list[OfferedCredit]]:
    """Return what every activity offers on a day, by activity: one light query for a whole list."""
    rows = CreditOffer.objects.filter(
        withdrawn_at=None, valid_from__lte=on, valid_until__gte=on, credit_type__is_active=True
    ).order_by("credit_type__name")
    fields = ("activity_id", "credit_type__code", "credit_type__short_name", "amount")
    offered: dict[int, list[OfferedCredit]] = {}
    for row in rows.values_list(*fields, "credit_type__professions"):
        offered.setdefault(row[0], []).append(OfferedCredit(*row))
    return offered


_offers_ever: Prepared[CreditOffer] = Prepared(
    lambda activity: (
        CreditOffer.objects.filter(activity=activity)
        .select_related("credit_type", "statement_version")
        .order_by("credit_type__name", "pk")
    ),
    ID,
)


def offers_ever(activity_id: int) -> list[CreditOffer]:
    """Return every offer that an activity ever had, withdrawn ones too, with credit types."""
    return _offers_ever.rows(activity_id)


def takable(
    offers: Iterable[CreditOffer], profession: str, on: date, at: datetime
) -> list[CreditOffer]:
    """Return which of the offers somebody of this profession may take who completed at this moment.

    `on` is that moment's day where the learner lives. What was withdrawn later could still be taken.
    """
    return [
        offer
        for offer in offers
        if offer.valid_from <= on <= offer.valid_until
        and offer.designated_at <= at
        and (offer.withdrawn_at is None or offer.withdrawn_at > at)
        and offer.credit_type.is_active
        and rules.may_take(profession, offer.credit_type.professions)
    ]


def eligible_offers(activity_id: int, profession: str, on: date, at: datetime) -> list[CreditOffer]:
    """Return the offers of an activity that could be taken then."""
    return takable(offers_ever(activity_id), profession, on, at)


def designated_for(activity_id: int) -> list[Offered]:
    """Return the credit that is designated for an activity, as its preflight asks for it."""
    standing = CreditOffer.objects.filter(activity=activity_id, withdrawn_at=None)
    return [
        Offered(
            name=offer.credit_type.short_name,
            designated_on=offer.designated_at.date(),
            needs_test=offer.credit_type.assessment_required,
        )
        for offer in standing.select_related("credit_type").order_by("pk")
    ]

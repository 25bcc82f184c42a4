"""Designate credit: which activity offers how much, before it begins."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from courses.domain.activity_types import TYPES
from courses.models import ActivityPage
from credits.domain.credit_types import CREDIT_SYSTEMS
from credits.domain.destinations import PARS_ID, is_known_to_pars
from credits.domain.rules import is_multiple, most_beside
from credits.domain.uan import UanRefused, check_uan
from credits.models import CreditOffer, CreditType, StatementVersion


class OfferRefused(Exception):
    """Credit cannot be designated so; `field` says where the mistake is."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def ensure_credit_types() -> list[CreditType]:
    """Return the common credit types, adding those that are missing; edited ones stay."""
    return [
        CreditType.objects.get_or_create(
            code=system.code,
            defaults={**asdict(system), "professions": list(system.professions)},
        )[0]
        for system in CREDIT_SYSTEMS
    ]


def statement_for(template: StatementVersion, **fields: Any) -> str:
    """Return the designation statement; it is generated and never typed."""
    unit = template.credit_type.unit
    return template.text.format(unit=unit, **fields)


def statement_version(credit_type: CreditType, on: date) -> StatementVersion:
    """Return the version of a type's statement that holds, keeping its text if that is new."""
    last = credit_type.statements.first()
    if last and last.text == credit_type.designation_statement:
        return last
    return StatementVersion.objects.create(
        credit_type=credit_type,
        number=last.number + 1 if last else 1,
        text=credit_type.designation_statement,
        in_force_from=on,
    )


@transaction.atomic
def designate_credit(
    *,
    activity: ActivityPage,
    credit_type: CreditType,
    amount: Decimal,
    valid_from: date,
    valid_until: date,
    at: datetime,
    by: User | None = None,
    topics: Sequence[dict[str, Any]] = (),
    uan: str = "",
    pars_id: str = "",
) -> CreditOffer:
    """Offer credit for an activity from a day on; raise `OfferRefused` with the field at fault."""
    if amount <= 0 or not is_multiple(amount, credit_type.increment):
        raise OfferRefused("amount", f"Give the amount in steps of {credit_type.increment}.")
    if valid_from < at.date():
        raise OfferRefused("valid_from", "Credit is designated beforehand, never retroactively.")
    if valid_until < valid_from:
        raise OfferRefused("valid_until", "The offer ends before it begins.")
    if sum((Decimal(row["amount"]) for row in topics), Decimal(0)) > amount:
        raise OfferRefused("topics", "The topics add up to more than the amount.")
    uan = _uan(credit_type, uan)
    pars_id = _pars_id(activity, credit_type, pars_id)
    capping = _capping(activity, credit_type, amount)
    template = statement_version(credit_type, at.date())
    return CreditOffer.objects.create(
        activity=activity,
        credit_type=credit_type,
        amount=amount,
        designated_at=at,
        designated_by=by,
        valid_from=valid_from,
        valid_until=valid_until,
        topics=list(topics),
        uan=uan,
        pars_id=pars_id,
        beside=capping,
        statement_version=template,
        statement=statement_for(
            template,
            provider=activity.provider.name,
            format=TYPES[activity.type].words,
            amount=f"{amount:.2f}",
            uan=uan,
        ),
    )


def _pars_id(activity: ActivityPage, credit_type: CreditType, pars_id: str) -> str:
    """Return the number under which PARS knows the activity: given, or that of its other offers."""
    if not (credit_type.board or is_known_to_pars(credit_type.code)):
        if pars_id:
            raise OfferRefused("pars_id", "This type of credit is not reported to PARS.")
        return ""
    number = read_pars_id(activity, pars_id)
    others = CreditOffer.objects.filter(activity=activity, withdrawn_at=None).exclude(pars_id="")
    known = others.values_list("pars_id", flat=True).first()
    if known and number and known != number:
        raise OfferRefused("pars_id", f"PARS knows this activity as {known}.")
    if credit_type.board and not (number or known):
        raise OfferRefused("pars_id", "Points need the nine digits of the activity's PARS ID.")
    return number or known or ""


def read_pars_id(activity: ActivityPage, text: str) -> str:
    """Return a PARS ID, "" for none; raise `OfferRefused` for what is none or another activity's."""
    number = text.strip()
    if number and not PARS_ID.fullmatch(number):
        raise OfferRefused("pars_id", "A PARS ID has nine digits.")
    if number and CreditOffer.objects.filter(pars_id=number).exclude(activity=activity).exists():
        raise OfferRefused("pars_id", "Another activity has this PARS ID.")
    return number


def _uan(credit_type: CreditType, uan: str) -> str:
    audience = credit_type.uan_audience
    if not audience:
        if uan:
            raise OfferRefused("uan", "This type of credit has no universal activity number.")
        return ""
    try:
        number = check_uan(uan, audience=audience)
    except UanRefused as refusal:
        raise OfferRefused("uan", str(refusal)) from refusal
    if CreditOffer.objects.filter(uan=number, withdrawn_at=None).exists():
        raise OfferRefused("uan", "Another offer carries this number: each has its own.")
    return number


def _capping(
    activity: ActivityPage, credit_type: CreditType, amount: Decimal
) -> CreditOffer | None:
    """Return the offer beside which this one stands, refusing more than that allows."""
    if not credit_type.within:
        return None
    open_offers = CreditOffer.objects.filter(activity=activity, withdrawn_at=None)
    found = open_offers.filter(credit_type__code=credit_type.within).first()
    if found is None:
        raise OfferRefused("credit_type", "Designate the credit that it stands beside first.")
    most = most_beside(found.amount, increment=credit_type.increment, rounding=credit_type.rounding)
    if amount > most:
        raise OfferRefused(
            "amount", f"At most {most:.2f}: the credit beside it is {found.amount:.2f}."
        )
    return found


def withdraw_offer(*, offer: CreditOffer, at: datetime) -> None:
    """End an offer and those that stand beside it; credit already given under them stays."""
    ending = CreditOffer.objects.filter(Q(pk=offer.pk) | Q(beside=offer.pk), withdrawn_at=None)
    ending.update(withdrawn_at=at)

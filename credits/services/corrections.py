"""Corrections by staff: issue credit anew, or take it back, each with a reason and a name."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from common.locks import lock
from credits.models import Entry
from credits.queries.ledger import CORRECTION, REISSUED
from credits.services.certificates import request_certificates
from credits.services.conditions import beside, lock_capping
from credits.services.ledger import (
    append_reversal,
    check_amount,
    check_stands,
    keep_within,
)
from credits.services.reporting import open_reports


@transaction.atomic
def reissue_credit(
    *, entry: Entry, reason: str, by: User, at: datetime, amount: Decimal | None = None
) -> Entry:
    """Replace an entry by one whose certificate prints the learner's name as it is now.

    The old code says that it was replaced and leads to the new one. `amount` corrects the amount
    within what was designated; raises `ClaimRefused` or `CreditRefused` where that cannot be.
    """
    lock_capping(entry)
    entry = lock(entry, "credit_type", "offer")
    check_stands(entry)
    amount = entry.amount if amount is None else amount
    if amount != entry.amount:
        check_amount(entry, amount)
    reversal = append_reversal(entry, at=at, reason=reason, facts=_by(by, REISSUED))
    renewed = Entry.objects.create(
        learner_id=entry.learner_id,
        credit_type=entry.credit_type,
        offer=entry.offer,
        amount=amount,
        source=f"{REISSUED}:{reversal.pk}",
        facts={**entry.facts, **_by(by, REISSUED), "reissue_of": entry.pk},
        earned_on=entry.earned_on,
        awarded_at=at,
        reason=reason,
    )
    request_certificates([renewed])
    open_reports([renewed], at=at)
    for points in beside(entry):
        keep_within(points, at)
    return renewed


@transaction.atomic
def take_back(*, entry: Entry, reason: str, by: User, at: datetime) -> Entry:
    """Reverse an entry, and the points that stand beside it."""
    lock_capping(entry)
    entry = lock(entry, "credit_type", "offer")
    check_stands(entry)
    reversal = append_reversal(entry, at=at, reason=reason, facts=_by(by, "taken_back"))
    for points in beside(entry):
        keep_within(points, at)
    return reversal


def _by(by: User, what: str) -> dict[str, Any]:
    return {CORRECTION: what, "by": by.pk}

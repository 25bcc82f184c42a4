"""The ledger's writes; each appends and none changes what stands."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from common.locks import lock
from credits.domain import rules
from credits.models import CreditOffer, Entry
from credits.queries import boards_asked, eligible_offers, entries_to_restore, standing_entries_in
from credits.queries.ledger import GRADE, RESTORED
from credits.services.certificates import request_certificates
from credits.services.conditions import (
    await_notes,
    beside,
    cap_of,
    close_awaiting,
    lock_capping,
    open_to,
    reopen_awaiting,
)
from credits.services.reporting import open_reports, take_back_reports

BY_LEARNER = "Claim adjusted by the learner"
CAPPED = "Less was claimed of the credit beside it"


class CreditRefused(Exception):
    """The ledger cannot take this entry; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def record_credit(
    *,
    learner: User,
    activity_id: int,
    profession: str,
    completion_id: int,
    completed_at: datetime,
    facts: Mapping[str, Any],
    at: datetime,
) -> list[Entry]:
    """Enter credit for every offer that the profession could take at that moment, in full.

    Part of the transaction that completes the activity. An entry's source is unique, so a
    completion can give each credit type once only, whatever is repeated. What asks for a
    reflective note waits for it; a board's points are for its diplomates.
    """
    earned_on = completed_at.astimezone(learner.zone).date()
    offers = eligible_offers(activity_id, profession, earned_on, completed_at)
    boards = boards_asked(learner, offers)
    earned = entries_for(
        open_to(boards, offers),
        learner=learner,
        profession=profession,
        completion_id=completion_id,
        earned_on=earned_on,
        facts=facts,
        at=at,
    )
    entries = Entry.objects.bulk_create(await_notes(earned, at=at))
    request_certificates(entries)
    open_reports(entries, at=at)
    return entries


def entries_for(
    offers: Iterable[CreditOffer],
    *,
    learner: User,
    profession: str,
    completion_id: int,
    earned_on: date,
    facts: Mapping[str, Any],
    at: datetime,
) -> list[Entry]:
    """Return the entries that a completion earns, not yet written."""
    return [
        Entry(
            learner=learner,
            credit_type=offer.credit_type,
            offer=offer,
            amount=offer.amount,
            source=f"completion:{completion_id}:{offer.credit_type.code}",
            facts={
                **facts,
                "profession": profession,
                "offer": _describe(offer),
                **_diplomate(offer),
            },
            earned_on=earned_on,
            awarded_at=at,
        )
        for offer in offers
    ]


def _diplomate(offer: CreditOffer) -> dict[str, Any]:
    """Name the board; the number there can be destroyed, and what is sealed cannot."""
    board = offer.credit_type.board
    return {"diplomate": {"board": board}} if board else {}


def _describe(offer: Any) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "credit_type": offer.credit_type.code,
        "name": offer.credit_type.name,
        "amount": str(offer.amount),
        "increment": str(offer.credit_type.increment),
        "statement": offer.statement,
        "statement_version": offer.statement_version_id and offer.statement_version.number,
        "uan": offer.uan,
        "pars_id": offer.pars_id,
        "topics": offer.topics,
        "designated_at": offer.designated_at.isoformat(),
        "valid_from": offer.valid_from.isoformat(),
        "valid_until": offer.valid_until.isoformat(),
    }


@transaction.atomic
def adjust_claim(*, entry: Entry, claim: Decimal, at: datetime) -> Entry:
    """Let a learner claim less than was recorded: a reversal and a new entry.

    Raises `credits.domain.rules.ClaimRefused` for an amount that the offer does not cover and
    `CreditRefused` if the entry was taken back meanwhile. Claiming what stands changes nothing.
    """
    lock_capping(entry)
    entry = lock(entry, "credit_type", "offer")
    check_stands(entry)
    check_amount(entry, claim)
    if claim == entry.amount:
        return entry
    claimed = _claim(entry, claim, at)
    for points in beside(entry):
        keep_within(points, at)
    return claimed


def check_amount(entry: Entry, claim: Decimal) -> None:
    """Raise `ClaimRefused` for an amount that the offer, or the credit beside it, does not cover."""
    rules.check_claim(claim, designated=entry.offer.amount, increment=entry.credit_type.increment)
    cap = cap_of(entry)
    if cap is not None and claim > cap:
        message = f"At most {cap:.2f} can be claimed beside the credit that you claimed."
        raise rules.ClaimRefused("claim_above_cap", message)


def keep_within(points: Entry, at: datetime) -> None:
    """Lower points to what the credit beside them now allows, to nothing if need be."""
    points = lock(points, "credit_type", "offer")
    cap = cap_of(points)
    if cap is None or points.amount <= cap:
        return
    if cap > 0:
        _claim(points, cap, at, reason=CAPPED)
    else:
        append_reversal(points, at=at, reason=CAPPED)


def _claim(entry: Entry, claim: Decimal, at: datetime, *, reason: str = BY_LEARNER) -> Entry:
    reversal = append_reversal(entry, at=at, reason=reason)
    claimed = Entry.objects.create(
        learner_id=entry.learner_id,
        credit_type=entry.credit_type,
        offer=entry.offer,
        amount=claim,
        source=f"claim:{reversal.pk}",
        facts={**entry.facts, "claim_of": entry.pk},
        earned_on=entry.earned_on,
        awarded_at=at,
        reason="Claimed by the learner" if reason == BY_LEARNER else reason,
    )
    request_certificates([claimed])
    open_reports([claimed], at=at)
    return claimed


@transaction.atomic
def reverse_credit(
    *, entry: Entry, reason: str, at: datetime, facts: Mapping[str, Any] | None = None
) -> Entry:
    """Take an entry back by appending its opposite; raise `CreditRefused` if that was done.

    `facts` say more about why than the reason does.
    """
    entry = lock(entry, "credit_type", "offer")
    check_stands(entry)
    return append_reversal(entry, at=at, reason=reason, facts=facts)


@transaction.atomic
def withdraw_credit(
    *, learner: User, activity_id: int, grade_id: int, reason: str, at: datetime
) -> list[Entry]:
    """Take back all credit that an activity gave a learner, because a grade was lowered.

    Returns the reversals; a second call finds nothing left. Part of a transaction that holds the
    enrolment.
    """
    close_awaiting(learner=learner, activity_id=activity_id, at=at)
    reversals = []
    while found := list(standing_entries_in([learner.pk], [activity_id])):
        for entry in found:
            # A claim may replace the entry meanwhile: then the next look finds that claim.
            with suppress(CreditRefused):
                reversals.append(
                    reverse_credit(entry=entry, reason=reason, at=at, facts={GRADE: grade_id})
                )
    return reversals


@transaction.atomic
def restore_credit(*, learner: User, activity_id: int, reason: str, at: datetime) -> list[Entry]:
    """Give back what `withdraw_credit` took, each entry once; return the new entries."""
    reopen_awaiting(learner=learner, activity_id=activity_id)
    entries = Entry.objects.bulk_create(
        _restored(reversal.reverses, reversal, reason, at)
        for reversal in entries_to_restore([learner.pk], [activity_id])
        if reversal.reverses
    )
    request_certificates(entries)
    open_reports(entries, at=at)
    return entries


def _restored(taken: Entry, reversal: Entry, reason: str, at: datetime) -> Entry:
    return Entry(
        learner_id=taken.learner_id,
        credit_type=reversal.credit_type,
        offer=reversal.offer,
        amount=taken.amount,
        source=f"{RESTORED}:{reversal.pk}",
        facts={**taken.facts, "restores": taken.pk},
        earned_on=taken.earned_on,
        awarded_at=at,
        reason=reason,
    )


def check_stands(entry: Entry) -> None:
    """Raise `CreditRefused` for a reversal, and for what was taken back."""
    if entry.amount < 0:
        raise CreditRefused("is_reversal", "This line takes credit back; it cannot be changed.")
    if Entry.objects.filter(reverses=entry).exists():
        raise CreditRefused("reversed", "This credit was replaced or withdrawn meanwhile.")


def append_reversal(
    entry: Entry, *, at: datetime, reason: str, facts: Mapping[str, Any] | None = None
) -> Entry:
    """Append the opposite of an entry; the caller holds its lock."""
    reversal = Entry.objects.create(
        learner_id=entry.learner_id,
        credit_type=entry.credit_type,
        offer=entry.offer,
        amount=-entry.amount,
        source=f"reversal:{entry.pk}",
        reverses=entry,
        facts={**(facts or {}), "reverses": entry.pk},
        earned_on=entry.earned_on,
        awarded_at=at,
        reason=reason,
    )
    take_back_reports(reversal, at=at)
    return reversal

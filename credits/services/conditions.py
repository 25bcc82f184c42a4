"""Credit that asks for more than a completion: board points and credit with a reflective note."""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.domain.identifiers import Kind
from accounts.models import User
from accounts.queries import identifiers_of
from credits.domain.rules import most_beside
from credits.models import Awaiting, CreditOffer, Diplomate, Entry, Reflection
from credits.services.certificates import request_certificates
from credits.services.reporting import forget_identifier, open_reports, tell_identifiers


@transaction.atomic
def name_board(*, learner: User, board: str, number: str, at: datetime) -> Diplomate:
    """Note that a learner is certified by a board, with their number there; points are recorded from now on.

    Raises `accounts.domain.identifiers.IdentifierInvalid`.
    """
    tell_identifiers(learner=learner, values={(Kind.BOARD_ID, board.upper()): number}, at=at)
    return Diplomate.objects.get_or_create(learner=learner, board=board)[0]


@transaction.atomic
def drop_board(*, learner: User, board: str, at: datetime) -> None:
    """Forget a board and the number there; points recorded stay."""
    dropped, _rows = Diplomate.objects.filter(learner=learner, board=board).delete()
    number = identifiers_of(learner).filter(kind=Kind.BOARD_ID, issuer=board.upper()).first()
    if dropped and number:
        forget_identifier(identifier=number, by=learner, at=at)


def open_to(boards: Collection[str], offers: Iterable[CreditOffer]) -> list[CreditOffer]:
    """Leave out points of all boards but these; what caps others goes first."""
    mine = [each for each in offers if each.credit_type.board in {"", *boards}]
    return sorted(mine, key=lambda offer: offer.beside_id is not None)


def await_notes(entries: Iterable[Entry], *, at: datetime) -> list[Entry]:
    """Keep what asks for a reflective note until it is written; return the entries to give now."""
    entries = list(entries)
    waiting = [entry for entry in entries if entry.credit_type.reflection_required]
    Awaiting.objects.bulk_create(
        Awaiting(
            learner=entry.learner,
            offer=entry.offer,
            source=entry.source,
            facts=entry.facts,
            earned_on=entry.earned_on,
            since=at,
        )
        for entry in waiting
    )
    return [entry for entry in entries if not entry.credit_type.reflection_required]


@transaction.atomic
def write_reflection(*, awaiting: Awaiting, text: str, at: datetime) -> Entry:
    """Give the credit together with the note it asks for; a second call finds what the first wrote."""
    awaiting = Awaiting.objects.select_for_update().get(pk=awaiting.pk, closed_at=None)
    given = Entry.objects.filter(source=awaiting.source).first()
    if given:
        return given
    offer = awaiting.offer
    entry = Entry.objects.create(
        learner_id=awaiting.learner_id,
        credit_type=offer.credit_type,
        offer=offer,
        amount=offer.amount,
        source=awaiting.source,
        facts=awaiting.facts,
        earned_on=awaiting.earned_on,
        awarded_at=at,
        reason="Reflective note written",
    )
    Reflection.objects.create(entry=entry, text=text, written_at=at)
    request_certificates([entry])
    open_reports([entry], at=at)
    return entry


def close_awaiting(*, learner: User, activity_id: int, at: datetime) -> None:
    """Stop waiting for notes on an activity whose grade was lowered."""
    _awaiting_at(learner, activity_id).filter(closed_at=None).update(closed_at=at)


def reopen_awaiting(*, learner: User, activity_id: int) -> None:
    """Wait again once the activity is passed again."""
    _awaiting_at(learner, activity_id).update(closed_at=None)


def _awaiting_at(learner: User, activity_id: int) -> Any:
    return Awaiting.objects.filter(learner=learner, offer__activity=activity_id)


def cap_of(entry: Entry) -> Decimal | None:
    """Return the most that may be claimed beside the credit that caps an entry, None if nothing does.

    What stands of that credit counts, so claiming less of it lowers this.
    """
    beside = entry.offer.beside_id
    if beside is None:
        return None
    standing = Entry.objects.filter(
        learner=entry.learner_id, offer=beside, amount__gt=0, reversed_by=None
    ).first()
    kind = entry.credit_type
    credit = standing.amount if standing else Decimal(0)
    return most_beside(credit, increment=kind.increment, rounding=kind.rounding)


def lock_capping(entry: Entry) -> None:
    """Lock the credit that caps an entry before the entry itself, so that no claim slips between."""
    above = Entry.objects.filter(learner=entry.learner_id, offer__beside_it=entry.offer_id)
    list(above.select_for_update(of=("self",)).order_by("pk"))


def beside(entry: Entry) -> list[Entry]:
    """Return what stands beside an entry and is capped by it."""
    return list(
        Entry.objects.filter(
            learner=entry.learner_id, offer__beside=entry.offer_id, amount__gt=0, reversed_by=None
        ).select_related("credit_type", "offer")
    )

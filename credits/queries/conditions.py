"""Reads about what some credit asks beside a completion."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from accounts.domain.identifiers import Kind
from accounts.models import User
from accounts.queries import identifiers_of
from common.prepared import ID, Prepared
from credits.domain.rules import may_take
from credits.models import Awaiting, CreditOffer, Diplomate, Entry


def boards_of(learner: User) -> set[str]:
    """Return the boards that a learner says they are certified by."""
    return set(Diplomate.objects.filter(learner=learner).values_list("board", flat=True))


def board_numbers_of(learner: User) -> dict[str, str]:
    """Return the learner's number at each board, masked, by the board's code in upper case."""
    found = identifiers_of(learner).filter(kind=Kind.BOARD_ID)
    return dict(found.values_list("issuer", "masked"))


def boards_asked(learner: User, offers: Iterable[CreditOffer]) -> set[str]:
    """Return the learner's boards; no query if no offer asks for one."""
    return boards_of(learner) if any(offer.credit_type.board for offer in offers) else set()


def takes(learner: User, profession: str, offers: Iterable[CreditOffer]) -> set[int]:
    """Return the keys of the offers that the learner's profession and boards may take."""
    offers = list(offers)
    boards = boards_asked(learner, offers)
    return {
        offer.pk
        for offer in offers
        if may_take(profession, offer.credit_type.professions)
        and (not offer.credit_type.board or offer.credit_type.board in boards)
    }


def awaiting_of(learner: User) -> QuerySet[Awaiting]:
    """Return the credit of a learner that waits for a reflective note."""
    given = Entry.objects.filter(source=OuterRef("source"))
    waiting = Awaiting.objects.filter(~Exists(given), learner=learner, closed_at=None)
    return waiting.select_related("offer__credit_type")


_awaiting: Prepared[Awaiting] = Prepared(awaiting_of, ID)


def awaiting_list_of(learner: User) -> list[Awaiting]:
    """Return the same at less cost, for the pages that only show it."""
    return _awaiting.rows(learner.pk)

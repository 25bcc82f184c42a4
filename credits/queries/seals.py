"""Reads about seals: what is not sealed yet, and whether what is sealed still is what it was."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from common.signing import is_signed
from credits.domain.audit import Difference
from credits.domain.sealing import Inclusion, Statement, check_chain, read_statement, written
from credits.models import Entry, Seal, SealedEntry


def unsealed_entries() -> QuerySet[Entry]:
    """Return entries that no seal holds, oldest first."""
    rows = Entry.objects.filter(sealed=None).select_related("credit_type")
    return rows.order_by("pk")


def entry_as_sealed(entry: Entry) -> dict[str, Any]:
    """Return an entry as seals hold it: every field, written in one way only."""
    return {
        "id": entry.pk,
        "learner": entry.learner_id,
        "credit_type": entry.credit_type.code,
        "offer": entry.offer_id,
        "amount": f"{entry.amount:.2f}",
        "source": entry.source,
        "reverses": entry.reverses_id,
        "facts": entry.facts,
        "earned_on": entry.earned_on.isoformat(),
        "awarded_at": written(entry.awarded_at),
        "reason": entry.reason,
    }


def last_seal() -> Seal | None:
    """Return the newest seal, None before the first."""
    return Seal.objects.order_by("-number").first()


def leaves_of(seal: Seal) -> list[bytes]:
    """Return the leaves of a seal in their order."""
    rows = SealedEntry.objects.filter(seal=seal).order_by("index")
    return [bytes.fromhex(leaf) for leaf in rows.values_list("leaf", flat=True)]


def inclusion_of(entry: Entry) -> Inclusion | None:
    """Return the proof that a seal holds an entry, None while none does."""
    place = SealedEntry.objects.filter(entry=entry).select_related("seal").first()
    if place is None:
        return None
    return Inclusion.of(leaves_of(place.seal), seal=place.seal.number, index=place.index)


def seals_as_published() -> list[dict[str, Any]]:
    """Return every seal with its signature, oldest first."""
    rows = Seal.objects.order_by("number").values("statement", "signature")
    return [dict(row) for row in rows]


def differences_in_seals() -> Iterator[Difference]:
    """Yield what is wrong with seals: statement, signature, chain, and the leaves under each root."""
    statements: list[Statement] = []
    for seal in Seal.objects.select_related("previous").order_by("number").iterator():
        subject = f"seal {seal.number}"
        try:
            statement = read_statement(seal.statement)
        except ValueError as error:
            yield Difference(subject, str(error))
            continue
        statements.append(statement)
        for words in _in_seal(seal, statement):
            yield Difference(subject, words)
    for words in check_chain(statements):
        yield Difference("seals", words)


def _in_seal(seal: Seal, statement: Statement) -> Iterator[str]:
    if seal.hash != statement.hash or seal.number != statement.number:
        yield "is not kept under its own name"
    if not is_signed(seal.statement.encode(), seal.signature):
        yield "is not signed by a key of this site"
    leaves = leaves_of(seal)
    again = Statement.over(
        leaves,
        number=seal.number,
        previous=statement.previous,
        at=seal.sealed_at,
        site=statement.site,
    )
    if again.root != statement.root or again.size != statement.size:
        yield f"holds other entries than the {statement.size} that were sealed"
    if again.sealed_at != statement.sealed_at:
        yield "is dated otherwise than it says"

"""Seal entries: a tree over them, signed, chained to the seal before."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from common.locks import lock
from common.signing import sign
from credits.domain.sealing import Statement
from credits.models import Entry, Seal, SealedEntry
from credits.queries import last_seal


@transaction.atomic
def seal_entries(*, leaves: Sequence[tuple[Entry, bytes]], at: datetime) -> Seal:
    """Seal entries with their leaves, in this order.

    Two at once cannot both follow the same seal, nor hold the same entry: the database refuses
    the second, and its entries wait for the next round.
    """
    before = last_seal()
    if before is not None:
        before = lock(before)
    statement = Statement.over(
        [leaf for _entry, leaf in leaves],
        number=before.number + 1 if before else 1,
        previous=before.hash if before else None,
        at=at,
        site=settings.BASE_URL,
    )
    seal = Seal.objects.create(
        number=statement.number,
        previous=before,
        statement=statement.text,
        hash=statement.hash,
        signature=sign(statement.text.encode()).as_json(),
        sealed_at=at,
    )
    SealedEntry.objects.bulk_create(
        SealedEntry(entry=entry, seal=seal, index=index, leaf=leaf.hex())
        for index, (entry, leaf) in enumerate(leaves)
    )
    return seal

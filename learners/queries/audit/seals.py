"""Seals: signed and chained, and each entry under them with what it rests on as it was sealed."""

from collections.abc import Iterator

from credits.domain.audit import Difference
from credits.domain.sealing import leaf_of
from credits.models import SealedEntry
from credits.queries import differences_in_seals, entry_as_sealed
from learners.queries.audit.evidence import evidence_for

BATCH = 200


def differences() -> Iterator[Difference]:
    """Yield what is wrong with seals and with entries that they hold."""
    yield from differences_in_seals()
    rows = SealedEntry.objects.select_related("entry__credit_type").order_by("entry")
    last = 0
    while batch := list(rows.filter(entry__gt=last)[:BATCH]):
        yield from _in_batch(batch)
        last = batch[-1].entry_id


def _in_batch(batch: list[SealedEntry]) -> Iterator[Difference]:
    evidence = evidence_for(row.entry for row in batch)
    for row in batch:
        leaf = leaf_of(entry_as_sealed(row.entry), evidence[row.entry_id])
        if leaf.hex() != row.leaf:
            yield Difference(
                f"entry {row.entry_id}",
                "is not what was sealed, or rests on something else than then",
            )

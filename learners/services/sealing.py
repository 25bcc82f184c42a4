"""Seal the ledger: every entry with what it rests on, soon after it was recorded."""

from datetime import datetime

from credits.domain.sealing import leaf_of
from credits.models import Seal
from credits.queries import entry_as_sealed, unsealed_entries
from credits.services import seal_entries
from learners.queries.audit.evidence import evidence_for

READ_AT_ONCE = 200
IN_ONE_SEAL = 2000


def seal_ledger(*, at: datetime) -> Seal | None:
    """Seal the oldest entries that no seal holds; None if there are none.

    A second call at the same time seals nothing twice: the database refuses it.
    """
    entries = list(unsealed_entries()[:IN_ONE_SEAL])
    if not entries:
        return None
    leaves = []
    for start in range(0, len(entries), READ_AT_ONCE):
        batch = entries[start : start + READ_AT_ONCE]
        evidence = evidence_for(batch)
        leaves += [(entry, leaf_of(entry_as_sealed(entry), evidence[entry.pk])) for entry in batch]
    return seal_entries(leaves=leaves, at=at)


def seal_everything(*, at: datetime) -> int:
    """Seal until nothing is left; return how many seals were made."""
    made = 0
    while seal_ledger(at=at) is not None:
        made += 1
    return made

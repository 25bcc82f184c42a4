"""The audit behind `manage.py verify_ledger`: everything earned, computed anew and compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from credits.domain.audit import Difference
from credits.models import Entry
from learners.queries.audit import completions, entries, frozen, seals


@dataclass
class Audit:
    """One run; it counts what it has checked while it yields what differs.

    Reads in batches, so its memory does not grow with the ledger. `since` leaves out what was
    completed and recorded before that day, `limit` stops after so many of each.
    """

    since: date | None = None
    limit: int | None = None
    reads_files: bool = True
    demands_certificates: bool = False
    completions_checked: int = 0
    entries_checked: int = 0
    waiting: int = 0

    def differences(self) -> Iterator[Difference]:
        """Yield every difference; the counts are right once all were taken."""
        yield from frozen.differences()
        offers = entries.offers()
        for rows in completions.batches(since=self.since, limit=self.limit):
            self.completions_checked += len(rows)
            yield from completions.differences_in(rows, offers, reads_files=self.reads_files)
        for found in entries.batches(since=self.since, limit=self.limit):
            self.entries_checked += len(found)
            yield from entries.differences_in(found, offers, reads_files=self.reads_files)
            yield from self._without_certificate(found)
        yield from entries.differing_balances()
        yield from seals.differences()

    def _without_certificate(self, found: list[Entry]) -> Iterator[Difference]:
        missing = entries.without_certificate(found)
        self.waiting += len(missing)
        if self.demands_certificates:
            yield from (Difference(f"entry {pk}", "has no certificate") for pk in missing)

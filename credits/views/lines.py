"""An entry of the ledger as one line of a transcript."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from credits.domain.rules import claimable
from credits.domain.transcript import State, Status, standing, taken_back
from credits.models import Certificate, CreditReport, Entry
from credits.queries import claims_instead_of, reports_by_entry, was_reversed
from credits.queries.ledger import CORRECTION, REISSUED

LABELS = {
    State.RECORDED: ("Recorded", "ok", "check"),
    State.CLAIMED: ("Claimed", "ok", "check"),
    State.REPLACED: ("Replaced", "", "repeat-2"),
    State.WITHDRAWN: ("Withdrawn", "warn", "circle-x"),
}


@dataclass(frozen=True)
class Line:
    """One amount of credit with what became of it."""

    entry: Entry
    status: Status
    reports: list[CreditReport] = field(default_factory=list)

    @property
    def activity(self) -> dict[str, Any]:
        return self.entry.facts["activity"]

    @property
    def counts(self) -> bool:
        return self.status.state.counts

    @property
    def label(self) -> str:
        return LABELS[self.status.state][0]

    @property
    def tone(self) -> str:
        return LABELS[self.status.state][1]

    @property
    def icon(self) -> str:
        return LABELS[self.status.state][2]

    @property
    def certificate(self) -> Certificate | None:
        return getattr(self.entry, "certificate", None)

    @property
    def claim_label(self) -> str:
        return "Change claim" if self.status.state is State.CLAIMED else "Claim less"

    @property
    def has_choice(self) -> bool:
        """Whether another amount than the present one can be claimed."""
        offered, kind = self.entry.facts["offer"], self.entry.credit_type
        return len(claimable(Decimal(offered["amount"]), kind.increment)) > 1


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """Return entries that gave credit as lines, with one query for all claims among them and one for reports."""
    entries = list(entries)
    claims, reports = claims_instead_of(entries), reports_by_entry(entries)
    return [
        Line(entry, _status(entry, claims.get(entry.pk)), reports.get(entry.pk, []))
        for entry in entries
    ]


def _status(entry: Entry, claim: Entry | None) -> Status:
    if was_reversed(entry):
        reversal = entry.reversed_by
        return taken_back(
            timezone.localdate(reversal.awarded_at),
            claimed=claim.amount if claim else None,
            reason=reversal.reason,
            is_reissue=reversal.facts.get(CORRECTION) == REISSUED,
        )
    return standing(
        entry.amount,
        designated=Decimal(entry.facts["offer"]["amount"]),
        is_claim="claim_of" in entry.facts,
    )

"""Whether each entry of the ledger is what the rules would have made it.

Every check yields sentences that name what differs; nothing yielded means nothing differs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from credits.domain.rules import ClaimRefused, check_claim, may_take

A_DAY = timedelta(days=1)  # between the learner's day and the moment's day in UTC


@dataclass(frozen=True)
class Difference:
    """Something that is not as it must be: whose, and what."""

    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}"


@dataclass(frozen=True)
class KindRecord:
    """A credit type as the rules need it."""

    code: str
    increment: Decimal
    professions: tuple[str, ...]


@dataclass(frozen=True)
class OfferRecord:
    """A designation as the rules need it."""

    pk: int
    activity: int
    kind: KindRecord
    amount: Decimal
    designated_at: datetime
    valid_from: date
    valid_until: date
    withdrawn_at: datetime | None
    is_active: bool = True

    def was_due(self, profession: str, completed_at: datetime) -> bool:
        """Whether somebody of this profession who completed then must have been given this.

        Where a day's difference between time zones could decide, nothing is demanded.
        """
        begins, ends = (completed_at - A_DAY).date(), (completed_at + A_DAY).date()
        return (
            self.is_active
            and self.valid_from <= begins
            and ends <= self.valid_until
            and (self.withdrawn_at is None or self.withdrawn_at > completed_at + A_DAY)
            and may_take(profession, self.kind.professions)
        )


@dataclass(frozen=True)
class CompletionRecord:
    """A completion as the rules need it."""

    pk: int
    learner: int
    activity: int
    completed_at: datetime


@dataclass(frozen=True)
class EntryRecord:
    """An entry as it stands in the ledger."""

    pk: int
    learner: int
    kind: str
    offer: int
    amount: Decimal
    source: str
    reverses: int | None
    facts: Mapping[str, Any]
    earned_on: date


def check_award(
    entry: EntryRecord, completion: CompletionRecord | None, offer: OfferRecord
) -> Iterator[str]:
    """Check credit given for a completion."""
    if completion is None:
        yield f"rests on {entry.source.rsplit(':', 1)[0]}, which is not there"
        return
    if completion.learner != entry.learner:
        yield f"belongs to learner {entry.learner}, its completion to {completion.learner}"
    if completion.activity != offer.activity:
        yield f"its offer is of activity {offer.activity}, its completion of {completion.activity}"
    if entry.source != f"completion:{completion.pk}:{offer.kind.code}":
        yield f"its source {entry.source} does not name {offer.kind.code}"
    if abs(completion.completed_at.date() - entry.earned_on) > A_DAY:
        yield f"was earned on {entry.earned_on}, completed on {completion.completed_at.date()}"
    if entry.amount != offer.amount:
        yield f"gives {entry.amount} where {offer.amount} was designated"
    yield from _against_offer(entry, offer)


def check_reversal(entry: EntryRecord, reversed_entry: EntryRecord | None) -> Iterator[str]:
    """Check credit taken back."""
    if reversed_entry is None:
        yield f"takes back entry {entry.reverses}, which is not there"
        return
    if entry.source != f"reversal:{reversed_entry.pk}":
        yield f"its source {entry.source} does not name entry {reversed_entry.pk}"
    if entry.amount != -reversed_entry.amount:
        yield f"takes back {-entry.amount} of {reversed_entry.amount}"
    if reversed_entry.amount <= 0:
        yield f"takes back entry {reversed_entry.pk}, which gave nothing"
    yield from _same_award(entry, reversed_entry)


def check_claimed(
    entry: EntryRecord, replaced: EntryRecord | None, offer: OfferRecord
) -> Iterator[str]:
    """Check credit that the learner claimed in place of what was recorded."""
    if replaced is None:
        yield f"its source {entry.source} is no reversal of an entry"
        return
    if entry.facts.get("claim_of") != replaced.pk:
        yield f"says it replaces {entry.facts.get('claim_of')}, its source says {replaced.pk}"
    try:
        check_claim(entry.amount, designated=offer.amount, increment=offer.kind.increment)
    except ClaimRefused as refusal:
        yield f"claims {entry.amount}: {refusal.message}"
    yield from _same_award(entry, replaced)
    yield from _against_offer(entry, offer)


def check_restored(
    entry: EntryRecord, replaced: EntryRecord | None, offer: OfferRecord
) -> Iterator[str]:
    """Check credit given back after it was taken for a grade that was lowered."""
    if replaced is None:
        yield f"its source {entry.source} is no reversal of an entry"
        return
    if entry.facts.get("restores") != replaced.pk:
        yield f"says it restores {entry.facts.get('restores')}, its source says {replaced.pk}"
    if entry.amount != replaced.amount:
        yield f"restores {entry.amount} of {replaced.amount}"
    yield from _same_award(entry, replaced)
    yield from _against_offer(entry, offer)


def check_reissued(
    entry: EntryRecord, replaced: EntryRecord | None, offer: OfferRecord
) -> Iterator[str]:
    """Check credit that staff issued anew in place of an entry."""
    if replaced is None:
        yield f"its source {entry.source} is no reversal of an entry"
        return
    if entry.facts.get("reissue_of") != replaced.pk:
        yield f"says it renews {entry.facts.get('reissue_of')}, its source says {replaced.pk}"
    try:
        check_claim(entry.amount, designated=offer.amount, increment=offer.kind.increment)
    except ClaimRefused as refusal:
        yield f"gives {entry.amount}: {refusal.message}"
    yield from _same_award(entry, replaced)
    yield from _against_offer(entry, offer)


def _against_offer(entry: EntryRecord, offer: OfferRecord) -> Iterator[str]:
    if entry.kind != offer.kind.code:
        yield f"is {entry.kind} credit under an offer of {offer.kind.code}"
    if not offer.valid_from <= entry.earned_on <= offer.valid_until:
        yield (
            f"was earned on {entry.earned_on}, the offer holds "
            f"{offer.valid_from} to {offer.valid_until}"
        )
    if offer.designated_at.date() > offer.valid_from:
        yield f"its offer was designated afterwards, on {offer.designated_at.date()}"
    told = entry.facts.get("offer", {}).get("amount")
    if told != str(offer.amount):
        yield f"its facts name {told} as the maximum, the offer {offer.amount}"
    profession = entry.facts.get("profession", "")
    if not may_take(profession, offer.kind.professions):
        yield f"gives {offer.kind.code} credit to a {profession or 'person without profession'}"


def _same_award(entry: EntryRecord, other: EntryRecord) -> Iterator[str]:
    for name in ("learner", "kind", "offer", "earned_on"):
        mine, theirs = getattr(entry, name), getattr(other, name)
        if mine != theirs:
            yield f"its {name} is {mine}, that of entry {other.pk} is {theirs}"

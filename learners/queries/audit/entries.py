"""Entries: each against its completion, offer, claim or reversal, and against its certificate."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import file_digest

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from credits.domain.audit import (
    CompletionRecord,
    Difference,
    EntryRecord,
    KindRecord,
    OfferRecord,
    check_award,
    check_claimed,
    check_reissued,
    check_restored,
    check_reversal,
)
from credits.domain.codes import CodeMistyped, read_code
from credits.models import Certificate, CreditOffer, Entry
from learners.models import Completion

BATCH = 1000
CHECKS = {"claim": check_claimed, "restored": check_restored, "reissued": check_reissued}
COMPLETION = re.compile(r"completion:(\d+):.+")
INSTEAD = re.compile(r"(?:claim|restored|reissued):(\d+)")


def offers() -> dict[int, OfferRecord]:
    """Return every offer there ever was."""
    rows = CreditOffer.objects.select_related("credit_type").order_by("pk")
    return {row.pk: _offer(row) for row in rows}


def _offer(row: CreditOffer) -> OfferRecord:
    kind = row.credit_type
    return OfferRecord(
        pk=row.pk,
        activity=row.activity_id,
        kind=KindRecord(kind.code, kind.increment, tuple(kind.professions)),
        amount=row.amount,
        designated_at=row.designated_at,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        withdrawn_at=row.withdrawn_at,
        # Nothing is demanded where a board's certificate or a note decides.
        is_active=kind.is_active and not kind.is_conditional,
    )


def batches(*, since: date | None, limit: int | None) -> Iterator[list[Entry]]:
    """Yield entries in the order in which they were written."""
    rows = Entry.objects.select_related("credit_type").order_by("pk")
    if since is not None:
        rows = rows.filter(awarded_at__date__gte=since)
    last, left = 0, limit
    while left is None or left > 0:
        batch = list(rows.filter(pk__gt=last)[: BATCH if left is None else min(BATCH, left)])
        if not batch:
            return
        yield batch
        last = batch[-1].pk
        left = None if left is None else left - len(batch)


@dataclass(frozen=True)
class Related:
    """What a batch of entries refers to."""

    completions: dict[int, CompletionRecord]
    entries: dict[int, EntryRecord]
    offers: dict[int, OfferRecord]


def differences_in(
    batch: list[Entry], known_offers: dict[int, OfferRecord], *, reads_files: bool
) -> Iterator[Difference]:
    """Yield what differs in these entries and their certificates."""
    records = [_record(entry) for entry in batch]
    related = Related(_completions_of(records), _entries_of(records), known_offers)
    for record in records:
        for words in _in_entry(record, related):
            yield Difference(f"entry {record.pk}", words)
    certificates = Certificate.objects.filter(entry__in=[record.pk for record in records])
    certificates = certificates.select_related("entry__learner")
    by_entry = {record.pk: record for record in records}
    for certificate in certificates.order_by("pk"):
        for words in _in_certificate(certificate, by_entry[certificate.entry_id], reads_files):
            yield Difference(f"certificate {certificate.code}", words)


def _record(entry: Entry) -> EntryRecord:
    return EntryRecord(
        pk=entry.pk,
        learner=entry.learner_id,
        kind=entry.credit_type.code,
        offer=entry.offer_id,
        amount=entry.amount,
        source=entry.source,
        reverses=entry.reverses_id,
        facts=entry.facts,
        earned_on=entry.earned_on,
    )


def _completions_of(records: list[EntryRecord]) -> dict[int, CompletionRecord]:
    keys = [int(found[1]) for record in records if (found := COMPLETION.fullmatch(record.source))]
    rows = Completion.objects.filter(pk__in=keys)
    fields = ("pk", "enrolment__learner", "enrolment__activity", "completed_at")
    return {row[0]: CompletionRecord(*row) for row in rows.values_list(*fields)}


def _entries_of(records: list[EntryRecord]) -> dict[int, EntryRecord]:
    """Return the entries that these take back, or that they stand in place of."""
    found = {record.pk: record for record in records}
    sources = (INSTEAD.fullmatch(record.source) for record in records)
    reversals = [int(source[1]) for source in sources if source]
    found |= _read(reversals, found)
    taken_back = [record.reverses for record in found.values() if record.reverses is not None]
    return found | _read(taken_back, found)


def _read(keys: Iterable[int], found: dict[int, EntryRecord]) -> dict[int, EntryRecord]:
    missing = [key for key in keys if key not in found]
    rows = Entry.objects.filter(pk__in=missing).select_related("credit_type") if missing else []
    return {row.pk: _record(row) for row in rows}


def _in_entry(record: EntryRecord, related: Related) -> Iterator[str]:
    offer = related.offers[record.offer]
    if record.reverses is not None:
        yield from check_reversal(record, related.entries.get(record.reverses))
    elif found := COMPLETION.fullmatch(record.source):
        yield from check_award(record, related.completions.get(int(found[1])), offer)
    elif instead := INSTEAD.fullmatch(record.source):
        reversal = related.entries.get(int(instead[1]))
        replaced = related.entries.get((reversal.reverses if reversal else None) or 0)
        check = CHECKS[record.source.partition(":")[0]]
        yield from check(record, replaced, offer)
    else:
        yield f"has the source {record.source}, which no rule gives"


def _in_certificate(
    certificate: Certificate, entry: EntryRecord, reads_files: bool
) -> Iterator[str]:
    printed = certificate.printed
    if entry.amount < 0:
        yield f"was issued for entry {entry.pk}, which takes credit back"
    if not _is_sound(certificate.code):
        yield "has a code that its check character does not fit"
    if printed.get("code") != certificate.code:
        yield f"prints the code {printed.get('code')}"
    told = (printed.get("amount"), printed.get("completed_on"))
    if told != (f"{entry.amount:.2f}", entry.earned_on.isoformat()):
        yield f"prints {told[0]} on {told[1]}, entry {entry.pk} gives {entry.amount}"
    if reads_files:
        yield from _in_file(certificate)


def _is_sound(code: str) -> bool:
    try:
        return read_code(code) == code
    except CodeMistyped:
        return False


def _in_file(certificate: Certificate) -> Iterator[str]:
    if certificate.is_erased:
        if certificate.entry.learner.closed_at is None:
            yield "has neither file nor name, and its holder did not close their account"
        return
    try:
        with certificate.file.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        yield f"its file {certificate.file.name} is not there"
        return
    if digest != certificate.sha256:
        yield f"its file {certificate.file.name} is not the one that was issued"


def without_certificate(batch: list[Entry]) -> list[int]:
    """Return the entries of a batch that stand and have no certificate yet."""
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in batch], amount__gt=0)
    waiting = rows.filter(reversed_by=None, certificate=None, learner__closed_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


def differing_balances() -> Iterator[Difference]:
    """Yield balances whose entries do not sum to what stands."""
    stands = Q(amount__gt=0, reversed_by=None)
    by_learner = Entry.objects.order_by().values("learner", "credit_type__code")
    sums = by_learner.annotate(
        balance=Sum("amount"), standing=Coalesce(Sum("amount", filter=stands), Decimal(0))
    )
    for row in sums.exclude(balance=F("standing")).iterator():
        yield Difference(
            f"learner {row['learner']}, {row['credit_type__code']}",
            f"entries sum to {row['balance']}, what stands to {row['standing']}",
        )

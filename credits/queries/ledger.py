"""Reads about the ledger: a learner's entries, their sums, and what replaced what."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from common.prepared import ID, Prepared
from courses.models import ActivityVersion
from credits.models import Badge, Certificate, CreditType, Entry

GRADE = "grade"  # fact of a reversal: the grade because of which credit was taken back
RESTORED = "restored"
REISSUED = "reissued"
CORRECTION = "correction"  # fact of a reversal: what staff did


def entries_of(learner: User | int) -> QuerySet[Entry]:
    """Return every entry of the learner, oldest first, reversals included."""
    return (
        Entry.objects.filter(learner=learner)
        .select_related("credit_type", "certificate", "reversed_by")
        .order_by("awarded_at", "pk")
    )


def standing_entries_of(learner: User | int) -> QuerySet[Entry]:
    """Return the entries that count: credit given and not taken back."""
    return entries_of(learner).filter(amount__gt=0, reversed_by=None)


_standing_at: Prepared[Entry] = Prepared(
    lambda learner, activity: standing_entries_of(learner).filter(offer__activity=activity), ID, ID
)


def standing_entries_at(learner: User, activity_id: int) -> list[Entry]:
    """Return the entries that count of a learner in one activity, oldest first."""
    return _standing_at.rows(learner.pk, activity_id)


def narrowed(
    entries: QuerySet[Entry], *, year: int | None = None, credit_type: str = ""
) -> QuerySet[Entry]:
    """Return the entries earned in a year, of a credit type, or both."""
    if year is not None:
        entries = entries.filter(earned_on__year=year)
    return entries.filter(credit_type__code=credit_type) if credit_type else entries


def _with_totals(entries: QuerySet[Entry]) -> QuerySet[Any]:
    of_type = entries.order_by().filter(credit_type=OuterRef("pk")).values("credit_type")
    sums = Subquery(of_type.annotate(total=Sum("amount")).values("total"))
    return CreditType.objects.annotate(total=sums).exclude(total=None).order_by("name")


_totals: Prepared[Any] = Prepared(
    lambda learner: _with_totals(Entry.objects.filter(learner=learner)), ID
)


def totals_of(learner: User) -> list[tuple[CreditType, Decimal]]:
    """Return the learner's balance of each credit type: the sum of all signed entries."""
    return [(credit_type, credit_type.total) for credit_type in _totals.rows(learner.pk)]


def totals_in(entries: QuerySet[Entry]) -> list[tuple[CreditType, Decimal]]:
    """Return the sum of signed entries of each credit type among these."""
    return [(credit_type, credit_type.total) for credit_type in _with_totals(entries)]


NEWEST = 51  # one more than a page of the transcript shows
_newest: Prepared[Entry] = Prepared(
    lambda learner: (
        entries_of(learner).filter(reverses=None).order_by("-earned_on", "-pk")[:NEWEST]
    ),
    ID,
)


def newest_credit_of(learner: User) -> list[Entry]:
    """Return what was last given to the learner, newest first, at most `NEWEST` entries."""
    return _newest.rows(learner.pk)


_kinds: Prepared[tuple[int, str, str]] = Prepared(
    lambda learner: (
        Entry.objects.filter(learner=learner)
        .order_by()
        .values_list("earned_on__year", "credit_type__code", "credit_type__short_name")
        .distinct()
    ),
    ID,
)


def kinds_of(learner: User) -> list[tuple[int, str, str]]:
    """Return year earned, code and short name of each kind of credit that the learner has."""
    return _kinds.rows(learner.pk)


def claims_instead_of(entries: Iterable[Entry]) -> dict[int, Entry]:
    """Return what the learner claimed instead of each entry taken back for a claim, by its key."""
    reversals = {entry.reversed_by.pk: entry.pk for entry in entries if was_reversed(entry)}
    sources = {f"claim:{reversal}": pk for reversal, pk in reversals.items()}
    if not sources:
        return {}
    found = Entry.objects.filter(source__in=sources).select_related("certificate")
    return {sources[claim.source]: claim for claim in found}


def entries_about(entry: Entry) -> QuerySet[Entry]:
    """Return everything that the ledger says of an entry's learner under its offer, oldest first."""
    return entries_of(entry.learner_id).filter(offer=entry.offer_id)


def was_reversed(entry: Entry) -> bool:
    """Whether the entry was taken back; no query for an entry read with `reversed_by`."""
    return hasattr(entry, "reversed_by")


def missing_certificates() -> QuerySet[Entry, int]:
    """Return the keys of entries that stand without a certificate, newest first."""
    standing = Entry.objects.filter(amount__gt=0, reversed_by=None, learner__closed_at=None)
    return standing.filter(certificate=None).order_by("-pk").values_list("pk", flat=True)


def missing_badges() -> QuerySet[Certificate, int]:
    """Return the keys of certificates of entries that stand and have no badge, newest first."""
    standing = Certificate.objects.filter(entry__reversed_by=None, badge=None).exclude(file="")
    return standing.order_by("-pk").values_list("pk", flat=True)


def revoked_in(first: int, last: int) -> QuerySet[Badge, int]:
    """Return the numbers of badges, from `first` to `last`, whose credit was taken back or replaced."""
    found = Badge.objects.filter(certificate__gte=first, certificate__lte=last)
    taken_back = found.exclude(certificate__entry__reversed_by=None)
    return taken_back.values_list("certificate", flat=True)


def provider_of(entry: Entry) -> dict[str, Any]:
    """Return the provider as the completed version of the activity described it."""
    activity = entry.facts["activity"]
    version = ActivityVersion.objects.get(activity=activity["id"], number=activity["version"])
    return dict(version.facts["provider"])


def standing_entries_in(learners: Iterable[int], activities: Iterable[int]) -> QuerySet[Entry]:
    """Return the entries that count of these learners in these activities."""
    return _entries_in(learners, activities).filter(amount__gt=0, reversed_by=None)


def entries_to_restore(learners: Iterable[int], activities: Iterable[int]) -> QuerySet[Entry]:
    """Return the reversals that a lowered grade caused and that nothing has made good yet."""
    made_good = Entry.objects.filter(
        source=Concat(Value(f"{RESTORED}:"), Cast(OuterRef("pk"), CharField()))
    )
    return _entries_in(learners, activities).filter(
        ~Exists(made_good), reverses__isnull=False, facts__has_key=GRADE
    )


def _entries_in(learners: Iterable[int], activities: Iterable[int]) -> QuerySet[Entry]:
    rows = Entry.objects.filter(learner__in=list(learners), offer__activity__in=list(activities))
    return rows.select_related("credit_type", "offer", "reverses").order_by("pk")

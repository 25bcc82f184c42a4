"""Credit from elsewhere, as learners report it; nothing here touches the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction

from accounts.models import User
from credits.models import ExternalCredit

TOLD = ("kind", "title", "provider", "amount", "earned_on", "topics", "note")


class ExternalRefused(Exception):
    """The credit is in the list already; `message` says so."""

    def __init__(self) -> None:
        self.message = "Credit of this type, title and day is in your list already."
        super().__init__(self.message)


def add_external(
    *, learner: User, told: Mapping[str, Any], evidence: "File[Any] | None" = None, at: datetime
) -> ExternalCredit:
    """Add credit that the learner reports; raise `ExternalRefused` for what they listed before."""
    credit = ExternalCredit(learner=learner, added_at=at, **{name: told[name] for name in TOLD})
    return _kept(credit, evidence)


def change_external(
    *,
    credit: ExternalCredit,
    told: Mapping[str, Any],
    evidence: "File[Any] | None" = None,
    drops_evidence: bool = False,
) -> ExternalCredit:
    """Replace what was reported; a new file takes the place of the old, which is deleted."""
    for name in TOLD:
        setattr(credit, name, told[name])
    old = credit.evidence.name
    if drops_evidence:
        credit.evidence = ""
    kept = _kept(credit, evidence)
    if old and old != kept.evidence.name:
        transaction.on_commit(partial(kept.evidence.storage.delete, old))
    return kept


@transaction.atomic
def delete_external(*, credit: ExternalCredit) -> None:
    """Forget reported credit and its evidence."""
    storage, name = credit.evidence.storage, credit.evidence.name
    credit.delete()
    if name:
        transaction.on_commit(partial(storage.delete, name))


@transaction.atomic
def import_external(*, learner: User, rows: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """Add many at once; return how many are new, those listed before stay as they are."""
    before = ExternalCredit.objects.filter(learner=learner).count()
    ExternalCredit.objects.bulk_create(
        [
            ExternalCredit(learner=learner, added_at=at, **{name: row[name] for name in TOLD})
            for row in rows
        ],
        ignore_conflicts=True,
    )
    return ExternalCredit.objects.filter(learner=learner).count() - before


def _kept(credit: ExternalCredit, evidence: "File[Any] | None") -> ExternalCredit:
    if evidence:
        credit.evidence = evidence
    try:
        with transaction.atomic():
            credit.save()
    except IntegrityError as error:
        if evidence:
            credit.evidence.storage.delete(str(credit.evidence.name))
        raise ExternalRefused from error
    return credit

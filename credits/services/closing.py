"""What becomes of a learner's credit when they close their account: proofs stay, the person goes."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.domain.identifiers import DOT
from accounts.models import User
from common.append_only import erasing
from credits.domain.reporting import UNSENT, Due, Status
from credits.models import (
    Awaiting,
    Badge,
    Bundle,
    CalendarFeed,
    Certificate,
    CreditReport,
    Diplomate,
    ExternalCredit,
    Licence,
    Reflection,
    ReminderWish,
    ReportEvent,
)
from credits.queries import deletions_waiting_of
from credits.services.reporting import move_reports

CLOSED = "The account was closed before it was sent."
ERASED = "Erased when the account was closed."
TO_WITHDRAW = [*UNSENT, Status.REJECTED]


class ClosingRefused(Exception):
    """The account cannot be closed now; `message` is a sentence for the person."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def erase_learner(*, learner: User, at: datetime) -> None:
    """Withdraw what is not sent, and remove everything that names the learner or is theirs alone.

    The learner is locked by the caller. Entries, seals and reports that were sent stay; certificates
    stay without name and file, badges without the credential. Raises `ClosingRefused` while a
    destination has yet to be told that it holds something wrong: only the identifiers can say of whom.
    """
    if deletions_waiting_of(learner).exists():
        raise ClosingRefused(
            "deletion_waits",
            "A body still has to be told to delete credit that no longer stands, and without your "
            "identifiers it would not know whose. Your provider sees to that first.",
        )
    _withdraw_reports(learner, at)
    _erase_certificates(learner)
    _remove_files([(Bundle, "file"), (ExternalCredit, "evidence")], learner)
    for model in (Bundle, ExternalCredit, Licence, Diplomate, CalendarFeed, ReminderWish):
        model.objects.filter(learner=learner).delete()
    Awaiting.objects.filter(learner=learner, closed_at=None).update(closed_at=at)
    with erasing():
        Reflection.objects.filter(entry__learner=learner).update(text=ERASED)


def _withdraw_reports(learner: User, at: datetime) -> None:
    mine = CreditReport.objects.filter(entry__learner=learner)
    rows = mine.filter(status__in=TO_WITHDRAW, is_deletion=False).select_for_update().order_by("pk")
    move_reports([(row, Due(Status.WITHDRAWN, CLOSED)) for row in rows], at=at)
    mine.exclude(status=Status.WITHDRAWN).update(reason="")
    with erasing():
        said = ReportEvent.objects.filter(report__entry__learner=learner)
        said.exclude(reason__in=["", CLOSED]).update(reason=ERASED)


def _erase_certificates(learner: User) -> None:
    found = Certificate.objects.filter(entry__learner=learner).exclude(file="")
    with erasing():
        for each in found.select_related("entry").order_by("pk"):
            remove = partial(each.file.storage.delete, str(each.file.name))
            transaction.on_commit(remove, robust=True)
            each.printed = _without_person(each.printed, each.entry.facts)
            each.file = ""
            each.save(update_fields=["printed", "file"])
        for badge in Badge.objects.filter(certificate__entry__learner=learner):
            achievement = badge.credential["credentialSubject"]["achievement"]
            badge.credential = {"credentialSubject": {"achievement": achievement}}
            badge.token = ""
            badge.save(update_fields=["credential", "token"])


def _without_person(printed: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a certificate says of its activity and credit; older ones also said a board's number."""
    number = facts.get("diplomate", {}).get("number", "")
    lines = printed["statements"]
    if number:
        lines = [line.replace(number, DOT * len(number)) for line in lines]
    return {**printed, "name": "", "statements": lines}


def _remove_files(fields: Iterable[tuple[Any, str]], learner: User) -> None:
    for model, name in fields:
        for row in model.objects.filter(learner=learner).exclude(**{name: ""}):
            file = getattr(row, name)
            transaction.on_commit(partial(file.storage.delete, file.name), robust=True)

"""Writes about identifiers, and the only way to read one in full; both leave a line in the log."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts.domain.identifiers import Kind, masked, read
from accounts.models import Identifier, IdentifierEvent, User
from accounts.services.closing import check_open
from common.encryption import decrypt, encrypt, is_current
from common.locks import lock

Action = IdentifierEvent.Action


@transaction.atomic
def keep_identifier(
    *,
    person: User,
    kind: Kind,
    value: str,
    issuer: str = "",
    by: User,
    at: datetime,
    reason: str = "",
) -> Identifier:
    """Keep a person's identifier, in place of the earlier one of its kind and issuer.

    Raises `accounts.domain.identifiers.IdentifierInvalid`. The same value again changes nothing.
    """
    value = read(kind, value, issuer=issuer)
    check_open(lock(User(pk=person.pk)))
    row = Identifier.objects.filter(person=person, kind=kind, issuer=issuer).first()
    if row and opened(row) == value:
        return row
    action = Action.CHANGED if row else Action.ADDED
    row = row or Identifier(person=person, kind=kind, issuer=issuer)
    row.sealed, row.masked, row.changed_at = (
        encrypt(value, place=row.place),
        masked(kind, value),
        at,
    )
    row.save()
    log_identifier(row, action, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def remove_identifier(*, identifier: Identifier, by: User, at: datetime, reason: str = "") -> None:
    """Forget an identifier; that it was there stays in the log."""
    log_identifier(identifier, Action.REMOVED, by=by, at=at, reason=reason)
    identifier.delete()


@transaction.atomic
def reveal_identifier(*, identifier: Identifier, by: User, at: datetime, reason: str = "") -> str:
    """Return an identifier in full and note who read it; others than its owner give a reason."""
    value = opened(identifier)
    log_identifier(identifier, Action.REVEALED, by=by, at=at, reason=reason)
    return value


@transaction.atomic
def disclose_identifiers(
    *, identifiers: Iterable[Identifier], reason: str, at: datetime, action: Action = Action.SENT
) -> dict[tuple[str, str], str]:
    """Return identifiers in full, by kind and issuer, for a report or a paper, and note for which."""
    found = {}
    for row in identifiers:
        found[row.kind, row.issuer] = opened(row)
        log_identifier(row, action, by=None, at=at, reason=reason)
    return found


@transaction.atomic
def disclose_each(asked: Sequence[tuple[Identifier, str]], *, at: datetime) -> dict[int, str]:
    """Return identifiers in full, by key, for many reports, and note for each why it went."""
    IdentifierEvent.objects.bulk_create(
        IdentifierEvent(
            person_id=row.person_id,
            kind=row.kind,
            issuer=row.issuer,
            action=Action.SENT,
            by=None,
            reason=reason,
            at=at,
        )
        for row, reason in asked
    )
    return {row.pk: opened(row) for row, _reason in asked}


def log_identifier(
    row: Identifier, action: Action, *, by: User | None, at: datetime, reason: str = ""
) -> IdentifierEvent:
    """Append to the log; the database refuses a stranger's line without a reason."""
    return IdentifierEvent.objects.create(
        person_id=row.person_id,
        kind=row.kind,
        issuer=row.issuer,
        action=action,
        by=by,
        reason=reason,
        at=at,
    )


def opened(row: Identifier) -> str:
    """Return an identifier in full, unnoted: for comparing, never for showing."""
    return decrypt(row.sealed, place=row.place)


def encrypt_anew() -> int:
    """Encrypt what was encrypted with an earlier key; return how many identifiers that were."""
    changed = 0
    for pk, sealed in Identifier.objects.values_list("pk", "sealed").iterator():
        if not is_current(sealed):
            changed += _encrypt_anew(pk)
    return changed


@transaction.atomic
def _encrypt_anew(pk: int) -> int:
    row = Identifier.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        return 0
    row.sealed = encrypt(opened(row), place=row.place)
    row.save(update_fields=["sealed"])
    return 1

"""Certificates: one for each entry that stands, issued soon after it was recorded."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.domain.identifiers import Kind
from accounts.models import Identifier, IdentifierEvent, User
from accounts.queries import identifiers_of
from accounts.services import disclose_identifiers
from common.locks import lock
from courses.domain.activity_types import type_of
from credits.documents import certificate_pdf
from credits.domain.certificate import Award, printed
from credits.domain.codes import new_code
from credits.models import Certificate, Entry
from credits.models.ledger import certificate_storage
from credits.queries import missing_certificates, provider_of

logger = structlog.get_logger(__name__)
TASK = "credits.tasks.issue_certificate"
BATCH = 200
FOLDER_HOLDS = 1000


def request_certificates(entries: Iterable[Entry]) -> None:
    """Ask for certificates once the transaction commits; a lost request costs a minute.

    By name, because tasks lie above services.
    """
    for entry in entries:
        send = partial(current_app.send_task, TASK, kwargs={"entry_id": entry.pk})
        transaction.on_commit(send, robust=True)


@transaction.atomic
def issue_certificate(*, entry_id: int, at: datetime) -> Certificate | None:
    """Return the certificate of an entry, issuing it if it has none; None if it does not stand.

    The file is whole on disk before the row commits. A worker killed in between leaves a file
    that the next try replaces, never a row without its file or a second certificate.
    """
    entry = lock(Entry(pk=entry_id), "credit_type", "learner__profile")
    issued = Certificate.objects.filter(entry=entry).first()
    if issued or not _stands(entry) or entry.learner.closed_at:
        return issued
    return _issue(entry, at)


def issue_missing_certificates(*, at: datetime, limit: int = BATCH) -> int:
    """Issue what no task has issued, newest first; return how many were issued.

    What another worker holds is left to it, and one that fails keeps no other waiting.
    """
    return sum(_issue_if_free(pk, at) for pk in missing_certificates()[:limit])


def _issue_if_free(entry_id: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            rows = Entry.objects.select_for_update(skip_locked=True).filter(pk=entry_id)
            return bool(rows) and issue_certificate(entry_id=entry_id, at=at) is not None
    except Exception:
        logger.exception("certificate_failed", entry=entry_id)
        return False


def _stands(entry: Entry) -> bool:
    return entry.amount > 0 and not Entry.objects.filter(reverses=entry).exists()


def _issue(entry: Entry, at: datetime) -> Certificate:
    code = new_code(secrets.randbelow)
    words = _words(entry, code=code, at=at)
    content = certificate_pdf(on_paper(words, entry, at=at))
    name = f"certificates/{entry.pk // FOLDER_HOLDS:06}/{entry.pk}.pdf"
    return Certificate.objects.create(
        entry=entry,
        code=code,
        printed=words,
        file=certificate_storage().save(name, ContentFile(content)),
        sha256=sha256(content).hexdigest(),
        issued_at=at,
    )


def _words(entry: Entry, *, code: str, at: datetime) -> dict[str, Any]:
    credit_type = entry.credit_type
    return printed(
        award=Award(
            credit_type=credit_type.code,
            name=entry.facts["offer"]["name"],
            amount=entry.amount,
            unit=credit_type.unit,
            unit_plural=credit_type.unit_plural,
            completed_on=entry.earned_on,
            note=credit_type.certificate_note,
        ),
        facts=entry.facts,
        provider=provider_of(entry),
        name=_name_of(entry.learner),
        format_name=type_of(entry.facts["activity"]).words,
        code=code,
        issued_on=at.astimezone(entry.learner.zone).date(),
        base_url=settings.BASE_URL,
        board_id=number.masked if (number := board_number_of(entry)) else "",
    )


def board_number_of(entry: Entry) -> Identifier | None:
    """Return the learner's number at the board whose points an entry gives, if it is on record."""
    board = entry.facts.get("diplomate", {}).get("board")
    if not board:
        return None
    numbers = identifiers_of(entry.learner_id).filter(kind=Kind.BOARD_ID)
    return numbers.filter(issuer=board.upper()).first()


def on_paper(printed: Mapping[str, Any], entry: Entry, *, at: datetime) -> Mapping[str, Any]:
    """Return what the learner's own paper says: as printed, with the number at the board in full.

    Boards ask for it there; everywhere else, and once it is no longer on record, it stays masked.
    """
    number = board_number_of(entry)
    if number is None or not any(number.masked in line for line in printed["statements"]):
        return printed
    [value] = disclose_identifiers(
        identifiers=[number],
        reason=f"Certificate {printed['code']}",
        at=at,
        action=IdentifierEvent.Action.PRINTED,
    ).values()
    lines = [line.replace(number.masked, value) for line in printed["statements"]]
    return {**printed, "statements": lines}


def _name_of(learner: User) -> str:
    """Return the name for the certificate, with the letters after it."""
    profile = getattr(learner, "profile", None)
    letters = profile.credentials.strip() if profile else ""
    return ", ".join(filter(None, [str(learner), letters]))

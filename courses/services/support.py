"""Writes about commercial support: agreements, and the account of what came in and was spent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from secrets import token_hex
from typing import IO

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from common.contents import format_of
from common.locks import lock
from courses.domain.support import InKind, problem_of
from courses.models import ActivityPage, Company, SupportAgreement, SupportLine
from courses.queries.support import balance_of

SUPPORTED = "courses.support"
MOST_BYTES = 20 * 1024 * 1024


class SupportRefused(Exception):
    """Something that cannot be recorded about support; the message is a sentence for staff."""


@dataclass(frozen=True)
class Terms:
    """What an agreement says."""

    company: Company
    signed_on: date
    amount: Decimal = Decimal(0)
    in_kind: Sequence[InKind] = ()
    nature: str = ""


@transaction.atomic
def record_agreement(
    *, activity: ActivityPage, terms: Terms, file: IO[bytes], name: str, by: User, at: datetime
) -> SupportAgreement:
    """Record a signed agreement with its PDF, kept in private; raise `SupportRefused`."""
    if terms.company.provider_id != activity.provider.pk:
        raise SupportRefused("Choose a company of this provider's registry.")
    if problem := problem_of(terms.signed_on, activity.released_on):
        raise SupportRefused(f"The agreement {problem}")
    if terms.signed_on > at.date():
        raise SupportRefused("Record an agreement once it is signed.")
    if not terms.amount and not terms.in_kind:
        raise SupportRefused("Say what is given: money, something in kind, or both.")
    content = _pdf(file)
    digest = sha256(content).hexdigest()
    agreement = SupportAgreement(
        activity=activity,
        company=terms.company,
        signed_on=terms.signed_on,
        amount=terms.amount,
        in_kind=[each.value for each in terms.in_kind],
        nature=terms.nature.strip(),
        file_name=name[:200],
        sha256=digest,
        recorded_by=by,
        recorded_at=at,
    )
    place = f"agreements/{activity.pk}/{digest[:16]}-{token_hex(4)}.pdf"
    agreement.file.save(place, ContentFile(content), save=False)
    agreement.save()
    log(instance=activity, action=SUPPORTED, data={"step": "recorded", "with": str(terms.company)})
    return agreement


def _pdf(file: IO[bytes]) -> bytes:
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise SupportRefused(f"Choose a file of at most {MOST_BYTES // 1024 // 1024} MB.")
    if format_of(file, max_bytes=MOST_BYTES) != "pdf":
        raise SupportRefused("Choose the signed agreement as a PDF: this file is none inside.")
    return content


@transaction.atomic
def end_agreement(*, agreement: SupportAgreement, reason: str, by: User, at: datetime) -> None:
    """Let an agreement count no more; it stays on record. Raise `SupportRefused`."""
    agreement = lock(agreement, "activity", "company")
    if not reason.strip():
        raise SupportRefused("Give the reason.")
    if agreement.ended_at:
        raise SupportRefused("This agreement was ended before.")
    agreement.ended_at, agreement.ended_because = at, reason.strip()[:300]
    agreement.save(update_fields=["ended_at", "ended_because"])
    data = {"step": "ended", "with": str(agreement.company)}
    log(instance=agreement.activity, action=SUPPORTED, data=data, user=by)


@dataclass(frozen=True)
class Booking:
    """Money that came in or was spent."""

    kind: SupportLine.Kind
    amount: Decimal
    purpose: str
    day: date


@transaction.atomic
def book(*, agreement: SupportAgreement, booking: Booking, by: User, at: datetime) -> SupportLine:
    """Append a line to the account; no more is spent than came in. Raise `SupportRefused`."""
    agreement = lock(agreement)
    if booking.amount <= 0 or not booking.purpose.strip():
        raise SupportRefused("Give an amount above zero, and what it was for.")
    if booking.day > at.date():
        raise SupportRefused("This day is still to come.")
    balance = balance_of(agreement)
    if booking.kind == SupportLine.Kind.RECEIVED and (
        balance.received + booking.amount > agreement.amount
    ):
        raise SupportRefused(f"The agreement is about {agreement.amount} US dollars, not more.")
    if booking.kind == SupportLine.Kind.SPENT and booking.amount > balance.left:
        raise SupportRefused(f"Only {balance.left} US dollars are left of what came in.")
    return SupportLine.objects.create(
        agreement=agreement,
        kind=booking.kind,
        amount=booking.amount,
        purpose=booking.purpose.strip(),
        day=booking.day,
        recorded_by=by,
        recorded_at=at,
    )


@transaction.atomic
def reverse_line(*, line: SupportLine, reason: str, by: User, at: datetime) -> SupportLine:
    """Take a line back by one of its own, once; raise `SupportRefused`."""
    agreement = lock(line.agreement)
    if not reason.strip():
        raise SupportRefused("Give the reason.")
    if line.reverses_id or SupportLine.objects.filter(reverses=line).exists():
        raise SupportRefused("This line was taken back before.")
    if line.kind == SupportLine.Kind.RECEIVED and line.amount > balance_of(agreement).left:
        raise SupportRefused("Part of this money is spent: take that back first.")
    return SupportLine.objects.create(
        agreement=agreement,
        kind=line.kind,
        amount=-line.amount,
        purpose=reason.strip()[:200],
        day=at.date(),
        reverses=line,
        recorded_by=by,
        recorded_at=at,
    )

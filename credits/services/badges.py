"""Badges: each certificate also as a credential that wallets keep and anybody can verify."""

import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from common.locks import lock
from credits.badges import as_jwt, proved
from credits.domain.open_badge import (
    STATUS_LIST_HOLDS,
    unsigned_badge,
    unsigned_status_list,
)
from credits.models import Badge, Certificate
from credits.queries import missing_badges, provider_of, revoked_in

logger = structlog.get_logger(__name__)
BATCH = 200
STATUS_KEPT_SECONDS = 300
SALT_BYTES = 16


@transaction.atomic
def issue_badge(*, certificate_id: int, at: datetime) -> Badge | None:
    """Return the badge of a certificate, signing it if there is none; None once its holder is gone."""
    held = lock(Certificate(pk=certificate_id))
    issued = Badge.objects.filter(certificate=certificate_id).first()
    if issued or held.is_erased:
        return issued
    related = ("entry__learner", "entry__offer")
    certificate = Certificate.objects.select_related(*related).get(pk=certificate_id)
    document = _document(certificate, at)
    issuer = document["issuer"]["id"]
    return Badge.objects.create(
        certificate=certificate,
        credential=proved(document, issuer=issuer, at=at),
        token=as_jwt(document, issuer=issuer),
        issued_at=at,
    )


def issue_missing_badges(*, at: datetime, limit: int = BATCH) -> int:
    """Sign the badges that no task has signed; return how many. One that fails keeps none waiting."""
    return sum(_issue(pk, at) for pk in missing_badges()[:limit])


def _issue(certificate_id: int, at: datetime) -> bool:
    try:
        issue_badge(certificate_id=certificate_id, at=at)
    except Exception:
        logger.exception("badge_failed", certificate=certificate_id)
        return False
    return True


def _document(certificate: Certificate, at: datetime) -> dict[str, Any]:
    entry = certificate.entry
    return unsigned_badge(
        printed=certificate.printed,
        provider=provider_of(entry),
        kind=entry.facts["offer"]["credit_type"],
        statement=entry.facts["offer"]["statement"],
        amounts=(entry.amount, Decimal(entry.facts["offer"]["amount"])),
        email=entry.learner.email,
        salt=secrets.token_hex(SALT_BYTES),
        number=certificate.pk,
        issued_at=at,
        base_url=settings.BASE_URL,
    )


def status_list(*, provider_id: int, page: int, at: datetime) -> dict[str, Any]:
    """Return an issuer's signed list of which badges were revoked, at most minutes old."""
    key = f"credits:status-list:{provider_id}:{page}"
    held: dict[str, Any] | None = cache.get(key)
    if held is None:
        held = _signed_list(provider_id, page, at)
        cache.set(key, held, STATUS_KEPT_SECONDS)
    return held


def _signed_list(provider_id: int, page: int, at: datetime) -> dict[str, Any]:
    first = page * STATUS_LIST_HOLDS
    document = unsigned_status_list(
        base_url=settings.BASE_URL,
        provider_id=provider_id,
        page=page,
        revoked=set(revoked_in(first, first + STATUS_LIST_HOLDS - 1)),
        at=at,
    )
    return proved(document, issuer=document["issuer"], at=at)

"""Writes about consent: given in the words shown, taken back at any time; neither is overwritten."""

from datetime import datetime

from django.db import transaction

from accounts.models import Consent, User
from accounts.queries import standing_consents
from accounts.services.closing import check_open
from common.locks import lock


@transaction.atomic
def give_consent(
    *, person: User, subject: str, wording: str, version: int, at: datetime
) -> Consent:
    """Note a consent; one that stands already is returned as it is."""
    check_open(lock(User(pk=person.pk)))
    standing = standing_consents().filter(person=person, subject=subject).first()
    return standing or Consent.objects.create(
        person=person, subject=subject, wording=wording, wording_version=version, at=at
    )


@transaction.atomic
def revoke_consent(*, person: User, subject: str, at: datetime) -> Consent | None:
    """Take a consent back; return None if none stands."""
    lock(User(pk=person.pk))
    standing = standing_consents().filter(person=person, subject=subject).first()
    if standing is None:
        return None
    return Consent.objects.create(
        person=person,
        subject=subject,
        wording=standing.wording,
        wording_version=standing.wording_version,
        revokes=standing,
        at=at,
    )

"""Who may review whom, and until when."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from common.locks import lock
from courses.models import Provider
from outcomes.models import ReviewGrant

MOMENT = timedelta(microseconds=1)


class GrantRefused(Exception):
    """This review cannot be granted; `message` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@transaction.atomic
def grant_review(
    *,
    accreditor: User,
    provider: Provider,
    by: User | None,
    at: datetime,
    until: datetime | None = None,
) -> ReviewGrant:
    """Let an accreditor read a provider's reports from now on; a grant that stands is renewed."""
    if until is not None and until <= at:
        raise GrantRefused("ends_before_it_begins", "The review must end after it begins.")
    grant, _created = ReviewGrant.objects.update_or_create(
        accreditor=accreditor,
        provider=provider,
        defaults={"granted_by": by, "granted_at": at, "until": until},
    )
    return grant


@transaction.atomic
def end_review(*, grant: ReviewGrant, at: datetime) -> ReviewGrant:
    """Close a provider's reports to an accreditor from this moment; an ended review stays as it is."""
    grant = lock(grant)
    if grant.until is None or grant.until > at:
        grant.until = max(at, grant.granted_at + MOMENT)
        grant.save(update_fields=["until"])
    return grant

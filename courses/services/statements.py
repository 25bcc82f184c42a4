"""Keep the words of a provider's statements, version by version."""

from datetime import date

from django.db import transaction

from common.locks import lock
from courses.models import Provider, StatementWording
from courses.queries import wording_of


@transaction.atomic
def keep_wording(*, provider: Provider, on: date) -> StatementWording:
    """Return the version of a provider's words that holds, keeping them if they are new."""
    wording = wording_of(lock(provider))
    if not wording.pk:
        wording.in_force_from = on
        wording.save()
    return wording

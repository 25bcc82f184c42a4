"""The credit of a learner that counts, as a transcript prints it."""

from datetime import date
from typing import Any

from django.conf import settings

from accounts.models import User
from credits.domain.yearly import Credited, transcript
from credits.models import Entry
from credits.queries.ledger import narrowed, standing_entries_of


def transcript_of(
    learner: User, *, year: int | None, made_on: date, credit_type: str = ""
) -> dict[str, Any]:
    """Return the transcript of a year, None for all years, in one query."""
    entries = narrowed(standing_entries_of(learner), year=year, credit_type=credit_type)
    return transcript(
        map(_credited, entries),
        name=str(learner),
        year=year,
        made_on=made_on,
        verify_at=f"{settings.BASE_URL.partition('://')[2]}/verify",
    )


def _credited(entry: Entry) -> Credited:
    certificate = getattr(entry, "certificate", None)
    return Credited(
        completed_on=entry.earned_on,
        title=entry.facts["activity"]["title"],
        provider=entry.facts["activity"]["provider"],
        kind=entry.credit_type.short_name,
        name=entry.credit_type.name,
        unit=entry.credit_type.unit_plural,
        amount=entry.amount,
        code=certificate.code if certificate else "",
    )

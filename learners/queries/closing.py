"""What closing an account would remove, and what would stay; nothing is written."""

from typing import NamedTuple

from accounts.models import User
from accounts.queries import identifiers_of, standing_consents
from assessments.models import Attempt
from credits.domain.reporting import SENT, UNSENT, Status
from credits.models import Certificate, Entry, ExternalCredit, Licence
from credits.queries import deletions_waiting_of, reports_of


class Closing(NamedTuple):
    """Counts of what goes and of what stays; `deletions_waiting` keeps the account open."""

    identifiers: int
    consents: int
    licences: int
    external_credits: int
    certificates: int
    reports_withdrawn: int
    reports_kept: int
    deletions_waiting: int
    entries: int
    sealed_entries: int
    attempts: int


def closing_of(person: User) -> Closing:
    """Return what closing a person's account would do."""
    reports, entries = reports_of(person), Entry.objects.filter(learner=person)
    unsent = reports.filter(status__in=[*UNSENT, Status.REJECTED], is_deletion=False)
    return Closing(
        identifiers=identifiers_of(person).count(),
        consents=standing_consents().filter(person=person).count(),
        licences=Licence.objects.filter(learner=person).count(),
        external_credits=ExternalCredit.objects.filter(learner=person).count(),
        certificates=Certificate.objects.filter(entry__learner=person).exclude(file="").count(),
        reports_withdrawn=unsent.count(),
        reports_kept=reports.filter(status__in=SENT).count(),
        deletions_waiting=deletions_waiting_of(person).count(),
        entries=entries.count(),
        sealed_entries=entries.exclude(sealed=None).count(),
        attempts=Attempt.objects.filter(learner=person).count(),
    )

"""The door through which a person leaves: one transaction over everything that is kept of them."""

from datetime import datetime

import structlog
from django.db import transaction

from accounts.domain.roles import Role
from accounts.models import User
from accounts.services import erase_account
from common.locks import lock
from credits.services import ClosingRefused, erase_learner

logger = structlog.get_logger(__name__)


@transaction.atomic
def anonymise(*, person: User, by: User | None, at: datetime) -> User:
    """Remove everything personal and keep what proves credit; a second call changes nothing.

    `by` is who asked, the person themselves or staff; None for the command. What goes and what
    stays: docs/rules/closing.md. Raises `credits.services.ClosingRefused`.
    """
    person = lock(User(pk=person.pk))  # first of all locks: docs/architecture.md
    if person.closed_at:
        return person
    check_can_close(person)
    erase_learner(learner=person, at=at)
    person.searches.all().delete()
    erase_account(person=person, by=by, at=at)
    logger.info("account_closed", person=person.pk, by=by.pk if by else None)
    return person


def check_can_close(person: User) -> None:
    """Raise `ClosingRefused` for the last one who could let others in."""
    bosses = User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR)
    is_boss = bosses.filter(pk=person.pk).exists()
    if is_boss and not bosses.exclude(pk=person.pk).exists():
        raise ClosingRefused(
            "last_administrator",
            "You are the only administrator. Make somebody else one before you close your account.",
        )

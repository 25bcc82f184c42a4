"""Close an account: everything personal that this app holds is removed, the row stays as a number."""

from datetime import datetime
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from accounts.models import (
    Accommodation,
    ApiToken,
    Consent,
    Identifier,
    IdentifierEvent,
    Profile,
    User,
)
from accounts.queries import standing_consents
from common.append_only import erasing

REASON = "The account was closed."
ERASED = "Erased when the account was closed."


class AccountClosed(Exception):
    """Nothing can be written about a person whose account is closed."""


def check_open(person: User) -> None:
    """Raise `AccountClosed` for somebody who closed their account."""
    if person.closed_at:
        raise AccountClosed(str(person))


def erase_account(*, person: User, by: User | None, at: datetime) -> None:
    """Remove who a person is: name, address, sign-in, identifiers, consents, roles, adjustments.

    `person` is locked by the caller. Profession and what was granted as adjustments stay, without a
    name: reports count by the one, attempts are explained by the other.
    """
    _revoke_consents(person, at)
    _destroy_identifiers(person, by, at)
    for model in (EmailAddress, Authenticator, ApiToken, Accommodation):
        model.objects.filter(user=person).delete()
    Profile.objects.filter(user=person).update(specialty="", credentials="", country="")
    _erase_traces(person)
    person.groups.clear()
    person.user_permissions.clear()
    person.email = f"closed-{person.pk}@closed.invalid"
    person.first_name = person.last_name = ""
    person.time_zone, person.last_login, person.closed_at = "UTC", None, at
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()


def _revoke_consents(person: User, at: datetime) -> None:
    Consent.objects.bulk_create(
        Consent(
            person=person,
            subject=each.subject,
            wording=each.wording,
            wording_version=each.wording_version,
            revokes=each,
            at=at,
        )
        for each in standing_consents().filter(person=person)
    )


def _destroy_identifiers(person: User, by: User | None, at: datetime) -> None:
    """Delete every number, note that, and leave of the log who, what and when."""
    rows = list(Identifier.objects.filter(person=person))
    with erasing():
        IdentifierEvent.objects.filter(person=person).exclude(reason="").update(reason=ERASED)
    IdentifierEvent.objects.bulk_create(
        IdentifierEvent(
            person=person,
            kind=row.kind,
            issuer=row.issuer,
            action=IdentifierEvent.Action.REMOVED,
            by=by,
            reason=REASON,
            at=at,
        )
        for row in rows
    )
    Identifier.objects.filter(person=person).delete()


def _erase_traces(person: User) -> None:
    """Take the name out of the logs of both administrations, and the picture out of the CMS."""
    about = {"content_type": ContentType.objects.get_for_model(User), "object_id": str(person.pk)}
    ModelLogEntry.objects.filter(**about).update(label=f"Closed account {person.pk}", data={})
    LogEntry.objects.filter(**about).update(
        object_repr=f"Closed account {person.pk}", change_message=""
    )
    for kept in UserProfile.objects.filter(user=person):
        if kept.avatar:
            remove = partial(kept.avatar.storage.delete, kept.avatar.name)
            transaction.on_commit(remove, robust=True)
        kept.delete()

"""Writes about people."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.domain.roles import PERMISSIONS, Role
from accounts.models import Accommodation, AccommodationRecord, ApiToken, Profile, User
from accounts.queries import permissions_named

PREFIX = "att_"


@transaction.atomic
def register(
    *, user: User, first_name: str, last_name: str, profession: str, time_zone: str = "UTC"
) -> Profile:
    """Complete a new account with the person's name and profession."""
    return update_profile(
        user=user,
        first_name=first_name,
        last_name=last_name,
        time_zone=time_zone,
        profession=profession,
    )


@transaction.atomic
def update_profile(
    *, user: User, first_name: str, last_name: str, time_zone: str, profession: str, **rest: str
) -> Profile:
    """Store what the person says about themselves; credit already recorded stays as it is."""
    user.first_name, user.last_name, user.time_zone = first_name, last_name, time_zone
    user.save(update_fields=["first_name", "last_name", "time_zone"])
    profile, _created = Profile.objects.update_or_create(
        user=user, defaults={"profession": profession, **rest}
    )
    return profile


@transaction.atomic
def grant_accommodation(*, accommodation: Accommodation, by: User, at: datetime) -> None:
    """Store what is granted to somebody from now on, and keep it in the record."""
    accommodation.granted_by, accommodation.granted_at = by, at
    accommodation.save()
    _record(accommodation, by, at)


@transaction.atomic
def withdraw_accommodation(*, accommodation: Accommodation, by: User, at: datetime) -> None:
    """Return somebody to the plain rules; attempts under way keep what they began with."""
    user = accommodation.user
    accommodation.delete()
    _record(Accommodation(user=user), by, at)


def _record(granted: Accommodation, by: User, at: datetime) -> None:
    AccommodationRecord.objects.create(
        user=granted.user,
        time_factor=granted.time_factor,
        extra_attempts=granted.extra_attempts,
        break_minutes=granted.break_minutes,
        extra_days=granted.extra_days,
        by=by,
        at=at,
    )


class NewToken(NamedTuple):
    """A token and its key; the key is shown once and kept nowhere."""

    token: ApiToken
    key: str


def create_api_token(*, user: User, name: str, expires_at: datetime | None = None) -> NewToken:
    """Make a key for the API that acts as the user."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user, name=name, prefix=key[:8], digest=digest_of(key), expires_at=expires_at
    )
    return NewToken(token, key)


def revoke_api_token(*, token: ApiToken) -> None:
    """Make a key useless from now on."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def digest_of(key: str) -> str:
    """Return what is stored of a key: it is random, so a plain hash suffices."""
    return sha256(key.encode()).hexdigest()


def set_up_roles() -> None:
    """Make a group of every role, with exactly the permissions that the role names."""
    for role, names in PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set(permissions_named(names))


def role_group(role: Role) -> Group:
    """Return the group of a role, setting up all of them if it is missing."""
    if not Group.objects.filter(name=role).exists():
        set_up_roles()
    return Group.objects.get(name=role)


@transaction.atomic
def assign_role(*, user: User, role: Role) -> None:
    """Let a person do what the role may; where is said by `courses.services.join_team`.

    Administrators may open Django's own administration too.
    """
    user.groups.add(role_group(role))
    if role is Role.ADMINISTRATOR and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])


@transaction.atomic
def settle_roles(*, user: User) -> None:
    """Draw the consequences of the groups that somebody was given by hand.

    A team's group, "Educator, Northgate", brings its role; Django's own administration is open to
    administrators alone.
    """
    held = set(user.groups.values_list("name", flat=True))
    for role in Role:
        if role not in held and any(name.startswith(f"{role}, ") for name in held):
            user.groups.add(role_group(role))
    is_staff = user.is_superuser or Role.ADMINISTRATOR in held
    if user.is_staff != is_staff:
        user.is_staff = is_staff
        user.save(update_fields=["is_staff"])

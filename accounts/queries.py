"""Reads about people."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.contrib.auth.models import Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import (
    Accommodation,
    ApiToken,
    Consent,
    Identifier,
    IdentifierEvent,
    Profile,
    User,
)
from common.prepared import ID, Prepared

_profession: Prepared[str] = Prepared(
    lambda user: Profile.objects.filter(user=user).values_list("profession", flat=True), ID
)
_adjustment: Prepared[tuple[Decimal, int, int, int]] = Prepared(
    lambda user: Accommodation.objects.filter(user=user).values_list(
        "time_factor", "extra_attempts", "break_minutes", "extra_days"
    ),
    ID,
)


def profession_of(user: User) -> str:
    """Return the profession's code, "" for somebody who has not said."""
    return _profession.first(user.pk) or ""


class Adjustment(NamedTuple):
    """How rules bend for a person; without a reason, so that authors never see one."""

    time_factor: Decimal = Decimal(1)
    extra_attempts: int = 0
    break_minutes: int = 0
    extra_days: int = 0


def adjustment_of(user: User) -> Adjustment:
    """Return the person's accommodation, or the plain rules."""
    row = _adjustment.first(user.pk)
    return Adjustment(*row) if row else Adjustment()


def keys_of(user: User) -> QuerySet[ApiToken]:
    """Return the person's API keys that nobody revoked, newest first."""
    return ApiToken.objects.filter(user=user, revoked_at=None).order_by("-created_at", "-pk")


def identifiers_of(person: User | int) -> QuerySet[Identifier]:
    """Return the person's identifiers, sealed and masked."""
    return Identifier.objects.filter(person=person).order_by("kind", "issuer")


def identifier_events_of(person: User | int) -> QuerySet[IdentifierEvent]:
    """Return who wrote and who read the person's identifiers, newest first."""
    return IdentifierEvent.objects.filter(person=person).select_related("by").order_by("-at", "-pk")


def consents_of(person: User | int) -> QuerySet[Consent]:
    """Return every consent that the person gave, with its revocation if any, newest first."""
    given = Consent.objects.filter(person=person, revokes=None)
    return given.select_related("revoked_by").order_by("-at", "-pk")


def standing_consents() -> QuerySet[Consent]:
    """Return consents that nobody took back."""
    return Consent.objects.filter(revokes=None, revoked_by=None)


class Allowed(NamedTuple):
    """What is on record for reports about a person; names of kinds and issuers, no values."""

    has_name: bool
    is_closed: bool
    identifiers: frozenset[tuple[str, str]]
    subjects: frozenset[str]


NOTHING_ALLOWED = Allowed(
    has_name=False, is_closed=True, identifiers=frozenset(), subjects=frozenset()
)
ALLOWED = ("first_name", "last_name", "closed_at", "named_identifiers", "standing_subjects")


def _what_is_allowed(people: QuerySet[User]) -> QuerySet[User]:
    return people.annotate(
        named_identifiers=ArraySubquery(
            Identifier.objects.filter(person=OuterRef("pk")).values(
                name=Concat("kind", Value(":"), "issuer", output_field=CharField())
            )
        ),
        standing_subjects=ArraySubquery(
            standing_consents().filter(person=OuterRef("pk")).values("subject")
        ),
    )


_allowed: Prepared[tuple[str, str, Any, list[str], list[str]]] = Prepared(
    lambda person: _what_is_allowed(User.objects.filter(pk=person)).values_list(*ALLOWED), ID
)


def allowed_by(person_id: int) -> Allowed:
    """Return what a person allows and has on record, read in one statement."""
    row = _allowed.first(person_id)
    return _read_allowed(row) if row else NOTHING_ALLOWED


def allowed_by_each(person_ids: Iterable[int]) -> dict[int, Allowed]:
    """Return by person what each allows and has on record, read in one statement."""
    people = set(person_ids)
    rows = _what_is_allowed(User.objects.filter(pk__in=people)).values_list("pk", *ALLOWED)
    found = {pk: _read_allowed(row) for pk, *row in rows}
    return {pk: found.get(pk, NOTHING_ALLOWED) for pk in people}


def _read_allowed(row: Sequence[Any]) -> Allowed:
    first, last, closed_at, names, subjects = row
    pairs = (name.partition(":") for name in names)
    return Allowed(
        has_name=bool(first.strip() and last.strip()),
        is_closed=closed_at is not None,
        identifiers=frozenset((kind, issuer) for kind, _colon, issuer in pairs),
        subjects=frozenset(subjects),
    )


def permissions_named(names: Iterable[str]) -> list[Permission]:
    """Return permissions by name, such as "evidence.view_reference"; raise for an unknown one."""
    wanted = set(names)
    rows = Permission.objects.select_related("content_type").filter(
        codename__in={name.partition(".")[2] for name in wanted}
    )
    found = {f"{row.content_type.app_label}.{row.codename}": row for row in rows}
    if missing := wanted - found.keys():
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}. Run migrate first.")
    return [found[name] for name in wanted]

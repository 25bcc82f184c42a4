"""What learners hold and tell: one answer counts for every licence of theirs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.domain.identifiers import STATES, IdentifierInvalid, Kind
from accounts.models import User
from accounts.queries import identifiers_of
from accounts.services import keep_identifier, remove_identifier
from credits.domain.requirements.facts import FACTS
from credits.domain.requirements.naming import OF_THE_LICENCE
from credits.models import Licence, ReminderWish, Requirement


class LicenceRefused(Exception):
    """A licence cannot be kept so; `field` says where the mistake is."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def add_licence(
    *,
    learner: User,
    requirement: Requirement,
    number: str = "",
    issued_on: date | None = None,
    expires_on: date | None = None,
    at: datetime,
) -> Licence:
    """Add what a learner holds, with the facts that they told about themselves already.

    Raises `LicenceRefused` for one that they have, or that expires before it was issued, and for a
    number that can be none.
    """
    _check_days(issued_on, expires_on)
    try:
        with transaction.atomic():
            _keep_number(learner, requirement, number, at)
            ReminderWish.objects.get_or_create(learner=learner)
            told = [licence.facts for licence in _locked(learner)]
            return Licence.objects.create(
                learner=learner,
                requirement=requirement,
                issued_on=issued_on,
                expires_on=expires_on,
                facts={name: fact for facts in told for name, fact in _shared(facts).items()},
                added_at=at,
                changed_at=at,
            )
    except IntegrityError as error:
        raise LicenceRefused("requirement", "This licence is in your list already.") from error


@transaction.atomic
def change_licence(
    *,
    licence: Licence,
    number: str,
    issued_on: date | None,
    expires_on: date | None,
    facts: Mapping[str, Any],
    at: datetime,
) -> None:
    """Replace days and these facts of a licence, and its number if one is given.

    A fact that is None is forgotten. Raises `LicenceRefused`.
    """
    _check_days(issued_on, expires_on)
    _keep_number(licence.learner, licence.requirement, number, at)
    mine = _locked(licence.learner)
    this = next(row for row in mine if row.pk == licence.pk)
    this.issued_on, this.expires_on = issued_on, expires_on
    _tell(mine, this, facts, at)


@transaction.atomic
def answer_questions(*, licence: Licence, facts: Mapping[str, Any], at: datetime) -> None:
    """Keep answers: about the licence on it, about the person on every licence that they hold.

    Raises `LicenceRefused` for days that do not fit together.
    """
    mine = _locked(licence.learner)
    this = next(row for row in mine if row.pk == licence.pk)
    for name in OF_THE_LICENCE & facts.keys():
        setattr(this, name, date.fromisoformat(facts[name]))
    _check_days(this.issued_on, this.expires_on)
    _tell(mine, this, {n: fact for n, fact in facts.items() if n not in OF_THE_LICENCE}, at)


@transaction.atomic
def remove_licence(*, licence: Licence, at: datetime) -> None:
    """Forget a licence with its number and what was told for it; the learner's credit stays."""
    learner, slug = licence.learner, licence.requirement.slug
    for number in identifiers_of(learner).filter(kind=Kind.HELD, issuer=slug):
        remove_identifier(identifier=number, by=learner, at=at)
    licence.delete()


def _keep_number(learner: User, requirement: Requirement, number: str, at: datetime) -> None:
    """Keep the number encrypted, under the requirement's slug.

    A state's is kept for reports too unless one of that state is there: nobody is asked for it twice.
    """
    if not number:
        return
    country, _, state = requirement.jurisdiction.partition("-")
    places = [(Kind.HELD, requirement.slug)]
    reported = identifiers_of(learner).filter(kind=Kind.LICENCE, issuer=state)
    if country == "US" and state in STATES and not reported.exists():
        places.append((Kind.LICENCE, state))
    for kind, issuer in places:
        try:
            keep_identifier(
                person=learner, kind=kind, issuer=issuer, value=number, by=learner, at=at
            )
        except IdentifierInvalid as mistake:
            raise LicenceRefused("number", mistake.message) from mistake


def _tell(mine: list[Licence], this: Licence, facts: Mapping[str, Any], at: datetime) -> None:
    for row in mine:
        told = facts if row.pk == this.pk else _shared(facts)
        kept = {**row.facts, **told}
        row.facts = {name: fact for name, fact in kept.items() if fact is not None}
        if row.pk == this.pk:
            row.changed_at = at
    Licence.objects.bulk_update(mine, ["issued_on", "expires_on", "facts", "changed_at"])


def _locked(learner: User) -> list[Licence]:
    return list(Licence.objects.filter(learner=learner).select_for_update().order_by("pk"))


def _shared(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is about the person; what boards ask by themselves belongs to one licence."""
    return {name: fact for name, fact in facts.items() if name in FACTS}


def _check_days(issued_on: date | None, expires_on: date | None) -> None:
    if issued_on and expires_on and expires_on <= issued_on:
        raise LicenceRefused("expires_on", "It expires before it was issued.")

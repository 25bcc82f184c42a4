"""People in control of the demo's content: what they declared, and what was decided about it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.text import slugify

from accounts.domain.roles import Role
from accounts.models import User
from courses.domain.disclosure import Method, Nature
from courses.models import (
    ActivityPage,
    Company,
    Declaration,
    DisclosureRequest,
    Person,
    Provider,
    Relationship,
)
from courses.queries import team_name
from courses.services import (
    Named,
    Verdict,
    decide_on_relationship,
    declare,
    join_team,
    review_company,
)

BEFORE = timedelta(days=14)
RENEWED_BEFORE = timedelta(days=40)
LATE = "Owen Example"  # has not renewed yet: there is somebody to chase


def person_of(row: Mapping[str, Any], provider: Provider, at: datetime) -> Person:
    """Return the provider's person of this name, who declared before the work on it began."""
    person, is_new = Person.objects.get_or_create(
        provider=provider,
        name=row["name"],
        defaults={
            "credentials": row["credentials"],
            "affiliation": row["affiliation"],
            "email": f"{slugify(row['name'])}@people.example",
        },
    )
    if is_new:
        _declare(person, [_named(tie) for tie in row["relationships"]], at - BEFORE)
    return person


def _named(tie: Mapping[str, Any]) -> Named:
    return Named(tie["company"], Nature(tie["nature"]), tie.get("ended", False))


def _declare(person: Person, named: list[Named], at: datetime) -> Declaration:
    request = DisclosureRequest.objects.create(
        person=person,
        asked_at=at,
        link_made_at=at,
        link_expires_at=at + BEFORE,
    )
    return declare(request=request, relationships=named, signed_as=person.name, at=at)


def decide(content: Mapping[str, Any], activity: ActivityPage, at: datetime) -> None:
    """Decide on every relationship that the content's people named, before their roles began."""
    for row in content["contributors"]:
        for tie in row["relationships"]:
            found = Relationship.objects.filter(
                declaration__person__provider=activity.provider,
                declaration__person__name=row["name"],
                named=tie["company"],
            )
            _decide(activity, found.latest("pk"), tie, at - BEFORE / 2)


def _decide(
    activity: ActivityPage, relationship: Relationship, tie: Mapping[str, Any], at: datetime
) -> None:
    by = _staff_of(activity.provider)
    company = relationship.company
    if company and company.eligibility == Company.Eligibility.UNREVIEWED:
        review_company(
            company=company,
            eligibility=Company.Eligibility.INELIGIBLE,
            rationale=tie["business"],
            source="The company's own annual report",
            by=by,
            at=at,
        )
    method = Method(tie["method"]) if "method" in tie else None
    verdict = Verdict(
        is_relevant=method is not None,
        reason=" ".join(tie["reason"].split()),
        method=method,
        done_on=at.date() if method else None,
    )
    decide_on_relationship(
        activity=activity, relationship=relationship, verdict=verdict, by=by, at=at
    )


def _staff_of(provider: Provider) -> User:
    name = team_name(Role.ACCREDITATION_STAFF, provider)
    found = User.objects.filter(groups__name=name).order_by("pk").first()
    if found is None:
        found = User.objects.create(email=f"staff@{provider.slug}.example", is_active=False)
        join_team(user=found, provider=provider, role=Role.ACCREDITATION_STAFF)
    return found


def renew(contents: list[Mapping[str, Any]], now: datetime) -> None:
    """Let people declare again as the year goes on, all but one; what was decided is decided anew."""
    at = now - RENEWED_BEFORE
    for person in Person.objects.exclude(name=LATE).order_by("pk"):
        former = person.declarations.latest()
        ties = [
            Named(each.named, Nature(each.nature), each.has_ended)
            for each in former.relationships.all()
        ]
        _declare(person, ties, at)
    for content in contents:
        decide(content, ActivityPage.objects.get(code=content["slug"]), at + BEFORE)

"""Reads about what boards ask: the versions in force, what they accept, what there is to choose."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from common.frozen import FrozenCache, Kept
from credits.domain import requirements as rules
from credits.domain.requirements.naming import topics_named
from credits.domain.rules import may_take
from credits.models import AcceptanceRule, Requirement, RequirementVersion

VERSIONS_KEPT = 512


def _load(version_ids: list[int]) -> dict[int, rules.Requirement]:
    rows = RequirementVersion.objects.filter(pk__in=version_ids).values_list("pk", "body")
    return {pk: rules.load(body) for pk, body in rows}


_bodies = FrozenCache(_load, size=VERSIONS_KEPT)
_topics: Kept[list[str]] = Kept(size=8)


def bodies_of(version_ids: Iterable[int]) -> dict[int, rules.Requirement]:
    """Return what versions ask, by version; read once per process."""
    return _bodies.many(version_ids)


def versions_on(
    day: date, requirement_ids: Iterable[int] | None = None
) -> dict[int, RequirementVersion]:
    """Return the version in force on a day, by requirement: the newest that holds then."""
    rows: QuerySet[RequirementVersion] = RequirementVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day
    ).defer("body")
    if requirement_ids is not None:
        rows = rows.filter(requirement__in=list(requirement_ids))
    newest = rows.order_by("requirement_id", "-number").distinct("requirement_id")
    return {version.requirement_id: version for version in newest}


def acceptances() -> list[rules.Acceptance]:
    """Return which credit counts in which category."""
    fields = ("credit_type", "category", "factor", "cap", "valid_from", "valid_until")
    rows = AcceptanceRule.objects.order_by("pk").values_list(*fields)
    return [rules.Acceptance(*row) for row in rows]


def requirements_for(profession: str, day: date) -> list[Requirement]:
    """Return what somebody of a profession may hold, of which a version is in force."""
    in_force = versions_on(day)
    rows = Requirement.objects.filter(pk__in=in_force)
    return [row for row in rows if not profession or may_take(profession, row.professions)]


def known_topics(day: date) -> list[str]:
    """Return the topics on which any requirement asks for credit, sorted."""
    versions = versions_on(day)
    keys = tuple(sorted(version.pk for version in versions.values()))
    return _topics.get(keys, lambda: _named_in(keys))


def _named_in(version_ids: Iterable[int]) -> list[str]:
    bodies = bodies_of(version_ids).values()
    return sorted({topic for body in bodies for topic in topics_named(body)}, key=str.casefold)

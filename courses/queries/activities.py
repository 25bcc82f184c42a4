"""Reads about activities: what is open, and the frozen facts of each publication."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from common.frozen import FrozenCache
from common.prepared import ID, TEXT, Prepared
from courses.models import ActivityPage, ActivityVersion

VERSIONS_KEPT = 2048


@dataclass(frozen=True)
class FrozenActivity:
    """An activity version; templates read `facts`, rules the properties."""

    id: int
    activity_id: int
    number: int
    content_hash: str
    facts: Mapping[str, Any]
    extra_days: int = 0
    zone: tzinfo = field(default=UTC, compare=False)

    def for_person(self, *, zone: tzinfo, extra_days: int = 0) -> "FrozenActivity":
        """Return it as it stands for a person: their days, and as many as they were granted."""
        return replace(self, extra_days=extra_days, zone=zone)

    @cached_property
    def released_on(self) -> date:
        return date.fromisoformat(self.facts["released_on"])

    @cached_property
    def reviewed_on(self) -> date:
        return date.fromisoformat(self.facts["reviewed_on"])

    @cached_property
    def expires_on(self) -> date:
        """The last day, with what the person was granted."""
        return date.fromisoformat(self.facts["expires_on"]) + timedelta(days=self.extra_days)

    @cached_property
    def closes_at(self) -> datetime:
        """The last moment at which anything may be handed in: the end of the person's own day."""
        return datetime.combine(self.expires_on, time.max, self.zone)

    @property
    def code(self) -> str:
        return str(self.facts["code"])

    @property
    def title(self) -> str:
        return str(self.facts["title"])

    def day_of(self, at: datetime) -> date:
        """Return the day that it is for the person."""
        return at.astimezone(self.zone).date()

    def is_open(self, at: datetime) -> bool:
        """Whether the activity may be begun and give credit now."""
        return self.released_on <= self.day_of(at) <= self.expires_on

    @property
    def prerequisites(self) -> list[dict[str, Any]]:
        """What has to be completed before, each with `id`, `code` and `title`."""
        return list(self.facts.get("prerequisites", ()))  # older versions do not speak of it

    def lesson(self, slug: str) -> dict[str, Any] | None:
        """Return the facts of a lesson, None if there is none of that name."""
        return next((row for row in self.facts["lessons"] if row["slug"] == slug), None)

    def placement(self, pk: int) -> dict[str, Any] | None:
        """Return the facts of a placement, None if it stands elsewhere."""
        return next((row for row in self.facts["placements"] if row["id"] == pk), None)


def _load(version_ids: list[int]) -> dict[int, FrozenActivity]:
    return {
        version.pk: FrozenActivity(
            id=version.pk,
            activity_id=version.activity_id,
            number=version.number,
            content_hash=version.content_hash,
            facts=version.facts,
        )
        for version in ActivityVersion.objects.filter(pk__in=version_ids)
    }


_versions = FrozenCache(_load, size=VERSIONS_KEPT)


def frozen_activity(version_id: int) -> FrozenActivity:
    """Return the facts of a version, read once per process; raise `KeyError` for an unknown one."""
    return _versions.get(version_id)


def frozen_activities(version_ids: Iterable[int]) -> list[FrozenActivity]:
    """Return many versions in the order asked, with one query for all that are not yet held."""
    return list(_versions.many(version_ids).values())


def _newest_version(activity: int | OuterRef) -> QuerySet[ActivityVersion]:
    return ActivityVersion.objects.filter(activity=activity).order_by("-number")


def newest_version_beside(activity: str) -> Subquery:
    """Return the newest frozen version as a column of a row that leads to an activity."""
    return Subquery(_newest_version(OuterRef(activity)).values("pk")[:1])


def published_activities() -> QuerySet[ActivityPage]:
    """Return live activities, each with `version_id`, its newest frozen version."""
    return (
        ActivityPage.objects.live()
        .annotate(version_id=newest_version_beside("pk"))
        .filter(version_id__isnull=False)
    )


def open_activities(on: date) -> QuerySet[ActivityPage]:
    """Return the activities that may be begun on this day."""
    return published_activities().filter(released_on__lte=on, expires_on__gte=on)


_current: Prepared[int] = Prepared(
    lambda code: published_activities().filter(code=code).values_list("version_id", flat=True),
    TEXT,
)


def current_activity(code: str) -> FrozenActivity:
    """Return the newest facts of a live activity; raise `ActivityPage.DoesNotExist`."""
    version_id = _current.first(code)
    if version_id is None:
        raise ActivityPage.DoesNotExist
    return frozen_activity(version_id)


_published: Prepared[int] = Prepared(
    lambda activity: _newest_version(activity).values_list("pk", flat=True)[:1], ID
)


def published_version_id(activity_id: int) -> int:
    """Return the newest frozen version of an activity; raise `DoesNotExist` if there is none."""
    found = _published.first(activity_id)
    if found is None:
        raise ActivityVersion.DoesNotExist
    return found

"""What a learner has to complete before an activity, and how that stands."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Value

from accounts.models import User
from accounts.queries import adjustment_of
from courses.models import ActivityPage
from courses.queries import FrozenActivity, frozen_activities, newest_version_beside
from learners.models import Completion, Enrolment


@dataclass(frozen=True)
class Prerequisite:
    """An activity to complete first: done, gone (nobody can complete it any more), or still to do."""

    code: str
    title: str
    is_done: bool
    is_gone: bool = False
    opens_on: date | None = None

    @property
    def is_missing(self) -> bool:
        """Whether it keeps the learner back; see docs/rules/prerequisites.md."""
        return not self.is_done and not self.is_gone


def prerequisites_of(
    activity: FrozenActivity, learner: User | None, on: date
) -> list[Prerequisite]:
    """Return what comes before an activity, in its authors' order; None is an anonymous visitor.

    Any version that the learner completed counts. One query, none where nothing is asked; another
    where something that is missing has ended and the learner may have more days for it.
    """
    asked = activity.prerequisites
    if not asked:
        return []
    found = _stand(learner, [row["id"] for row in asked])
    done = {pk for pk, stood in found.items() if stood.is_done}
    ends = {pk: stood.activity.expires_on for pk, stood in found.items() if stood.is_offered}
    if learner and any(day < on for pk, day in ends.items() if pk not in done):
        days = timedelta(days=adjustment_of(learner).extra_days)
        ends = {pk: day + days for pk, day in ends.items()}
    return [
        Prerequisite(
            row["code"],
            row["title"],
            is_done=row["id"] in done,
            is_gone=row["id"] not in ends or ends[row["id"]] < on,
            opens_on=_opens_on(found.get(row["id"]), on),
        )
        for row in asked
    ]


class _Stood(NamedTuple):
    """An activity as it is now, and whether the learner completed it."""

    activity: FrozenActivity
    is_offered: bool
    is_done: bool


def _stand(learner: User | None, activities: list[int]) -> dict[int, _Stood]:
    completed = Completion.objects.filter(
        enrolment__learner=learner, enrolment__activity=OuterRef("pk")
    )
    rows = ActivityPage.objects.filter(pk__in=activities).values_list(
        "live", newest_version_beside("pk"), Exists(completed) if learner else Value(value=False)
    )
    held = list(rows)
    versions = frozen_activities(version for _live, version, _done in held)
    return {
        version.activity_id: _Stood(version, is_offered=live, is_done=done)
        for version, (live, _version, done) in zip(versions, held, strict=True)
    }


def _opens_on(stood: _Stood | None, on: date) -> date | None:
    return stood.activity.released_on if stood and on < stood.activity.released_on else None


def journeys_of(learner: User) -> dict[int, bool]:
    """Return every activity that the learner began, with whether it was completed."""
    rows = Enrolment.objects.filter(learner=learner).order_by()
    return {
        activity: completion is not None
        for activity, completion in rows.values_list("activity", "completion")
    }

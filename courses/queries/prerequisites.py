"""Reads about what has to be completed before an activity."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from courses.models import Prerequisite
from courses.queries.activities import FrozenActivity, frozen_activities, published_activities


def what_asks_for_what() -> dict[int, set[int]]:
    """Return what each activity asks for first, as published or first saved."""
    found: dict[int, set[int]] = {}
    for activity, needs in Prerequisite.objects.order_by().values_list("activity", "needs"):
        found.setdefault(activity, set()).add(needs)
    return found


def still_completable(
    activities: Collection[int], on: date, extra_days: int = 0
) -> dict[int, FrozenActivity]:
    """Return those of the activities that can be completed, today or later, each as it is now.

    The others were withdrawn or are over; `extra_days` are granted to the person who is asked about.
    """
    if not activities:
        return {}
    versions = published_activities().filter(pk__in=activities).values_list("version_id", flat=True)
    found = (replace(each, extra_days=extra_days) for each in frozen_activities(versions))
    return {each.activity_id: each for each in found if on <= each.expires_on}


def lapsed(prerequisites: Iterable[Prerequisite], on: date) -> list[str]:
    """Return a sentence for each prerequisite that nobody can complete any more."""
    rows = list(prerequisites)
    current = still_completable([row.needs_id for row in rows], on)
    return [
        f"“{row.needs}” can no longer be completed, so learners begin without it. "
        "Take it out, or ask for another activity in its place."
        for row in rows
        if row.needs_id not in current
    ]

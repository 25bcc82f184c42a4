"""Reads about activities, their lessons and providers."""

from courses.queries.activities import (
    FrozenActivity,
    current_activity,
    frozen_activities,
    frozen_activity,
    newest_version_beside,
    open_activities,
    published_activities,
    published_version_id,
)
from courses.queries.disclosures import ActivityDisclosures, disclosures_of, people_told
from courses.queries.lessons import CurrentLesson, LessonBody, current_lesson, lesson_body
from courses.queries.preflight import OFFERS, checklist_of, snapshot_of
from courses.queries.prerequisites import lapsed, still_completable, what_asks_for_what
from courses.queries.providers import activities_in, team_name, wording_of
from courses.queries.search import LessonFound, Passages, mended, open_versions, passages
from courses.queries.support import support_problems, support_told

__all__ = [
    "OFFERS",
    "ActivityDisclosures",
    "CurrentLesson",
    "FrozenActivity",
    "LessonBody",
    "LessonFound",
    "Passages",
    "activities_in",
    "checklist_of",
    "current_activity",
    "current_lesson",
    "disclosures_of",
    "frozen_activities",
    "frozen_activity",
    "lapsed",
    "lesson_body",
    "mended",
    "newest_version_beside",
    "open_activities",
    "open_versions",
    "passages",
    "people_told",
    "published_activities",
    "published_version_id",
    "snapshot_of",
    "still_completable",
    "support_problems",
    "support_told",
    "team_name",
    "what_asks_for_what",
    "wording_of",
]

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
from courses.queries.lessons import CurrentLesson, LessonBody, current_lesson, lesson_body
from courses.queries.providers import team_name
from courses.queries.search import open_versions

__all__ = [
    "CurrentLesson",
    "FrozenActivity",
    "LessonBody",
    "current_activity",
    "current_lesson",
    "frozen_activities",
    "frozen_activity",
    "lesson_body",
    "newest_version_beside",
    "open_activities",
    "open_versions",
    "published_activities",
    "published_version_id",
    "team_name",
]

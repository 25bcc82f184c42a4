"""Writes about activities and the providers that offer them."""

from courses.services.indexing import index_activities
from courses.services.providers import (
    establish_catalogue,
    establish_provider,
    join_team,
    leave_team,
    set_up_roles_and_teams,
    update_provider,
)
from courses.services.publishing import (
    describe_activity,
    freeze_activity,
    freeze_lesson,
    restate_lessons,
)
from courses.services.scheduling import publish_due

__all__ = [
    "describe_activity",
    "establish_catalogue",
    "establish_provider",
    "freeze_activity",
    "freeze_lesson",
    "index_activities",
    "join_team",
    "leave_team",
    "publish_due",
    "restate_lessons",
    "set_up_roles_and_teams",
    "update_provider",
]

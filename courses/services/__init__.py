"""Writes about activities and the providers that offer them."""

from courses.services.indexing import index_activities
from courses.services.preflight import (
    PreflightRefused,
    WaiverRefused,
    ask_waiver,
    check_assessment,
    check_preflight,
    end_waiver,
    grant_waiver,
)
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
    publish_activity,
    restate_lessons,
)
from courses.services.scheduling import publish_due

__all__ = [
    "PreflightRefused",
    "WaiverRefused",
    "ask_waiver",
    "check_assessment",
    "check_preflight",
    "describe_activity",
    "end_waiver",
    "establish_catalogue",
    "establish_provider",
    "freeze_activity",
    "freeze_lesson",
    "grant_waiver",
    "index_activities",
    "join_team",
    "leave_team",
    "publish_activity",
    "publish_due",
    "restate_lessons",
    "set_up_roles_and_teams",
    "update_provider",
]

"""Reads about learners' standing and what they may take; rows are reached through their learner."""

from learners.queries.catalogue import (
    Catalogue,
    Offered,
    Search,
    open_now,
    values_of,
)
from learners.queries.prerequisites import Prerequisite, journeys_of, prerequisites_of
from learners.queries.reviewing import Look, look_of, marks_of
from learners.queries.sittings import activity_of, answers_of, sitting_of, sittings_of
from learners.queries.standing import (
    Standing,
    attempts_for,
    check_responses,
    completion_of,
    enrolment_in,
    enrolments_of,
    has_acknowledged,
    lessons_of,
    placed_assessments,
    standing_in,
    standings,
)
from learners.queries.today import Mine, enrolled_in

__all__ = [
    "Catalogue",
    "Look",
    "Mine",
    "Offered",
    "Prerequisite",
    "Search",
    "Standing",
    "activity_of",
    "answers_of",
    "attempts_for",
    "check_responses",
    "completion_of",
    "enrolled_in",
    "enrolment_in",
    "enrolments_of",
    "has_acknowledged",
    "journeys_of",
    "lessons_of",
    "look_of",
    "marks_of",
    "open_now",
    "placed_assessments",
    "prerequisites_of",
    "sitting_of",
    "sittings_of",
    "standing_in",
    "standings",
    "values_of",
]

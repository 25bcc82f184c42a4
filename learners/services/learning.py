"""Work through lessons: open, stop, finish, answer the checks inside."""

from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from assessments.domain.items import Arrangement, Item, Posted
from assessments.domain.items.base import EVERYTHING
from assessments.queries import frozen_question
from common.locks import lock
from courses.queries import frozen_activity, published_version_id
from learners.domain.journey import Kind
from learners.models import CheckAnswer, Completion, Enrolment, LessonProgress
from learners.queries import Standing, lessons_of, standing_in
from learners.services.completing import complete_locked
from learners.services.measuring import StepRefused

# Every look at a lesson writes, so it is one statement: enrolment and progress, or neither.
OPEN = """
WITH seen AS (UPDATE learners_enrolment SET last_seen_at = %(at)s WHERE id = %(enrolment)s)
INSERT INTO learners_lessonprogress
    (enrolment_id, lesson_id, first_opened_at, last_opened_at, position)
VALUES (%(enrolment)s, %(lesson)s, %(at)s, %(at)s, 0)
ON CONFLICT (enrolment_id, lesson_id) DO UPDATE SET last_opened_at = excluded.last_opened_at
"""


def open_lesson(*, enrolment: Enrolment, lesson_id: int, at: datetime) -> None:
    """Record that the learner is at this lesson."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN, {"enrolment": enrolment.pk, "lesson": lesson_id, "at": at})


def save_position(*, enrolment: Enrolment, lesson_id: int, position: int) -> None:
    """Remember where reading stopped, in permille of the lesson."""
    LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson_id).update(
        position=max(0, min(1000, position))
    )


@transaction.atomic
def finish_lesson(*, enrolment: Enrolment, lesson_id: int, at: datetime) -> Completion | None:
    """Mark a lesson as finished, the first time counts; complete the activity if it was the last step.

    Raises `StepRefused` while something must come first.
    """
    enrolment = lock(enrolment, "learner__profile")
    activity = frozen_activity(published_version_id(enrolment.activity_id))
    standing = standing_in(enrolment.learner, activity, enrolment)
    _check_readable(standing, lesson_id, at)
    open_lesson(enrolment=enrolment, lesson_id=lesson_id, at=at)
    rows = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson_id, finished_at=None)
    rows.update(finished_at=at)
    now = replace(standing, lessons=lessons_of(enrolment))
    return complete_locked(enrolment, standing=now, done_at=at, at=at)


def _check_readable(standing: Standing, lesson_id: int, at: datetime) -> None:
    if standing.step(Kind.LESSON, lesson_id) is None:
        raise StepRefused("unknown", "This activity has no such lesson.")
    if waits_for := standing.lesson_waits_for(lesson_id, at=at):
        raise StepRefused("waiting", f"{waits_for}.")


class CheckAsked(NamedTuple):
    """A knowledge check as one learner is asked it, every time in the same way."""

    item: Item
    arrangement: Arrangement


def check_asked(enrolment: Enrolment, question_version_id: int) -> CheckAsked:
    """Return a knowledge check with its options in this learner's order."""
    item = frozen_question(question_version_id).item
    arrangement = item.arrange(enrolment.pk, f"check-{question_version_id}")
    return CheckAsked(item.realised(arrangement), arrangement)


def answer_check(
    *,
    enrolment: Enrolment,
    lesson_id: int,
    question_version_id: int,
    posted: Posted,
    at: datetime,
) -> CheckAnswer | None:
    """Keep an answer to a knowledge check; return None if nothing was chosen.

    Raises `ResponseInvalid` for what is no answer.
    """
    item, _arrangement = check_asked(enrolment, question_version_id)
    response: Any = item.read_form(posted)
    if response is None:
        return None
    return CheckAnswer.objects.create(
        enrolment=enrolment,
        lesson_id=lesson_id,
        question_version_id=question_version_id,
        response=response,
        was_right=item.score(response) == EVERYTHING,
        answered_at=at,
    )

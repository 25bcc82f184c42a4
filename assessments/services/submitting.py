"""Hand an attempt in: close it, then grade it or have it marked."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assessments.domain import states
from assessments.domain.grading import to_be_marked
from assessments.domain.items import Item
from assessments.domain.policy import Expiry
from assessments.domain.rulings import Rulings
from assessments.models import Attempt, Grade, MarkingTask
from assessments.queries import (
    Counted,
    SavedAnswers,
    form_of,
    frozen_assessment,
    graded_under,
    latest_grade,
    rulings_in_force,
    saved_answers,
)
from assessments.queries.marking import NOTHING_COUNTED
from assessments.services.breaks import end_locked
from assessments.services.moving import due_move, move_on, policy_of
from assessments.services.refusing import AnswerRefused
from common.locks import lock

SUBMITTED = "Submitted"


@transaction.atomic(savepoint=False)  # part of one transaction: a refusal undoes all of it
def submit_attempt(*, attempt: Attempt, at: datetime, learner_present: bool = True) -> Grade | None:
    """Close an attempt and grade what was saved; a second call returns the same grade.

    None while people have to mark some of it: `services.grade_marked` gives the grade then.
    Raises `AnswerRefused` for one that can no longer be handed in.
    """
    attempt = lock(attempt)
    if not attempt.is_open:
        return _existing_grade(attempt)
    end_locked(attempt, at)
    if learner_present and due_move(attempt, at) is states.Move.ABANDON:
        raise AnswerRefused("attempt_abandoned", states.CLOSED_WORDS[states.State.ABANDONED])
    finished_at = states.finish_time(attempt.deadline_at, at, learner_present=learner_present)
    move_on(
        attempt,
        _closing_move(attempt, at, learner_present=learner_present),
        at=at,
        finished_at=finished_at,
    )
    held = saved_answers(attempt)
    rulings = rulings_in_force(attempt.version_id, form_of(attempt))
    if waiting := to_be_marked(form_of(attempt), _items(attempt), held.responses, rulings):
        _open_marking(attempt, waiting, finished_at)
        return None
    return append_first_grade(attempt, rulings, NOTHING_COUNTED, held, SUBMITTED, at)


def _closing_move(attempt: Attempt, at: datetime, *, learner_present: bool) -> states.Move:
    """Return how it ends: in a time of grace learners hand in, late as it is."""
    if learner_present and policy_of(attempt).expiry is Expiry.GRACE:
        return states.Move.SUBMIT
    return states.closing_move(attempt.deadline_at, at)


def _items(attempt: Attempt) -> dict[int, Item]:
    return frozen_assessment(attempt.version_id).items


def _open_marking(attempt: Attempt, positions: Iterable[int], at: datetime) -> None:
    """Put answers into the queue of those who mark, drawing which are marked twice."""
    rules = frozen_assessment(attempt.version_id).policy.marking
    asked = {place.position: place.question_version for place in form_of(attempt)}
    MarkingTask.objects.bulk_create(
        MarkingTask(
            attempt=attempt,
            position=position,
            question_version_id=asked[position],
            handed_in_at=at,
            wants_second=rules.draws(seed=attempt.seed, position=position),
        )
        for position in positions
    )


def _existing_grade(attempt: Attempt) -> Grade | None:
    if attempt.state not in states.FINISHED:
        words = states.CLOSED_WORDS.get(states.State(attempt.state), states.HANDED_IN)
        raise AnswerRefused(f"attempt_{attempt.state}", words)
    return latest_grade(attempt)


def append_first_grade(
    attempt: Attempt,
    rulings: Rulings,
    counted: Counted,
    held: SavedAnswers,
    reason: str,
    at: datetime,
) -> Grade:
    """Give a locked attempt its first grade, once nothing of it waits to be marked."""
    result = graded_under(attempt, rulings, counted.shares, held=held)
    return Grade.objects.create(
        attempt=attempt,
        number=1,
        points=result.points,
        max_points=result.max_points,
        passed=result.passed,
        items=result.items_json(),
        rulings=sorted(ruling.id for ruling in rulings.values()),
        marks=list(counted.marks),
        reason=reason,
        graded_at=at,
    )

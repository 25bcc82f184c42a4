"""Be measured: begin an attempt and submit it, on time or not."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.queries import adjustment_of
from assessments.domain.states import Move, deadline, is_overdue
from assessments.models import Attempt, Grade
from assessments.queries import frozen_assessment
from assessments.services import (
    due_move,
    let_lapse,
    reopen_attempt,
    start_attempt,
    submit_attempt,
    tidy_break,
    time_on_breaks,
)
from common.locks import lock
from courses.queries import FrozenActivity
from learners.domain.journey import Kind, Status
from learners.models import Enrolment, OverdueNotice, Sitting
from learners.queries import Standing, activity_of, standing_in
from learners.services.completing import complete_locked


class StepRefused(Exception):
    """This step is not open yet; `message` says what comes first."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@transaction.atomic
def begin_attempt(
    *,
    enrolment: Enrolment,
    activity: FrozenActivity,
    placement_id: int,
    at: datetime,
    password: str = "",
    honour: bool = False,
) -> Sitting:
    """Open an attempt at a placed assessment, or return the one that is open.

    Raises `StepRefused` while something must come first, `AttemptRefused` under the
    assessment's own rules.
    """
    enrolment = lock(enrolment, "learner")
    activity = activity.for_person(
        zone=enrolment.learner.zone, extra_days=adjustment_of(enrolment.learner).extra_days
    )
    standing = standing_in(enrolment.learner, activity, enrolment)
    place = _open_place(standing, placement_id, at)
    for attempt in standing.attempts_at(place["assessment_id"]):
        if attempt.is_open:
            return attempt.sitting
    attempt = start_attempt(
        learner=enrolment.learner,
        assessment_id=place["assessment_id"],
        at=at,
        closes_at=activity.closes_at,
        password=password,
        honour=honour,
    )
    return Sitting.objects.create(enrolment=enrolment, attempt=attempt, purpose=place["purpose"])


def _open_place(standing: Standing, placement_id: int, at: datetime) -> dict[str, Any]:
    place = standing.activity.placement(placement_id)
    step = next(
        (s for s in standing.steps if s.kind is Kind.ASSESSMENT and s.id == placement_id), None
    )
    if place is None or step is None:
        raise StepRefused("unknown", "This activity has no such assessment.")
    if step.status is Status.WAITING:
        raise StepRefused("waiting", f"{step.waits_for}.")
    if not standing.activity.is_open(at):
        raise StepRefused("closed", "This activity has ended; its assessments are closed.")
    return place


@transaction.atomic
def submit(*, sitting: Sitting, at: datetime, learner_present: bool = True) -> Grade | None:
    """Grade a sitting; if it was the last thing missing, complete the activity with its credit.

    Pass and credit are one transaction. A second call, however late or simultaneous, finds the
    same grade and changes nothing. None while people have to mark it (`services.mark_answer`).
    """
    enrolment = lock(sitting.enrolment, "learner__profile")
    grade = submit_attempt(attempt=sitting.attempt, at=at, learner_present=learner_present)
    complete_locked(enrolment, done_at=grade.attempt.finished_at if grade else None, at=at)
    return grade


def finish_overdue_sitting(*, sitting: Sitting, at: datetime) -> bool:
    """Do to a sitting what its rules say once time is over; return whether anything was done."""
    tidy_break(attempt=sitting.attempt, at=at)
    move = due_move(sitting.attempt, at)
    if move is Move.TIME_OUT:
        sitting.attempt = _submitted(sitting, at)
    elif move is not None:
        move = _lapse(sitting, at)
    return move is not None


def _submitted(sitting: Sitting, at: datetime) -> Attempt:
    """Submit what was saved, without the learner; return the attempt as it then stands."""
    grade = submit(sitting=sitting, at=at, learner_present=False)
    return grade.attempt if grade else Attempt.objects.get(pk=sitting.attempt_id)


@transaction.atomic
def _lapse(sitting: Sitting, at: datetime) -> Move | None:
    """Let it become overdue, with a letter to be written, or give it up."""
    sitting.attempt, move = let_lapse(attempt=sitting.attempt, at=at)
    if move is Move.FALL_DUE and (until := sitting.attempt.look_at):
        OverdueNotice.objects.get_or_create(sitting=sitting, until=until)
    return move


@transaction.atomic
def reopen(*, sitting: Sitting, reason: str, by: User, at: datetime, minutes: int = 0) -> Sitting:
    """Reopen a sitting that was never handed in; `minutes` from now, whatever time was left.

    It goes on if time is left by the rules as they now hold for the learner, else what was saved is
    graded as of its deadline. Raises `ReopeningRefused`.
    """
    enrolment, attempt = lock(sitting.enrolment, "learner"), sitting.attempt
    granted = adjustment_of(enrolment.learner)
    ends = deadline(
        attempt.started_at,
        policy=frozen_assessment(attempt.version_id).policy,
        closes_at=activity_of(sitting)
        .for_person(zone=enrolment.learner.zone, extra_days=granted.extra_days)
        .closes_at,
        time_factor=granted.time_factor,
        paused=time_on_breaks(attempt),
    )
    if minutes:
        until = at + timedelta(minutes=minutes)
        ends = max(ends, until) if ends else until
    sitting.attempt = reopen_attempt(attempt=attempt, deadline=ends, reason=reason, by=by, at=at)
    if is_overdue(ends, at):
        sitting.attempt = _submitted(sitting, at)
    return sitting


def finish_overdue_attempts(*, at: datetime) -> int:
    """Mind every attempt to which time does something, though nobody returned; return how many."""
    due = Sitting.objects.filter(attempt__look_at__lt=at)
    rows = due.select_related("attempt", "enrolment").order_by("attempt__look_at")
    return sum(finish_overdue_sitting(sitting=sitting, at=at) for sitting in rows)

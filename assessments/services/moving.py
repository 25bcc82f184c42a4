"""Move attempts from state to state: what time does to them, and staff who reopen one."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from assessments.domain import states
from assessments.domain.policy import AssessmentPolicy
from assessments.models import Attempt, Transition
from assessments.queries import frozen_assessment
from common.locks import lock


class ReopeningRefused(Exception):
    """This attempt cannot be reopened; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def policy_of(attempt: Attempt) -> AssessmentPolicy:
    """Return the rules that an attempt was begun under."""
    return frozen_assessment(attempt.version_id).policy


def due_move(attempt: Attempt, at: datetime) -> states.Move | None:
    """Return what time does to an attempt now, None if nothing yet."""
    return states.due_move(states.State(attempt.state), policy_of(attempt), attempt.deadline_at, at)


def move_on(
    attempt: Attempt,
    move: states.Move,
    *,
    at: datetime,
    by: User | None = None,
    finished_at: datetime | None = None,
    reason: str = "",
) -> None:
    """Make one move of a locked attempt and write it down; part of the caller's transaction.

    Handing in is written down by the grade that it earns.
    """
    before = states.State(attempt.state)
    attempt.state = states.after(before, move)
    attempt.finished_at = finished_at
    attempt.look_at = states.look_at(
        states.State(attempt.state), policy_of(attempt), attempt.deadline_at
    )
    attempt.save(update_fields=["state", "finished_at", "look_at", "deadline_at"])
    if states.State(attempt.state) not in states.FINISHED:
        Transition.objects.create(
            attempt=attempt,
            move=move,
            before=before,
            after=attempt.state,
            at=at,
            by=by,
            reason=reason,
        )


@transaction.atomic
def let_lapse(*, attempt: Attempt, at: datetime) -> tuple[Attempt, states.Move | None]:
    """Make an attempt overdue or give it up, if its time has come; return it and what was done.

    What time hands in is for `submit_attempt`.
    """
    attempt = lock(attempt)
    move = due_move(attempt, at)
    if move is states.Move.FALL_DUE:
        move_on(attempt, move, at=at)
    elif move is states.Move.ABANDON and attempt.deadline_at:
        ended = states.dropped_at(policy_of(attempt), attempt.deadline_at, at)
        move_on(attempt, move, at=at, finished_at=ended)
    else:
        return attempt, None
    return attempt, move


@transaction.atomic
def reopen_attempt(
    *, attempt: Attempt, deadline: datetime | None, reason: str, by: User, at: datetime
) -> Attempt:
    """Let an attempt that was never handed in go on until a deadline, which may be past already.

    Raises `ReopeningRefused`.
    """
    attempt = lock(attempt)
    if attempt.state != Attempt.State.ABANDONED:
        raise ReopeningRefused("Only an attempt that was never handed in can be reopened.")
    others = Attempt.objects.filter(learner=attempt.learner_id, assessment=attempt.assessment_id)
    if others.filter(state__in=states.OPEN).exists():
        raise ReopeningRefused("The learner has another attempt in progress.")
    if not reason.strip():
        raise ReopeningRefused("Say why it is reopened.")
    attempt.deadline_at = deadline
    move_on(attempt, states.Move.REOPEN, at=at, by=by, reason=reason.strip())
    return attempt

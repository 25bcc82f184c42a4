"""Stop the clock of an attempt for a while, and let it run again.

A break moves the deadline by its whole length at once, so nothing depends on anybody ending it; who
comes back early gives the rest of the time back, and can take it later.
"""

import math
from datetime import datetime, timedelta

from django.db import transaction

from assessments.domain import states
from assessments.models import Attempt, Break
from assessments.services.moving import policy_of
from common.locks import lock


class BreakRefused(Exception):
    """No break can begin now; `message` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def may_break(attempt: Attempt) -> bool:
    """Whether a break is left to be taken; without a time limit there is no clock to stop."""
    return bool(
        attempt.break_seconds
        and attempt.takes_answers
        and policy_of(attempt).time_limit_minutes is not None
    )


@transaction.atomic
def begin_break(*, attempt: Attempt, at: datetime) -> Attempt:
    """Stop the clock for all that is left of the breaks; on a break already, nothing changes.

    Raises `BreakRefused`.
    """
    attempt = lock(attempt)
    if attempt.is_on_break(at):
        return attempt
    end_locked(attempt, at)
    ends = attempt.deadline_at
    if ends is None or not may_break(attempt) or states.is_overdue(ends, at):
        raise BreakRefused("There is no break left to take in this attempt.")
    length = timedelta(seconds=attempt.break_seconds)
    Break.objects.create(attempt=attempt, began_at=at, deadline_before=ends)
    attempt.deadline_at = _shifted(attempt, ends, length)
    attempt.break_until = attempt.look_at = at + length
    attempt.save(update_fields=["deadline_at", "break_until", "look_at"])
    return attempt


@transaction.atomic
def end_break(*, attempt: Attempt, at: datetime) -> Attempt:
    """Let the clock run again; without a break nothing changes."""
    attempt = lock(attempt)
    end_locked(attempt, at)
    return attempt


def end_locked(attempt: Attempt, at: datetime) -> None:
    """End the break of a locked attempt, at the latest when it was used up."""
    if attempt.break_until is None:
        return
    taken = attempt.breaks.get(ended_at=None)
    taken.ended_at = min(at, attempt.break_until)
    taken.save(update_fields=["ended_at"])
    length = taken.ended_at - taken.began_at
    attempt.deadline_at = _shifted(attempt, taken.deadline_before, length)
    attempt.break_seconds = max(0, attempt.break_seconds - math.ceil(length.total_seconds()))
    attempt.break_until = None
    attempt.look_at = states.look_at(
        states.State(attempt.state), policy_of(attempt), attempt.deadline_at
    )
    attempt.save(update_fields=["deadline_at", "break_seconds", "break_until", "look_at"])


def tidy_break(*, attempt: Attempt, at: datetime) -> None:
    """Write down the end of a break that is used up."""
    if attempt.break_until is not None and not attempt.is_on_break(at):
        ended = end_break(attempt=attempt, at=at)
        for name in ("deadline_at", "break_seconds", "break_until", "look_at"):
            setattr(attempt, name, getattr(ended, name))


def time_on_breaks(attempt: Attempt) -> timedelta:
    """Return how long the clock of an attempt stood in all."""
    taken = attempt.breaks.exclude(ended_at=None)
    return sum((row.ended_at - row.began_at for row in taken if row.ended_at), timedelta(0))


def _shifted(attempt: Attempt, deadline: datetime | None, by: timedelta) -> datetime | None:
    if deadline is None:
        return None
    return (
        min(deadline + by, max(attempt.closes_at, deadline)) if attempt.closes_at else deadline + by
    )

"""The life of an attempt: states, moves between them, deadlines, and whether a new one may start.

Time comes in as an argument. Rules and sources: docs/rules/grading.md.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from assessments.domain.policy import AssessmentPolicy, Expiry

# What left the browser in time may arrive this much later.
NETWORK_ALLOWANCE = timedelta(seconds=10)
NO_EXTENSION = Decimal(1)


class State(StrEnum):
    """Where an attempt stands; every state but the first is closed to answers.

    Overdue can still be handed in; abandoned was not handed in, and holds no grade.
    """

    IN_PROGRESS = "in_progress"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed_out"
    ABANDONED = "abandoned"
    VOIDED = "voided"


class Move(StrEnum):
    """What may happen to an attempt."""

    SUBMIT = "submit"
    TIME_OUT = "time_out"
    FALL_DUE = "fall_due"
    ABANDON = "abandon"
    REOPEN = "reopen"
    VOID = "void"


TRANSITIONS: Mapping[tuple[State, Move], State] = MappingProxyType(
    {
        (State.IN_PROGRESS, Move.SUBMIT): State.SUBMITTED,
        (State.IN_PROGRESS, Move.TIME_OUT): State.TIMED_OUT,
        (State.IN_PROGRESS, Move.FALL_DUE): State.OVERDUE,
        (State.IN_PROGRESS, Move.ABANDON): State.ABANDONED,
        (State.IN_PROGRESS, Move.VOID): State.VOIDED,
        (State.OVERDUE, Move.SUBMIT): State.SUBMITTED,
        (State.OVERDUE, Move.ABANDON): State.ABANDONED,
        (State.OVERDUE, Move.VOID): State.VOIDED,
        (State.ABANDONED, Move.REOPEN): State.IN_PROGRESS,
        (State.ABANDONED, Move.VOID): State.VOIDED,
        (State.SUBMITTED, Move.VOID): State.VOIDED,
        (State.TIMED_OUT, Move.VOID): State.VOIDED,
    }
)

LABELS: Mapping[State, str] = MappingProxyType(
    {
        State.IN_PROGRESS: "In progress",
        State.OVERDUE: "Time is over, not handed in yet",
        State.SUBMITTED: "Submitted",
        State.TIMED_OUT: "Submitted when time ran out",
        State.ABANDONED: "Never handed in",
        State.VOIDED: "Voided",
    }
)

OPEN = frozenset({State.IN_PROGRESS, State.OVERDUE})
FINISHED = frozenset({State.SUBMITTED, State.TIMED_OUT})
CLOSED_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.OVERDUE: "Time is over; hand in what you have saved.",
        State.ABANDONED: "This attempt was never handed in; nothing was changed.",
        State.VOIDED: "This attempt was voided.",
    }
)
HANDED_IN = "This attempt was submitted; nothing was changed."


class MoveRefused(Exception):
    """An attempt cannot make this move from where it stands."""

    def __init__(self, state: State, move: Move) -> None:
        self.code = f"attempt_{state}"
        self.message = CLOSED_WORDS.get(state, HANDED_IN)
        super().__init__(f"{move} from {state}: {self.message}")


def after(state: State, move: Move) -> State:
    """Return the state that the move leads to; raise `MoveRefused` if there is none."""
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise MoveRefused(state, move) from None


def deadline(
    started_at: datetime,
    *,
    policy: AssessmentPolicy,
    closes_at: datetime | None = None,
    time_factor: Decimal = NO_EXTENSION,
    paused: timedelta = timedelta(0),
) -> datetime | None:
    """Return the earlier of start + time limit and closing, None if there is neither.

    `time_factor` stretches the limit for learners with an accommodation (1.5 = half as long
    again); the clock stood for as long as it was `paused`.
    """
    ends = [closes_at] if closes_at else []
    if policy.time_limit_minutes is not None:
        seconds = int(policy.time_limit_minutes * 60 * time_factor)
        ends.append(started_at + timedelta(seconds=seconds) + paused)
    return min(ends, default=None)


def is_overdue(deadline: datetime | None, at: datetime) -> bool:
    """Whether answers that arrive now come too late."""
    return deadline is not None and at > deadline + NETWORK_ALLOWANCE


def closing_move(deadline: datetime | None, at: datetime) -> Move:
    """Return how an attempt that is handed in now ends."""
    return Move.TIME_OUT if is_overdue(deadline, at) else Move.SUBMIT


def due_move(
    state: State, policy: AssessmentPolicy, deadline: datetime | None, at: datetime
) -> Move | None:
    """Return what time does to an attempt that nobody has handed in, None if nothing yet."""
    if state not in OPEN or deadline is None or not is_overdue(deadline, at):
        return None
    if policy.expiry is Expiry.AUTOSUBMIT:
        return Move.TIME_OUT
    if policy.expiry is Expiry.DROP or at >= deadline + policy.grace:
        return Move.ABANDON
    return Move.FALL_DUE if state is State.IN_PROGRESS else None


def look_at(state: State, policy: AssessmentPolicy, deadline: datetime | None) -> datetime | None:
    """Return when time next does something to an attempt, None if never."""
    if state not in OPEN or deadline is None:
        return None
    if state is State.OVERDUE:
        return deadline + max(policy.grace, NETWORK_ALLOWANCE)
    return deadline + NETWORK_ALLOWANCE


def dropped_at(policy: AssessmentPolicy, deadline: datetime, at: datetime) -> datetime:
    """Return when an attempt that nobody handed in was given up, however late that is noticed."""
    return min(at, deadline + policy.grace)


def finish_time(deadline: datetime | None, at: datetime, *, learner_present: bool) -> datetime:
    """Return when an attempt counts as finished.

    A sweep that comes an hour late does not make the learner late: without the learner the attempt
    ended at its deadline.
    """
    if learner_present or deadline is None:
        return at
    return min(at, deadline)


@dataclass(frozen=True)
class PastAttempt:
    """What matters of an earlier attempt at the same assessment."""

    state: State
    finished_at: datetime | None = None
    passed: bool = False
    is_marked: bool = True


@dataclass(frozen=True)
class Refusal:
    """Why no attempt may start, and when one may, if ever."""

    code: str
    message: str
    next_at: datetime | None = None


def check_entry(policy: AssessmentPolicy, *, password: str, honour: bool) -> Refusal | None:
    """Return what a learner must still give to start: the password, the honour statement.

    The refusal's code names the field.
    """
    given, wanted = password.strip().encode(), policy.password.encode()
    if wanted and not hmac.compare_digest(given, wanted):
        words = "This is not the password." if given else "Type the password that you were given."
        return Refusal("password", words)
    if policy.honour_statement and not honour:
        return Refusal("honour", "Confirm the statement to start.")
    return None


def may_start(
    policy: AssessmentPolicy,
    previous: Iterable[PastAttempt],
    now: datetime,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> Refusal | None:
    """Return why the learner may not start an attempt now, or None if nothing speaks against it.

    Voided attempts count for nothing.
    """
    counted = [attempt for attempt in previous if attempt.state is not State.VOIDED]
    return _nothing_to_start(policy, counted) or _wrong_time(
        now, opens_at=opens_at, waits_until=_wait_end(policy, counted), closes_at=closes_at
    )


def _nothing_to_start(policy: AssessmentPolicy, counted: list[PastAttempt]) -> Refusal | None:
    if any(attempt.state in OPEN for attempt in counted):
        return Refusal("attempt_open", "You have an attempt in progress: continue that one.")
    if not all(attempt.is_marked for attempt in counted):
        return Refusal("being_marked", "Your answers are being marked: wait for the result.")
    if policy.stop_after_pass and any(attempt.passed for attempt in counted):
        done = "passed" if policy.pass_mark is not None else "completed"
        return Refusal("already_passed", f"You have {done} this assessment.")
    if attempts_left(policy, counted) == 0:
        return Refusal("no_attempts_left", "You have used all your attempts.")
    return None


def _wait_end(policy: AssessmentPolicy, counted: list[PastAttempt]) -> datetime | None:
    finished = max((a.finished_at for a in counted if a.finished_at), default=None)
    return finished and finished + timedelta(minutes=policy.wait_minutes)


def _wrong_time(
    now: datetime,
    *,
    opens_at: datetime | None,
    waits_until: datetime | None,
    closes_at: datetime | None,
) -> Refusal | None:
    if closes_at is not None and now >= closes_at:
        return Refusal("closed", "This assessment is closed.")
    if opens_at is not None and now < opens_at:
        return Refusal("not_open_yet", "This assessment is not open yet.", opens_at)
    if waits_until is None or now >= waits_until:
        return None
    if closes_at is not None and waits_until >= closes_at:
        return Refusal("closed", "This assessment closes before you could start again.")
    return Refusal("wait", f"You can start again in {spoken(waits_until - now)}.", waits_until)


def attempts_left(policy: AssessmentPolicy, previous: Iterable[PastAttempt]) -> int | None:
    """Return how many more attempts the policy allows, None if it sets no limit."""
    if policy.attempts_allowed is None:
        return None
    used = sum(attempt.state is not State.VOIDED for attempt in previous)
    return max(0, policy.attempts_allowed - used)


def spoken(wait: timedelta) -> str:
    """Say how long in minutes, hours from two hours, days from two days; rounded up."""
    minutes = -(-wait // timedelta(minutes=1))
    size, unit = 1, "minute"
    if minutes >= 2 * 60:
        size, unit = 60, "hour"
    if minutes >= 2 * 60 * 24:
        size, unit = 60 * 24, "day"
    number = -(-minutes // size)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"

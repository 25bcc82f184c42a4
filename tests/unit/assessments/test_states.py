"""Rules: docs/rules/grading.md."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, strategies as st

from assessments.domain import states
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.states import (
    FINISHED,
    LABELS,
    NETWORK_ALLOWANCE,
    TRANSITIONS,
    Move,
    MoveRefused,
    PastAttempt,
    State,
    after,
    attempts_left,
    check_entry,
    closing_move,
    deadline,
    finish_time,
    is_overdue,
    may_start,
    spoken,
)

NINE = datetime(2026, 3, 1, 9, tzinfo=UTC)
TIMED = AssessmentPolicy(time_limit_minutes=30)
FREE = AssessmentPolicy()
STRICT = AssessmentPolicy(pass_mark=Decimal(70), attempts_allowed=3, wait_minutes=60)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def failed(finished_at=NINE, state=State.SUBMITTED) -> PastAttempt:
    return PastAttempt(state, finished_at)


PASSED = PastAttempt(State.SUBMITTED, NINE, passed=True)
OPEN = PastAttempt(State.IN_PROGRESS)
VOIDED = PastAttempt(State.VOIDED, NINE, passed=True)


@pytest.mark.parametrize(("state", "move"), list(product(State, Move)))
def test_every_move_is_allowed_or_refused_with_a_sentence(state, move):
    if (state, move) in TRANSITIONS:
        assert after(state, move) is TRANSITIONS[state, move]
        return
    with pytest.raises(MoveRefused) as refused:
        after(state, move)
    assert refused.value.message.endswith(".")
    assert refused.value.code == f"attempt_{state}"


def test_only_reopening_leads_back_into_an_open_attempt():
    back = [pair for pair, state in TRANSITIONS.items() if state is State.IN_PROGRESS]
    assert back == [(State.ABANDONED, Move.REOPEN)]


def test_a_voided_attempt_stays_voided():
    assert not [state for state, _move in TRANSITIONS if state is State.VOIDED]


def test_every_state_has_a_label_and_can_be_reached():
    assert set(LABELS) == set(State)
    assert set(TRANSITIONS.values()) | {State.IN_PROGRESS} == set(State)
    assert set(State) > FINISHED | states.OPEN


@pytest.mark.parametrize(
    ("policy", "closes_at", "ends_at"),
    [
        (FREE, None, None),
        (TIMED, None, NINE + minutes(30)),
        (FREE, NINE + minutes(10), NINE + minutes(10)),
        (TIMED, NINE + minutes(10), NINE + minutes(10)),
        (TIMED, NINE + minutes(60), NINE + minutes(30)),
    ],
)
def test_the_deadline_is_the_earlier_of_limit_and_closing(policy, closes_at, ends_at):
    assert deadline(NINE, policy=policy, closes_at=closes_at) == ends_at


def test_an_accommodation_stretches_the_limit_not_the_closing():
    stretched = Decimal("1.25")
    assert deadline(NINE, policy=TIMED, time_factor=stretched) == NINE + minutes(37.5)
    closing = NINE + minutes(35)
    assert deadline(NINE, policy=TIMED, closes_at=closing, time_factor=stretched) == closing


@pytest.mark.parametrize(
    ("late", "move"),
    [
        (timedelta(seconds=-1), Move.SUBMIT),
        (timedelta(0), Move.SUBMIT),
        (NETWORK_ALLOWANCE, Move.SUBMIT),
        (NETWORK_ALLOWANCE + timedelta(microseconds=1), Move.TIME_OUT),
    ],
)
def test_what_was_sent_in_time_may_arrive_a_little_late(late, move):
    assert closing_move(NINE, NINE + late) is move
    assert is_overdue(NINE, NINE + late) is (move is Move.TIME_OUT)


GRACE = AssessmentPolicy(expiry="grace", grace_minutes=15)
DROP = AssessmentPolicy(expiry="drop")


@pytest.mark.parametrize(
    ("policy", "state", "seconds", "move", "next_look"),
    [
        (AssessmentPolicy(), State.IN_PROGRESS, 10, None, 10),
        (AssessmentPolicy(), State.IN_PROGRESS, 11, Move.TIME_OUT, 10),
        (GRACE, State.IN_PROGRESS, 10, None, 10),
        (GRACE, State.IN_PROGRESS, 11, Move.FALL_DUE, 10),
        (GRACE, State.OVERDUE, 899, None, 900),
        (GRACE, State.OVERDUE, 900, Move.ABANDON, 900),
        (GRACE, State.IN_PROGRESS, 900, Move.ABANDON, 10),
        (DROP, State.IN_PROGRESS, 10, None, 10),
        (DROP, State.IN_PROGRESS, 11, Move.ABANDON, 10),
        (DROP, State.ABANDONED, 11, None, None),
        (GRACE, State.SUBMITTED, 9000, None, None),
    ],
)
def test_what_time_does_to_an_attempt(policy, state, seconds, move, next_look):
    at = NINE + timedelta(seconds=seconds)
    assert states.due_move(state, policy, NINE, at) is move
    assert states.due_move(state, policy, None, at) is None
    looked = states.look_at(state, policy, NINE)
    assert looked == (None if next_look is None else NINE + timedelta(seconds=next_look))
    assert states.look_at(state, policy, None) is None


def test_what_was_given_up_ended_with_its_time_however_late_the_sweep():
    late = NINE + timedelta(hours=9)
    assert states.dropped_at(DROP, NINE, late) == NINE
    assert states.dropped_at(GRACE, NINE, late) == NINE + timedelta(minutes=15)


def test_grace_and_its_length_go_together():
    for rules in ({"expiry": "grace"}, {"grace_minutes": 5}):
        with pytest.raises(ValueError, match="how many minutes"):
            AssessmentPolicy(**rules)


def test_without_a_deadline_nothing_is_overdue():
    assert not is_overdue(None, NINE)
    assert closing_move(None, NINE) is Move.SUBMIT


@pytest.mark.parametrize(
    ("ends_at", "present", "finished_at"),
    [
        (NINE, False, NINE),
        (NINE, True, NINE + minutes(60)),
        (NINE + minutes(90), False, NINE + minutes(60)),
        (None, False, NINE + minutes(60)),
    ],
)
def test_a_late_sweep_makes_nobody_late(ends_at, present, finished_at):
    at = NINE + minutes(60)
    assert finish_time(ends_at, at, learner_present=present) == finished_at


@pytest.mark.parametrize(
    ("previous", "now", "code"),
    [
        ([], NINE, None),
        ([OPEN], NINE, "attempt_open"),
        ([PASSED], NINE + minutes(90), "already_passed"),
        ([PASSED, OPEN], NINE, "attempt_open"),
        ([failed()], NINE + minutes(59), "wait"),
        ([failed()], NINE + minutes(60), None),
        ([failed(), failed(NINE + minutes(30))], NINE + minutes(70), "wait"),
        ([failed()] * 3, NINE + minutes(90), "no_attempts_left"),
        ([failed(state=State.TIMED_OUT)] * 3, NINE + minutes(90), "no_attempts_left"),
        ([VOIDED] * 5, NINE, None),
        ([failed(), VOIDED, failed()], NINE + minutes(90), None),
    ],
)
def test_may_start(previous, now, code):
    refusal = may_start(STRICT, previous, now)
    assert (refusal and refusal.code) == code


def test_a_wait_says_when_it_ends():
    refusal = may_start(STRICT, [failed()], NINE + minutes(15))
    assert refusal.next_at == NINE + minutes(60)
    assert refusal.message == "You can start again in 45 minutes."


def test_passing_may_leave_the_door_open():
    policy = AssessmentPolicy(pass_mark=Decimal(70), stop_after_pass=False)
    assert may_start(policy, [PASSED], NINE) is None


def test_an_evaluation_is_completed_not_passed():
    assert may_start(FREE, [PASSED], NINE).message == "You have completed this assessment."
    assert may_start(STRICT, [PASSED], NINE).message == "You have passed this assessment."


@pytest.mark.parametrize(
    ("now", "code", "next_at"),
    [
        (NINE - minutes(1), "not_open_yet", NINE),
        (NINE, None, None),
        (NINE + minutes(119), None, None),
        (NINE + minutes(120), "closed", None),
    ],
)
def test_opening_and_closing(now, code, next_at):
    refusal = may_start(FREE, [], now, opens_at=NINE, closes_at=NINE + minutes(120))
    assert (refusal and (refusal.code, refusal.next_at)) == (code and (code, next_at))


def test_a_wait_beyond_the_closing_is_no_wait():
    refusal = may_start(STRICT, [failed()], NINE + minutes(5), closes_at=NINE + minutes(60))
    assert (refusal.code, refusal.next_at) == ("closed", None)


@given(st.permutations([failed(), failed(NINE + minutes(5)), VOIDED]))
def test_order_of_earlier_attempts_does_not_matter(previous):
    assert may_start(STRICT, previous, NINE + minutes(10)) == may_start(
        STRICT, previous[::-1], NINE + minutes(10)
    )


@pytest.mark.parametrize(
    ("previous", "left"), [([], 3), ([failed(), OPEN], 1), ([VOIDED], 3), ([failed()] * 4, 0)]
)
def test_attempts_left(previous, left):
    assert attempts_left(STRICT, previous) == left
    assert attempts_left(FREE, previous) is None


@pytest.mark.parametrize(
    ("wait", "words"),
    [
        (timedelta(seconds=1), "1 minute"),
        (timedelta(seconds=61), "2 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=2, seconds=1), "3 hours"),
        (timedelta(hours=24), "24 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=6, minutes=1), "7 days"),
    ],
)
def test_waits_are_spoken_rounded_up(wait, words):
    assert spoken(wait) == words


def test_a_password_and_a_statement_are_asked_for_where_the_policy_has_them():
    policy = AssessmentPolicy(password="ward 7", honour_statement="My own work.")
    assert check_entry(AssessmentPolicy(), password="", honour=False) is None
    assert check_entry(policy, password="", honour=True).code == "password"
    assert (
        check_entry(policy, password="Ward 7", honour=True).message == "This is not the password."
    )
    assert check_entry(policy, password=" ward 7 ", honour=False).code == "honour"
    assert check_entry(policy, password="ward 7", honour=True) is None

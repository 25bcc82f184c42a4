"""Saving answers: once each, only while the attempt is open, nothing lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.domain.items import ResponseInvalid
from assessments.models import Answer, AssessmentVersion, Attempt, Grade
from assessments.queries import saved_answers
from assessments.services import (
    AnswerRefused,
    AttemptRefused,
    flag_question,
    save_answer,
    start_attempt,
    submit_attempt,
)
from tests.factories.items import numeric, single_best_answer
from tests.factories.outcomes import (
    a_bank,
    a_person,
    a_provider,
    a_question,
    an_assessment,
)


@pytest.fixture
def version():
    bank = a_bank(a_provider())
    asked = [a_question(bank, single_best_answer(shuffle=False)), a_question(bank, numeric())]
    return an_assessment(
        bank, asked, pass_mark="50", time_limit_minutes=30, attempts_allowed=2, wait_minutes=60
    )


@pytest.fixture
def attempt(version):
    return start(version)


def start(version, learner=None, at=None):
    return start_attempt(
        learner=learner or a_person(),
        assessment_id=version.assessment_id,
        at=at or timezone.now(),
    )


def save(attempt, response, *, position=1, operation=None, at=None):
    return save_answer(
        attempt=attempt,
        position=position,
        response=response,
        operation=operation or uuid4(),
        at=at or timezone.now(),
    )


def choice(key):
    return {"choice": key}


def test_repeated_save_changes_nothing_and_gets_the_same_receipt(attempt):
    operation = uuid4()
    first = save(attempt, choice("a"), operation=operation)
    again = save(
        attempt, choice("a"), operation=operation, at=first.saved_at + timedelta(minutes=1)
    )
    assert again == first
    assert Answer.objects.count() == 1


def test_resent_save_does_not_undo_a_newer_answer(attempt):
    operation = uuid4()
    save(attempt, choice("a"), operation=operation)
    save(attempt, choice("b"))
    assert save(attempt, choice("a"), operation=operation).sequence == 1
    assert saved_answers(attempt).responses == {1: choice("b")}


@pytest.mark.parametrize(
    ("position", "response"), [(1, choice("b")), (1, None), (2, {"value": "1"})]
)
@pytest.mark.parametrize("held_now", ["a", "b"])
def test_operation_is_refused_for_another_answer(attempt, position, response, held_now):
    operation = uuid4()
    first = save(attempt, choice("a"), operation=operation)
    save(attempt, choice(held_now))
    before = saved_answers(attempt)
    with pytest.raises(AnswerRefused) as refused:
        save(attempt, response, position=position, operation=operation)
    assert refused.value.code == "operation_reused"
    assert saved_answers(attempt) == before
    assert save(attempt, choice("a"), operation=operation).sequence == first.sequence


def test_operation_stays_taken_after_submitting(attempt):
    operation = uuid4()
    save(attempt, choice("a"), operation=operation)
    submit_attempt(attempt=attempt, at=timezone.now())
    attempt = Attempt.objects.get(pk=attempt.pk)
    assert save(attempt, choice("a"), operation=operation).sequence == 1
    with pytest.raises(AnswerRefused) as refused:
        save(attempt, choice("b"), operation=operation)
    assert refused.value.code == "operation_reused"


def test_answers_of_an_attempt_count_up_and_the_newest_holds(attempt):
    receipts = [save(attempt, choice(key)) for key in "abc"]
    assert [receipt.sequence for receipt in receipts] == [1, 2, 3]
    held = saved_answers(attempt)
    assert held.responses == {1: choice("c")}
    assert (held.sequence, held.answered) == (3, 1)
    assert held.saved_at == {1: receipts[-1].saved_at}


def test_saving_what_is_held_writes_nothing(attempt):
    first = save(attempt, choice("a"))
    assert save(attempt, choice("a")) == first
    assert Answer.objects.count() == 1


def test_clearing_an_answer_leaves_its_history(attempt):
    save(attempt, choice("a"))
    assert save(attempt, None).answered == 0
    assert saved_answers(attempt).responses == {}
    assert list(Answer.objects.values_list("response", flat=True)) == [choice("a"), None]


def test_clearing_what_was_never_answered_writes_nothing(attempt):
    assert save(attempt, None).answered == 0
    assert not Answer.objects.exists()


def test_number_is_kept_exactly_as_a_decimal(attempt):
    save(attempt, {"value": "012,50"}, position=2)
    assert saved_answers(attempt).responses[2] == {"value": "12.5"}


@pytest.mark.parametrize(
    ("position", "response"),
    [
        (1, choice("z")),
        (1, {"choice": "a", "points": 5}),
        (1, {"value": "1"}),
        (1, ["a"]),
        (2, {"value": "a lot"}),
        (2, {"value": "9" * 5000}),
        (99, choice("a")),
        (0, choice("a")),
        (-1, choice("a")),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_written(attempt, position, response):
    with pytest.raises(ResponseInvalid) as refused:
        save(attempt, response, position=position)
    assert refused.value.message.endswith(".")
    assert not Answer.objects.exists()


def test_nothing_is_saved_after_submitting_though_the_caller_holds_an_open_attempt(attempt):
    save(attempt, choice("a"))
    submit_attempt(attempt=attempt, at=timezone.now())
    assert attempt.is_open, "this object is stale, as another tab's would be"
    with pytest.raises(AnswerRefused) as refused:
        save(attempt, choice("b"))
    assert refused.value.code == "attempt_closed"
    assert saved_answers(attempt).responses == {1: choice("a")}


def test_receipt_is_given_again_after_submitting(attempt):
    operation = uuid4()
    first = save(attempt, choice("a"), operation=operation)
    submit_attempt(attempt=attempt, at=timezone.now())
    assert save(Attempt.objects.get(pk=attempt.pk), choice("a"), operation=operation) == first


@pytest.mark.parametrize(("late", "is_saved"), [(-1, True), (9, True), (11, False)])
def test_network_has_ten_seconds_after_the_deadline(attempt, late, is_saved):
    at = attempt.deadline_at + timedelta(seconds=late)
    if is_saved:
        assert save(attempt, choice("a"), at=at).sequence == 1
        return
    with pytest.raises(AnswerRefused) as refused:
        save(attempt, choice("a"), at=at)
    assert refused.value.code == "time_over"
    assert not Answer.objects.exists()


def test_saving_takes_two_statements(attempt, django_assert_num_queries):
    save(attempt, choice("a"))
    with django_assert_num_queries(2):
        save(attempt, choice("b"))


def test_flags_are_kept_sorted_and_taken_away(attempt):
    at = timezone.now()
    assert flag_question(attempt=attempt, position=2, flagged=True, at=at) == [2]
    # The caller's copy is stale, as another tab's would be: no mark is lost.
    assert flag_question(attempt=attempt, position=1, flagged=True, at=at) == [1, 2]
    assert flag_question(attempt=attempt, position=2, flagged=False, at=at) == [1]
    assert Attempt.objects.get().flagged == [1]


def test_flags_are_refused_after_submitting(attempt):
    submit_attempt(attempt=attempt, at=timezone.now())
    with pytest.raises(AnswerRefused):
        flag_question(attempt=attempt, position=1, flagged=True, at=timezone.now())


def test_submitting_twice_gives_one_grade(attempt):
    save(attempt, choice("b"))
    first = submit_attempt(attempt=attempt, at=timezone.now())
    again = submit_attempt(attempt=attempt, at=timezone.now() + timedelta(hours=1))
    assert again == first
    assert Grade.objects.count() == 1


def test_unanswered_questions_stay_in_the_denominator(attempt):
    save(attempt, choice("b"))
    grade = submit_attempt(attempt=attempt, at=timezone.now())
    assert (grade.points, grade.max_points, grade.passed) == (1, 2, True)


def test_denominator_is_fixed_at_the_start(attempt):
    save(attempt, choice("b"))
    before = attempt.max_points
    grade = submit_attempt(attempt=attempt, at=timezone.now())
    assert grade.max_points == before == 2


def test_version_published_meanwhile_changes_no_open_attempt(version, attempt):
    stricter = {**version.policy, "pass_mark": "100", "slots": version.policy["slots"][:1]}
    AssessmentVersion.objects.create(
        assessment=version.assessment,
        number=2,
        title="Stricter",
        policy=stricter,
        content_hash="2",
        frozen_at=timezone.now(),
    )
    save(attempt, choice("b"))
    grade = submit_attempt(attempt=attempt, at=timezone.now())
    assert (attempt.pass_mark, grade.max_points, grade.passed) == (50, 2, True)


def test_attempts_are_limited_and_wait_for_each_other(version):
    learner, nine = a_person(), timezone.now()
    first = start(version, learner, nine)
    with pytest.raises(AttemptRefused) as refused:
        start(version, learner, nine)
    assert refused.value.code == "attempt_open"
    submit_attempt(attempt=first, at=nine)
    with pytest.raises(AttemptRefused) as refused:
        start(version, learner, nine + timedelta(minutes=59))
    assert (refused.value.code, refused.value.next_at) == ("wait", nine + timedelta(minutes=60))
    second = start(version, learner, nine + timedelta(minutes=60))
    assert second.number == 2
    submit_attempt(attempt=second, at=nine + timedelta(minutes=70))
    with pytest.raises(AttemptRefused) as refused:
        start(version, learner, nine + timedelta(days=9))
    assert refused.value.code == "no_attempts_left"


def test_one_open_attempt_even_in_sql(attempt):
    with pytest.raises(IntegrityError, match="one_open_per_learner"), transaction.atomic():
        Attempt.objects.create(
            learner=attempt.learner,
            assessment=attempt.assessment,
            version=attempt.version,
            number=2,
            seed=1,
            form=attempt.form,
            max_points=2,
            started_at=timezone.now(),
        )


def test_operation_and_sequence_stand_once_even_in_sql(attempt):
    first = Answer(
        attempt=attempt, position=1, sequence=1, operation=uuid4(), saved_at=timezone.now()
    )
    first.save()
    for name, twin in {
        "answer_operation_once": {"operation": first.operation, "sequence": 2},
        "answer_sequence_once": {"operation": uuid4(), "sequence": 1},
    }.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Answer.objects.create(attempt=attempt, position=1, saved_at=timezone.now(), **twin)


def test_grade_cannot_exceed_its_maximum_even_in_sql(attempt):
    with pytest.raises(IntegrityError, match="points_within_maximum"), transaction.atomic():
        Grade.objects.create(
            attempt=attempt, number=1, points=3, max_points=2, passed=True, items=[],
            reason="Forged", graded_at=timezone.now(),
        )  # fmt: skip

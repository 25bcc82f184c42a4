"""Each constraint of `assessments` broken on purpose, past every check in Python."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from assessments.models import (
    Answer,
    AssessmentSlot,
    AssessmentVersion,
    Attempt,
    Break,
    Grade,
    QuestionVersion,
    Ruling,
    Transition,
    VersionQuestion,
)
from tests.factories.authoring import a_question, a_team, an_assessment
from tests.factories.certificates import an_entry
from tests.factories.rulings import a_faulty_stage
from tests.refusals import assert_append_only, change, insert_copy, refused


@pytest.fixture
def attempt() -> Attempt:
    """An attempt that was answered, graded and passed."""
    an_entry()
    return Attempt.objects.get()


@pytest.fixture
def slot() -> AssessmentSlot:
    bank = a_team().bank
    return an_assessment(bank, a_question(bank)).slots.get()


def test_bank_name_is_used_once_in_a_collection(attempt):
    with refused("assessments_questionbank_name_once_per_collection"):
        insert_copy(attempt.assessment.bank)


def test_pass_mark_is_a_percentage(attempt):
    for mark in (Decimal("-0.01"), Decimal("100.01")):
        with refused("assessments_assessment_pass_mark_is_percentage"):
            change(attempt.assessment, pass_mark=mark)


def test_time_of_grace_has_a_length(attempt):
    for changes in ({"expiry": "grace"}, {"grace_minutes": 5}):
        with refused("assessments_assessment_grace_has_a_length"):
            change(attempt.assessment, **changes)


def test_slot_holds_a_question_or_a_draw(slot):
    for changes in ({"question": None}, {"draw_tag": "x"}, {"draw_count": 2}):
        with refused("assessments_assessmentslot_question_or_draw"):
            change(slot, **changes)
    with refused("assessments_assessmentslot_question_or_draw"):
        change(slot, question=None, draw_tag="x", draw_count=0)
    change(slot, question=None, draw_tag="x", draw_count=1)


def test_certainty_is_a_level(attempt):
    answer = attempt.answers.first()
    for level in (0, 4):
        with refused("assessments_answer_certainty_is_a_level"):
            insert_copy(answer, operation=uuid4(), sequence=900, certainty=level)


def test_try_is_counted_once_is_numbered_and_answers(attempt):
    answer = attempt.answers.first()
    copy = {"position": 900, "try_number": 1}
    insert_copy(answer, **copy, operation=uuid4(), sequence=901)
    with refused("assessments_answer_try_once"):
        insert_copy(answer, **copy, operation=uuid4(), sequence=902)
    for wrong in ({"try_number": 0}, {"try_number": 2, "response": None}):
        with refused("assessments_answer_try_is_numbered_and_answers"):
            insert_copy(answer, **{**copy, **wrong}, operation=uuid4(), sequence=903)


def test_penalty_is_a_percentage(attempt):
    for percent in (Decimal("-0.01"), Decimal("100.01")):
        with refused("assessments_assessment_penalty_is_percentage"):
            change(attempt.assessment, penalty_percent=percent)


def test_certainty_goes_with_one_try(attempt):
    change(attempt.assessment, certainty=True, checking="once")
    for checking in ("hints", "adaptive"):
        with refused("assessments_assessment_certainty_with_one_try"):
            change(attempt.assessment, checking=checking)


def test_slot_is_worth_something(slot):
    with refused("assessments_assessmentslot_points_positive"):
        change(slot, points=0)


def test_question_version_has_its_number_once(attempt):
    with refused("assessments_questionversion_number_once"):
        insert_copy(QuestionVersion.objects.first(), content_hash="other")


def test_question_keeps_equal_content_once(attempt):
    with refused("assessments_questionversion_content_once"):
        insert_copy(QuestionVersion.objects.first(), number=2)


def test_assessment_version_has_its_number_once(attempt):
    with refused("assessments_assessmentversion_number_once"):
        insert_copy(attempt.version)


def test_question_stands_in_a_version_once(attempt):
    with refused("assessments_versionquestion_once_per_version"):
        insert_copy(VersionQuestion.objects.first())


def test_learner_has_one_open_attempt(attempt):
    state = {"state": "in_progress", "finished_at": None, "deadline_at": None}
    insert_copy(attempt, number=2, **state)
    with refused("assessments_attempt_one_open_per_learner"):
        insert_copy(attempt, number=3, **state)


def test_learner_s_attempt_has_its_number_once(attempt):
    with refused("assessments_attempt_number_once_per_learner"):
        insert_copy(attempt)


def test_attempt_is_finished_unless_open(attempt):
    for changes in ({"finished_at": None}, {"state": "in_progress"}):
        with refused("assessments_attempt_finished_unless_open"):
            change(attempt, **changes)


def test_attempt_finishes_after_its_start(attempt):
    with refused("assessments_attempt_finishes_after_start"):
        change(attempt, finished_at=attempt.started_at - timedelta(seconds=1))


def test_attempt_is_looked_at_while_its_time_runs_and_no_longer(attempt):
    with refused("assessments_attempt_looked_at_while_time_runs"):
        change(attempt, look_at=attempt.finished_at)
    with refused("assessments_attempt_looked_at_while_time_runs"):
        change(attempt, state="overdue", finished_at=None, deadline_at=attempt.finished_at)


def a_transition(attempt) -> Transition:
    return Transition.objects.create(
        attempt=attempt,
        move="abandon",
        before="in_progress",
        after="abandoned",
        at=attempt.finished_at,
    )


def test_reopening_has_a_reason_and_somebody_who_gave_it(attempt):
    for changes in ({"reason": "A fire alarm."}, {"by": attempt.learner}):
        with refused("assessments_transition_reopened_by_somebody_for_a_reason"):
            insert_copy(a_transition(attempt), move="reopen", **changes)


def test_transitions_are_append_only(attempt):
    assert_append_only(a_transition(attempt))


def test_first_question_is_reached_at_once(attempt):
    with refused("assessments_attempt_reached_counts_from_one"):
        change(attempt, reached=0)


def test_break_belongs_to_a_running_clock(attempt):
    with refused("assessments_attempt_breaks_while_time_runs"):
        change(attempt, break_until=attempt.finished_at)


def test_breaks_end_and_there_is_one_at_a_time(attempt):
    begun = Break.objects.create(
        attempt=attempt, began_at=attempt.started_at, deadline_before=attempt.deadline_at
    )
    with refused("assessments_break_one_at_a_time"):
        insert_copy(begun)
    with refused("assessments_break_ends_after_its_start"):
        change(begun, ended_at=begun.began_at - timedelta(seconds=1))


def test_operation_is_saved_once(attempt):
    with refused("assessments_answer_operation_once"):
        insert_copy(attempt.answers.first(), sequence=99)


def test_answer_has_its_place_in_the_order_once(attempt):
    with refused("assessments_answer_sequence_once"):
        insert_copy(attempt.answers.first(), operation=uuid4())


def test_grade_has_its_number_once(attempt):
    with refused("assessments_grade_number_once_per_attempt"):
        insert_copy(attempt.grades.get())


def test_points_lie_between_nothing_and_everything(attempt):
    grade = attempt.grades.get()
    for points in (Decimal(-1), grade.max_points + 1):
        with refused("assessments_grade_points_within_maximum"):
            insert_copy(grade, number=2, points=points)


@pytest.fixture
def ruling() -> Ruling:
    return a_faulty_stage().rule("current_correct_only")


def test_ruling_names_the_corrected_version_where_it_needs_one(ruling):
    for changes in ({"against": None}, {"choice": "full_credit"}):
        with refused("assessments_ruling_corrected_version_where_needed"):
            insert_copy(ruling, **changes)


def test_ruling_is_against_another_version(ruling):
    with refused("assessments_ruling_against_another_version"):
        insert_copy(ruling, question_version=ruling.against)


def test_ruling_has_a_reason(ruling):
    with refused("assessments_ruling_has_a_reason"):
        insert_copy(ruling, reason="")


def test_rulings_are_append_only(ruling):
    assert_append_only(ruling)


@pytest.mark.parametrize(
    "model", [QuestionVersion, AssessmentVersion, VersionQuestion, Answer, Grade]
)
def test_evidence_is_append_only(model, attempt):
    assert_append_only(model.objects.first())

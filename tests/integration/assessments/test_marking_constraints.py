"""What the database itself refuses about marks and the queue."""

import pytest
from django.utils import timezone

from assessments.models import Assessment, MarkDraft
from tests.factories.marking import FULL, NONE, a_marked_stage, handed_in, mark, tasks_of
from tests.factories.outcomes import a_person
from tests.refusals import assert_append_only, change, insert_copy, refused

TWICE = {"second_share": "100", "tolerance": "0"}


@pytest.fixture
def two():
    """Two differing marks of one answer, and the answer."""
    sitting = handed_in(a_marked_stage(marking=TWICE))
    [task] = tasks_of(sitting)
    first = mark(task, a_person(), FULL)
    second = mark(task, a_person(), NONE)
    return first, second, tasks_of(sitting)[0]


def test_each_round_has_one_mark(two):
    first, _second, _task = two
    with refused("assessments_mark_once_per_round"):
        insert_copy(first, marker_id=a_person().pk)


def test_the_second_marker_is_somebody_else(two):
    first, second, _task = two
    third = a_person()
    insert_copy(first, round=3, marker_id=third.pk)
    with refused("assessments_mark_by_another_person_each_round"):
        insert_copy(second, position=9, round=1)
        insert_copy(second, position=9, round=2)


def test_alone_neither_of_the_two_reconciles(two):
    first, _second, _task = two
    with refused("assessments_mark_by_another_person_each_round"):
        insert_copy(first, round=3)


def test_together_means_with_somebody_else_and_only_to_reconcile(two):
    first, second, _task = two
    with refused("assessments_mark_jointly_with_somebody_else"):
        insert_copy(first, round=4, reason="x", joint_with_id=second.marker_id)
    with refused("assessments_mark_jointly_by_the_two"):
        insert_copy(first, round=3, joint_with_id=first.marker_id)


def test_together_means_the_two_who_marked(two):
    first, second, _task = two
    with refused("assessments_mark_jointly_by_the_two"):
        insert_copy(first, round=3, joint_with_id=a_person().pk)
    insert_copy(first, round=3, joint_with_id=second.marker_id)


def test_nobody_marks_their_own(two):
    first, _second, task = two
    with refused("assessments_mark_never_of_own_work"):
        insert_copy(first, round=4, reason="x", marker_id=task.attempt.learner_id)


def test_another_round_needs_a_reason_and_no_other_has_one(two):
    first, _second, _task = two
    for changes in ({"round": 4}, {"round": 3, "reason": "x"}, {"round": 0}):
        with refused("assessments_mark_again_for_a_reason"):
            insert_copy(first, marker_id=a_person().pk, **changes)


def test_marks_are_append_only(two):
    assert_append_only(two[0])


def test_an_answer_stands_in_the_queue_once(two):
    with refused("assessments_markingtask_once_per_answer"):
        insert_copy(two[2])


def test_a_claim_has_an_owner_and_an_end(two):
    task = two[2]
    with refused("assessments_markingtask_claimed_until_some_time"):
        change(task, claimed_until=timezone.now())


def test_what_is_marked_is_with_nobody(two):
    task = two[2]
    with refused("assessments_markingtask_final_is_nobodys"):
        change(task, stage="final", claimed_by=a_person(), claimed_until=timezone.now())


def test_a_marker_has_one_draft_of_an_answer(two):
    draft = MarkDraft.objects.create(task=two[2], marker=a_person(), saved_at=timezone.now())
    with refused("assessments_markdraft_once_per_marker"):
        insert_copy(draft)


def test_rules_of_marking_are_percentages(two):
    assessment = Assessment.objects.get(pk=two[2].attempt.assessment_id)
    for field in ("second_marking", "near_fail", "marking_tolerance"):
        with refused("assessments_assessment_marking_rules_are_percentages"):
            change(assessment, **{field: 101})

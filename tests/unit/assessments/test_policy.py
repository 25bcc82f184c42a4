from decimal import Decimal

import pytest

from assessments.domain.policy import AssessmentPolicy, KeptGrade
from assessments.domain.slots import DrawSlot, FixedSlot

SLOTS = (
    FixedSlot(question_version=1),
    DrawSlot(pool=(2, 3, 4), count=2, tag="sepsis"),
)


def test_policy_survives_storage():
    policy = AssessmentPolicy(pass_mark=Decimal("70.50"), slots=SLOTS, review="after_pass")
    stored = policy.model_dump(mode="json")
    assert stored["pass_mark"] == "70.5"
    assert AssessmentPolicy.model_validate(stored) == policy


def test_defaults_are_an_evaluation_without_limits():
    policy = AssessmentPolicy()
    assert policy.pass_mark is None
    assert policy.attempts_allowed is None
    assert policy.time_limit_minutes is None
    assert policy.kept_grade is KeptGrade.BEST


def test_length_and_versions():
    policy = AssessmentPolicy(slots=SLOTS)
    assert policy.length == 3
    assert policy.question_versions == {1, 2, 3, 4}


@pytest.mark.parametrize(
    "fields",
    [
        {"pass_mark": "101"},
        {"pass_mark": "-1"},
        {"pass_mark": "NaN"},
        {"time_limit_minutes": 0},
        {"attempts_allowed": 0},
        {"wait_minutes": -1},
        {"review": "sometimes"},
        {"passmark": "70"},
    ],
)
def test_impossible_rules_are_refused(fields):
    with pytest.raises(ValueError, match="validation error"):
        AssessmentPolicy.model_validate(fields)


def test_a_question_stands_in_one_place():
    with pytest.raises(ValueError, match="stands in two places"):
        AssessmentPolicy(slots=(FixedSlot(question_version=1), FixedSlot(question_version=1)))


def test_a_draw_that_no_form_fills_is_refused_when_it_is_frozen():
    with pytest.raises(ValueError, match="Slot 2 asks for more questions"):
        AssessmentPolicy(slots=(FixedSlot(question_version=1), DrawSlot(pool=(1, 2), count=2)))


@pytest.mark.parametrize("begin", [[2, 2], [3, 1], [4]])
def test_sections_begin_one_after_another_at_slots_that_exist(begin):
    slots = [{"kind": "fixed", "question_version": n} for n in (1, 2, 3)]
    sections = [{"first_slot": slot, "title": "A"} for slot in begin]
    with pytest.raises(ValueError, match="Sections begin"):
        AssessmentPolicy.model_validate({"slots": slots, "sections": sections})


def test_slots_before_the_first_section_stand_in_none():
    slots = [{"kind": "fixed", "question_version": n} for n in (1, 2, 3)]
    sections = [{"first_slot": 2, "title": "A"}, {"first_slot": 3, "title": "B"}]
    policy = AssessmentPolicy.model_validate({"slots": slots, "sections": sections})
    assert [policy.section_number(slot) for slot in (1, 2, 3)] == [0, 1, 2]

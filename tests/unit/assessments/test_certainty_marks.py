"""Certainty marks stand beside the points of a grade (docs/rules/grading.md)."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.form import FormItem
from assessments.domain.grading import grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import Ruling, RulingChoice
from assessments.domain.scores import calibration_of
from tests.factories.items import comment, multiple_response, single_best_answer

ITEMS = {1: single_best_answer(), 2: multiple_response(), 3: comment()}
PLACES = (1, 1, 1, 2, 3)
POLICY = AssessmentPolicy(pass_mark="50", certainty=True)
LEVELS = st.dictionaries(st.integers(1, 5), st.integers(1, 3))
RESPONSES = st.fixed_dictionaries(
    {},
    optional={
        1: st.sampled_from("abcd").map(lambda key: {"choice": key}),
        2: st.sampled_from("abcd").map(lambda key: {"choice": key}),
        3: st.sampled_from("abcd").map(lambda key: {"choice": key}),
        4: st.sets(st.sampled_from("abcde"), min_size=1).map(lambda keys: {"choices": [*keys]}),
    },
)


def form():
    return [
        FormItem(position=at, slot=at, question_version=version, points="2")
        for at, version in enumerate(PLACES, start=1)
    ]


def graded(responses, certainties, **more):
    return grade(form(), ITEMS, responses, POLICY, certainties=certainties, **more)


def beside(result):
    return [row["certainty"] for row in result.items_json()]


def test_worked_example():
    """Right at 3, wrong at 2, half of it at none chosen, one left out: points 2 + 0 + 0 + 1 of 8."""
    responses = {1: {"choice": "b"}, 2: {"choice": "a"}, 4: {"choices": ["a"]}}
    result = graded(responses, {1: 3, 2: 2, 3: 3})
    assert (result.points, result.max_points, result.passed) == (3, 8, False)
    assert beside(result) == [
        {"level": 3, "assumed": False, "mark": "3"},
        {"level": 2, "assumed": False, "mark": "-2"},
        {"level": None, "assumed": False, "mark": "0"},
        {"level": 1, "assumed": True, "mark": "1/2"},
    ]
    found = calibration_of(form(), result.items_json())
    assert (found.whole.accuracy, found.whole.average) == (Fraction(3, 8), Fraction(3, 8))
    assert (found.answered.accuracy, found.answered.average) == (Fraction(1, 2), Fraction(1, 2))
    assert found.whole.expected == Fraction(3, 8)
    assert found.whole.bonus == 0
    assert [row.answers for row in found.levels] == [1, 1, 1]


@given(RESPONSES, LEVELS)
def test_certainty_never_changes_points_or_pass(responses, certainties):
    sure, plain = graded(responses, certainties), graded(responses, {})
    assert (sure.points, sure.percent, sure.passed) == (plain.points, plain.percent, plain.passed)
    assert [i.score for i in sure.items] == [i.score for i in plain.items]


@given(RESPONSES, LEVELS)
def test_marks_stay_between_the_worst_and_the_best(responses, certainties):
    found = calibration_of(form(), graded(responses, certainties).items_json())
    assert -6 <= found.whole.average <= 3
    assert found.whole.questions == 4
    assert sum(row.answers for row in found.levels) == len(responses)


def test_credit_for_everybody_counts_as_an_answer_at_the_lowest_level():
    held = {1: Ruling(7, 1, RulingChoice.FULL_CREDIT)}
    result = graded({1: {"choice": "a"}}, {1: 3}, rulings=held)
    assert beside(result)[:2] == [
        {"level": 3, "assumed": False, "mark": "3"},
        {"level": 1, "assumed": True, "mark": "1"},
    ]
    assert calibration_of(form(), result.items_json()).whole.accuracy == Fraction(3, 4)


def test_excluded_question_has_no_certainty():
    held = {1: Ruling(7, 1, RulingChoice.EXCLUDE)}
    result = graded({1: {"choice": "a"}, 4: {"choices": ["a", "b"]}}, {1: 3, 4: 2}, rulings=held)
    assert beside(result) == [{"level": 2, "assumed": False, "mark": "2"}]


@pytest.mark.parametrize("levels", [{}, {1: 3}])
def test_assessment_that_does_not_ask_says_nothing(levels):
    policy = AssessmentPolicy(pass_mark="50")
    result = grade(form(), ITEMS, {1: {"choice": "b"}}, policy, certainties=levels)
    assert all("certainty" not in row for row in result.items_json())
    assert calibration_of(form(), result.items_json()) is None

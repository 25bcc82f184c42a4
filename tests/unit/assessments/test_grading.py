"""Rules and worked numbers: docs/rules/grading.md."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.decimals import rounded
from assessments.domain.form import FormItem
from assessments.domain.grading import (
    ROUND_DOWN,
    grade,
    has_passed,
    kept_share,
    missed,
)
from assessments.domain.policy import AssessmentPolicy, KeptGrade
from assessments.domain.rulings import Ruling, RulingChoice
from tests.factories.items import comment, multiple_response, rating, single_best_answer

RIGHT, WRONG = {"choice": "b"}, {"choice": "a"}


def form_of(*points: str) -> tuple[FormItem, ...]:
    """A form of question versions 101, 102, … worth these points."""
    return tuple(
        FormItem(position=position, slot=position, question_version=100 + position, points=worth)
        for position, worth in enumerate(points, start=1)
    )


def graded(responses, *, points=("1", "1", "1"), pass_mark=None, items=None, **options):
    form = form_of(*points)
    items = items or {place.question_version: single_best_answer() for place in form}
    policy = AssessmentPolicy(pass_mark=pass_mark)
    return grade(form, items, responses, policy, **options)


def test_points_add_up():
    result = graded({1: RIGHT, 2: WRONG, 3: RIGHT}, points=("1", "2", "0.5"))
    assert (result.points, result.max_points) == (Decimal("1.5000"), Decimal("3.50"))


def test_unanswered_questions_stay_in_the_denominator():
    """One right answer of ten was 100 % where unanswered questions were dropped (Sensei #1475)."""
    result = graded({1: RIGHT}, points=("1",) * 10, pass_mark="70")
    assert (result.percent, result.passed) == (Decimal("10.00"), False)
    assert len(result.items) == 10


def test_cleared_answers_count_as_unanswered():
    assert graded({1: RIGHT, 2: None, 3: {}}).points == 1


def test_answers_outside_the_form_earn_nothing():
    """A forged position, or a question sent twice, adds no marks."""
    result = graded({1: RIGHT, 4: RIGHT, 101: RIGHT, -1: RIGHT})
    assert (result.points, result.max_points) == (1, 3)


def test_nothing_handed_in_scores_zero():
    result = graded({}, pass_mark="70")
    assert (result.points, result.percent, result.passed) == (0, 0, False)


@given(st.permutations([(1, RIGHT), (2, WRONG), (3, RIGHT)]))
def test_order_of_answers_never_changes_a_grade(answers):
    assert graded(dict(answers)) == graded({1: RIGHT, 2: WRONG, 3: RIGHT})


@given(st.lists(st.sampled_from([RIGHT, WRONG, None]), min_size=1, max_size=12), st.data())
def test_grade_lies_within_the_form(responses, data):
    points = [data.draw(st.decimals(0, 10, places=2)) for _ in responses]
    result = graded(dict(enumerate(responses, start=1)), points=points)
    assert 0 <= result.points <= result.max_points
    assert all(0 <= item.score <= 1 for item in result.items)


@pytest.mark.parametrize(
    ("right", "of", "pass_mark", "passed"),
    [
        (7, 10, "70", True),
        (6, 10, "70", False),
        (2, 3, "66.67", False),
        (2, 3, "66.66", True),
        (2, 3, "66.666666666666666666666666667", False),
        (0, 3, "0", True),
        (3, 3, "100", True),
    ],
)
def test_the_pass_decision_is_exact(right, of, pass_mark, passed):
    responses = dict.fromkeys(range(1, right + 1), RIGHT)
    assert graded(responses, points=("1",) * of, pass_mark=pass_mark).passed is passed


def test_a_pass_is_not_lost_to_rounding():
    """Three thirds are one: 0.3333 thrice would be 99.99 %."""
    item = multiple_response(keys="abcd", correct="abc")
    items = {101: item, 102: item, 103: item}
    result = graded(
        {position: {"choices": ["a"]} for position in (1, 2, 3)}, items=items, pass_mark="33.33"
    )
    assert [grade_.points for grade_ in result.items] == [Fraction(1, 3)] * 3
    assert (result.points, result.passed) == (Decimal("1.0000"), True)


def test_percent_shown_never_reaches_a_mark_that_was_missed():
    result = graded({1: RIGHT, 2: RIGHT}, pass_mark="66.67")
    assert (result.percent, result.passed) == (Decimal("66.66"), False)


def test_without_a_pass_mark_handing_in_passes():
    assert graded({}).passed
    assert graded({1: WRONG}).passed


def test_evaluations_have_no_points():
    items = {101: rating(), 102: comment()}
    result = graded({1: {"value": 4}}, points=("1", "1"), items=items)
    assert (result.points, result.max_points, result.percent) == (0, 0, None)
    assert result.passed
    assert result.items == ()


def test_ungraded_questions_stay_out_of_both_sides():
    items = {101: single_best_answer(), 102: rating()}
    result = graded({1: RIGHT, 2: {"value": 1}}, points=("1", "5"), items=items, pass_mark="100")
    assert (result.points, result.max_points, result.passed) == (1, 1, True)


def test_a_pass_mark_without_anything_to_earn_is_not_passed():
    assert not graded({}, points=("0",), pass_mark="70").passed


def test_a_pilot_question_worth_nothing_changes_nothing():
    result = graded({1: RIGHT, 2: WRONG}, points=("1", "0"))
    assert (result.points, result.percent) == (1, 100)


def test_stored_items_are_exact_and_readable():
    item = multiple_response(keys="abcd", correct="abc")
    result = graded({1: {"choices": ["a", "b"]}}, points=("1",), items={101: item})
    assert result.items_json() == [
        {"position": 1, "question_version": 101, "score": "2/3", "points": "0.6667"}
    ]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ("1/3", "0.3333"),
        ("2/3", "0.6667"),
        ("1/20000", "0.0001"),
        ("1/20001", "0.0000"),
        ("5", "5.0000"),
        ("-1/20000", "-0.0001"),
    ],
)
def test_halves_round_up(exact, shown):
    assert str(rounded(Fraction(exact))) == shown


def test_rounding_down_never_rounds_up():
    assert str(rounded(Fraction(2, 3), 2, ROUND_DOWN)) == "0.66"


@dataclass(frozen=True)
class Stored:
    points: Decimal
    max_points: Decimal
    passed: bool


def stored(points: int, *, of: int = 10, passed: bool = False) -> Stored:
    return Stored(Decimal(points), Decimal(of), passed)


def passes_by(rule, *grades, mark="70"):
    return has_passed(grades, AssessmentPolicy(pass_mark=mark, kept_grade=rule))


def test_the_attempt_that_counts_decides_the_pass():
    fail, good = stored(5), stored(8, passed=True)
    assert passes_by(KeptGrade.BEST, fail, good, fail)
    assert not passes_by(KeptGrade.FIRST, fail, good)
    assert passes_by(KeptGrade.FIRST, good, fail)
    assert passes_by(KeptGrade.LAST, fail, good)
    assert not passes_by(KeptGrade.LAST, good, fail)


def test_the_mean_compares_shares_since_forms_differ():
    # 10/20 and 9/10: the mean share is 70 %, the share of all points 63 %
    assert passes_by(KeptGrade.MEAN, stored(10, of=20), stored(9, passed=True))
    assert not passes_by(KeptGrade.MEAN, stored(9, of=20), stored(9, passed=True))


def test_a_mean_of_attempts_that_all_failed_for_safety_is_no_pass():
    assert not passes_by(KeptGrade.MEAN, stored(9), stored(9))


@pytest.mark.parametrize("rule", KeptGrade)
def test_no_attempt_no_pass_and_no_share(rule):
    assert not passes_by(rule)
    assert kept_share([], rule) is None


@pytest.mark.parametrize("rule", KeptGrade)
def test_handing_in_is_enough_where_nothing_is_to_pass(rule):
    assert passes_by(rule, stored(0, of=0, passed=True), mark=None)


@given(st.lists(st.fractions(0, 1), min_size=1))
def test_what_is_kept_lies_within_what_was_earned(shares):
    for rule in KeptGrade:
        assert min(shares) <= kept_share(shares, rule) <= max(shares)
    assert kept_share(shares, KeptGrade.BEST) == max(shares)
    assert kept_share(shares, KeptGrade.FIRST) == shares[0]
    assert kept_share(shares, KeptGrade.LAST) == shares[-1]


def test_a_safety_critical_question_must_be_right_to_pass():
    slots = [
        {"kind": "fixed", "question_version": 101, "safety_critical": True},
        {"kind": "fixed", "question_version": 102},
        {"kind": "fixed", "question_version": 103},
    ]
    policy = AssessmentPolicy(pass_mark="60", slots=slots)
    items = {version: single_best_answer() for version in (101, 102, 103)}
    form = form_of("1", "1", "1")
    assert grade(form, items, {1: RIGHT, 2: RIGHT}, policy).passed
    wrong = grade(form, items, {1: WRONG, 2: RIGHT, 3: RIGHT}, policy)
    assert (wrong.points, wrong.passed) == (2, False)
    assert not grade(form, items, {2: RIGHT, 3: RIGHT}, policy).passed
    assert missed(form, {1: Fraction(0), 2: Fraction(0)}, policy) == [1]
    for choice in (RulingChoice.FULL_CREDIT, RulingChoice.EXCLUDE):
        rulings = {101: Ruling(1, 101, choice)}
        assert grade(form, items, {1: WRONG, 2: RIGHT, 3: RIGHT}, policy, rulings=rulings).passed


def test_without_a_pass_mark_no_question_is_critical():
    policy = AssessmentPolicy(
        slots=[{"kind": "fixed", "question_version": 101, "safety_critical": True}]
    )
    assert grade(form_of("1"), {101: single_best_answer()}, {}, policy).passed

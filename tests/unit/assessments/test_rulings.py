"""Each choice about a faulty question, worked through: docs/rules/grading.md, "Rulings"."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain.form import FormItem
from assessments.domain.grading import grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.regrading import Effect, Mark, effect_of
from assessments.domain.rulings import NEEDS_CORRECTION, Ruling, RulingChoice, why_not_against
from tests.factories.items import (
    choice_gap,
    cloze,
    matching,
    multiple_response,
    numeric,
    ordering,
    single_best_answer,
    text_gap,
    true_false_set,
)

ASKED = single_best_answer(keys="abcd", correct="b")
CORRECTED = single_best_answer(keys="abcd", correct="c")
HALF = Fraction(1, 2)
POLICY = AssessmentPolicy(pass_mark="60")
FORM = tuple(
    FormItem(position=at, slot=at, question_version=100 + at, points="1") for at in (1, 2, 3)
)
ITEMS = dict.fromkeys((101, 102, 103), ASKED)
A, B, C = ({"choice": key} for key in "abc")
CHOICES = st.sampled_from(list(RulingChoice))
RESPONSES = st.dictionaries(st.integers(1, 3), st.sampled_from([A, B, C, None]))


def a_ruling(choice: RulingChoice, version: int = 101, against=CORRECTED) -> Ruling:
    return Ruling(1, version, choice, against if choice in NEEDS_CORRECTION else None)


def graded(responses, *rulings: Ruling, items=ITEMS):
    under = {ruling.question_version: ruling for ruling in rulings}
    return grade(FORM, items, responses, POLICY, rulings=under)


@pytest.mark.parametrize(
    ("choice", "picked_a", "picked_b", "picked_c", "left_out"),
    [
        ("full_credit", 1, 1, 1, 1),
        ("current_and_previous_correct", 0, 1, 1, 0),
        ("current_correct_only", 0, 0, 1, 0),
        ("exclude", None, None, None, None),
        ("no_regrade", 0, 1, 0, 0),
    ],
)
def test_worked_example_of_each_choice(choice, picked_a, picked_b, picked_c, left_out):
    """b was keyed, c is right."""
    ruling = a_ruling(RulingChoice(choice))
    for response, score in ((A, picked_a), (B, picked_b), (C, picked_c), (None, left_out)):
        scores = {item.position: item.score for item in graded({1: response}, ruling).items}
        assert scores.get(1) == score


def test_excluding_takes_the_question_out_of_both_sides():
    ruling = a_ruling(RulingChoice.EXCLUDE)
    right_elsewhere = graded({1: A, 2: B}, ruling)
    assert (right_elsewhere.points, right_elsewhere.max_points) == (1, 2)
    assert right_elsewhere.percent == Decimal("50.00")
    assert [item.position for item in right_elsewhere.items] == [2, 3]


def test_excluding_can_turn_a_fail_into_a_pass_and_a_pass_into_a_fail():
    """2 of 3 are 66 %: without a wrong one 2 of 2, without a right one 1 of 2."""
    ruling = a_ruling(RulingChoice.EXCLUDE)
    assert graded({2: B, 3: B}, ruling).percent == 100
    assert graded({1: B, 2: B}).passed
    assert not graded({1: B, 2: B}, ruling).passed


def test_with_every_question_excluded_there_is_no_percentage():
    everything = [a_ruling(RulingChoice.EXCLUDE, version) for version in ITEMS]
    result = graded({1: B, 2: B, 3: B}, *everything)
    assert (result.points, result.max_points, result.percent, result.items) == (0, 0, None, ())
    assert not result.passed
    policy = AssessmentPolicy()
    under = {ruling.question_version: ruling for ruling in everything}
    assert grade(FORM, ITEMS, {}, policy, rulings=under).passed


def test_option_that_is_gone_counts_as_not_picked():
    shorter = single_best_answer(keys="bc", correct="c")
    ruling = a_ruling(RulingChoice.CURRENT_CORRECT_ONLY, against=shorter)
    assert graded({1: A}, ruling).points == 0
    both = a_ruling(RulingChoice.CURRENT_AND_PREVIOUS_CORRECT, against=shorter)
    assert graded({1: B}, both).points == 1


def test_of_several_picks_those_that_are_left_count():
    asked = multiple_response(keys="abcde", correct="ab")
    corrected = multiple_response(keys="abc", correct="ac", max_choices=2)
    assert corrected.score_carried({"choices": ["a", "c", "d", "e"]}) == 1
    assert corrected.score_carried({"choices": ["a", "b", "c"]}) == HALF
    assert corrected.score_carried({"choices": ["d", "e"]}) == 0
    assert asked.score_carried(None) == 0


def test_statement_that_is_gone_counts_as_not_judged():
    corrected = true_false_set(truths="TF")
    assert corrected.score_carried({"statements": None}) == 0
    response = {corrected.response_field: {"a": True, "b": False, "c": True}}
    assert corrected.score_carried(response) == 1


def test_matches_that_are_left_count():
    corrected = matching(answers="b c", keys="bcd")
    assert corrected.score_carried({"matches": {"s1": ["b"], "s2": ["a"], "s3": ["a"]}}) == HALF
    assert corrected.score_carried({"matches": {"s3": ["a"]}}) == 0


def test_order_of_the_steps_that_are_left_counts():
    given = {"order": list("abcde")}
    assert ordering(keys="abde").score_carried(given) == 1
    assert ordering(keys="abcdef").score_carried(given) == 0


def test_fillings_of_the_gaps_that_are_left_count():
    corrected = cloze("Give [[1]] or [[3]].", text_gap("1"), choice_gap("3", keys="bc"))
    assert corrected.score_carried({"gaps": {"1": "heparin", "2": "5", "3": "a"}}) == HALF
    assert corrected.score_carried({"gaps": {"2": "5"}}) == 0


def test_number_is_judged_by_the_corrected_interval():
    corrected = numeric({"value": "12.5", "tolerance": "1"})
    assert corrected.score_carried({"value": "13"}) == 1


def test_other_kind_is_refused_with_a_sentence():
    assert not why_not_against(ASKED, CORRECTED)
    said = why_not_against(ASKED, numeric())
    assert "of the kind “Single best answer”" in said
    assert "as corrected of the kind “Numeric”" in said


@given(RESPONSES, st.sets(st.sampled_from([101, 102, 103])))
def test_the_two_generous_choices_never_lower(responses, versions):
    published = graded(responses)
    for choice in (RulingChoice.FULL_CREDIT, RulingChoice.CURRENT_AND_PREVIOUS_CORRECT):
        result = graded(responses, *(a_ruling(choice, version) for version in versions))
        assert result.points >= published.points
        assert result.max_points == published.max_points
        assert result.passed >= published.passed
        effect = effect_of(FORM, Mark.of(published), Mark.of(result))
        assert effect in {Effect.SAME, Effect.RAISED}


@given(RESPONSES, st.dictionaries(st.sampled_from([101, 102, 103]), CHOICES), st.randoms())
def test_replaying_gives_the_same_bit_for_bit(responses, chosen, dice):
    rulings = [a_ruling(choice, version) for version, choice in chosen.items()]
    answers = list(responses.items())
    dice.shuffle(answers)
    again = graded(dict(answers), *reversed(rulings))
    assert again == graded(responses, *rulings)
    assert again.items_json() == graded(responses, *rulings).items_json()


@given(RESPONSES, st.dictionaries(st.sampled_from([101, 102, 103]), CHOICES))
def test_grade_under_rulings_lies_within_the_form(responses, chosen):
    rulings = [a_ruling(choice, version) for version, choice in chosen.items()]
    result = graded(responses, *rulings)
    assert 0 <= result.points <= result.max_points <= 3


def effect(responses, *rulings: Ruling) -> Effect:
    return effect_of(FORM, Mark.of(graded(responses)), Mark.of(graded(responses, *rulings)))


@pytest.mark.parametrize(
    ("responses", "found"),
    [
        ({1: B, 2: B, 3: B}, Effect.REWEIGHED),
        ({}, Effect.REWEIGHED),
        ({2: B}, Effect.RAISED),
        ({2: B, 3: B}, Effect.RAISED),
        ({1: B}, Effect.LOWERED),
        ({1: B, 2: B}, Effect.LOWERED),
    ],
)
def test_effect_of_excluding_goes_by_the_share(responses, found):
    """Whoever had everything right still has: 3 of 3 become 2 of 2."""
    assert effect(responses, a_ruling(RulingChoice.EXCLUDE)) is found


def test_ruling_that_does_not_touch_an_answer_changes_nothing():
    assert effect({1: B}, a_ruling(RulingChoice.CURRENT_AND_PREVIOUS_CORRECT)) is Effect.SAME
    assert effect({1: B}, a_ruling(RulingChoice.NO_REGRADE)) is Effect.SAME
    assert effect({1: B}, a_ruling(RulingChoice.CURRENT_CORRECT_ONLY)) is Effect.LOWERED

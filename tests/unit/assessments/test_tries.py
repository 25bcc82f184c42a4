"""Answers checked during an attempt, after Moodle's rules (docs/rules/grading.md)."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.form import FormItem
from assessments.domain.grading import grade
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.rulings import Ruling, RulingChoice
from assessments.domain.tries import (
    Checking,
    Progress,
    Shown,
    Stage,
    after_hint,
    counted,
    earned,
    progress,
    told,
)
from tests.factories.items import (
    calculated,
    cloze,
    comment,
    matching,
    multiple_response,
    numeric,
    one_of_each,
    ordering,
    short_text,
    single_best_answer,
    true_false_set,
)

THIRD = Fraction(1, 3)
HINTS = [{"text": "<p>Look again.</p>"}, {"text": "<p>Think of b.</p>", "clear_wrong": True}]
SHARES = st.sampled_from([Fraction(0), Fraction(1, 4), THIRD, Fraction(1, 2), Fraction(1)])
PENALTIES = st.fractions(min_value=0, max_value=1, max_denominator=6)


def pick(*keys):
    return {"choices": sorted(keys)}


def choose(key):
    return {"choice": key}


def at(item, checking, *tries, is_current=True):
    return progress(item, checking, tries, is_current=is_current)


@pytest.mark.parametrize(
    ("scores", "last", "best"),
    [
        # a penalty of a third: right at the first, second, third, fourth try
        ([1], 1, 1),
        ([0, 1], Fraction(2, 3), Fraction(2, 3)),
        ([0, 0, 1], THIRD, THIRD),
        ([0, 0, 0, 1], 0, 0),
        # half right, then worse: the last counts with hints, the best without
        (["1/2", 0], 0, Fraction(1, 2)),
        (["1/2", "1/2"], Fraction(1, 6), Fraction(1, 2)),
        (["1/2", 1], Fraction(2, 3), Fraction(2, 3)),
        ([0, "1/4"], 0, 0),
    ],
)
def test_worked_examples(scores, last, best):
    exact = [Fraction(score) for score in scores]
    assert earned(exact, Checking.HINTS, THIRD) == last
    assert earned(exact, Checking.ADAPTIVE, THIRD) == best


@given(st.lists(SHARES, max_size=8), PENALTIES)
def test_tries_never_earn_less_than_nothing_nor_more_than_the_best_answer(scores, penalty):
    for checking in (Checking.HINTS, Checking.ADAPTIVE):
        share = earned(scores, checking, penalty)
        assert 0 <= share <= max(scores, default=Fraction(0))
    assert earned(scores, Checking.ADAPTIVE, penalty) >= earned(scores, Checking.HINTS, penalty)


@given(st.lists(SHARES, max_size=6), st.lists(SHARES, max_size=3), PENALTIES)
def test_best_try_never_loses_by_another(scores, more, penalty):
    before = earned(scores, Checking.ADAPTIVE, penalty)
    assert earned([*scores, *more], Checking.ADAPTIVE, penalty) >= before


@given(st.lists(SHARES, max_size=6), st.lists(SHARES, max_size=3), PENALTIES)
def test_nothing_after_a_right_answer_counts(scores, more, penalty):
    right = [*scores, Fraction(1)]
    assert earned([*right, *more], Checking.HINTS, penalty) == earned(
        right, Checking.HINTS, penalty
    )


def test_unchanged_answer_is_no_try_and_a_cleared_one_none():
    assert counted([choose("a")], choose("a")) == [choose("a")]
    assert counted([choose("a")], None) == [choose("a")]
    assert counted([choose("a")], choose("b")) == [choose("a"), choose("b")]
    assert counted([choose("a"), choose("b")], choose("a")) == [*map(choose, "aba")]
    assert counted([], None) == []


def test_one_check_locks_whatever_it_says():
    item = single_best_answer()
    assert at(item, Checking.ONCE, is_current=False) == Progress(tries_left=1)
    for key, verdict in {"a": "Not correct", "b": "Correct"}.items():
        found = at(item, Checking.ONCE, choose(key))
        assert (found.stage, found.verdict, found.tries_left) == (Stage.LOCKED, verdict, 0)


def test_hints_come_one_by_one_and_end_in_a_lock():
    item = single_best_answer(hints=HINTS)
    assert at(item, Checking.HINTS).tries_left == 3
    first = at(item, Checking.HINTS, choose("a"))
    assert (first.stage, first.hint, first.tries_left) == (Stage.WAITING, item.hints[0], 2)
    again = at(item, Checking.HINTS, choose("a"), is_current=False)
    assert (again.stage, again.hint) == (Stage.OPEN, item.hints[0])
    second = at(item, Checking.HINTS, choose("a"), choose("c"))
    assert (second.stage, second.hint, second.tries_left) == (Stage.WAITING, item.hints[1], 1)
    third = at(item, Checking.HINTS, *map(choose, "acd"))
    assert (third.stage, third.hint, third.tries_left) == (Stage.LOCKED, None, 0)
    right = at(item, Checking.HINTS, choose("b"))
    assert (right.stage, right.hint) == (Stage.LOCKED, None)


def test_without_hints_there_is_one_try():
    assert at(single_best_answer(), Checking.HINTS, choose("a")).is_locked


def test_adaptive_stays_open_until_it_is_right():
    item = single_best_answer(hints=HINTS)
    found = at(item, Checking.ADAPTIVE, *map(choose, "acdacd"))
    assert (found.stage, found.tries_left, found.hint) == (Stage.OPEN, None, None)
    assert at(item, Checking.ADAPTIVE, *map(choose, "ab")).is_locked


@pytest.mark.parametrize("checking", Checking)
def test_nobody_checks_what_nobody_grades(checking):
    assert at(comment(), checking, {"text": "Hm."}) == Progress()


@pytest.mark.parametrize(
    ("item", "part", "whole"),
    [
        (true_false_set(truths="TF"), {"a": True}, {"a": True, "b": True}),
        (matching(answers="b ca"), {"s1": ["b"]}, {"s1": ["b"], "s2": ["a", "c"]}),
        (matching(answers="b ca"), {"s1": ["b"], "s2": ["a"]}, {"s1": ["a"], "s2": ["a", "b"]}),
        (cloze(), {"1": "heparin"}, {"1": "x", "2": "5", "3": "a"}),
    ],
    ids=str,
)
def test_answer_that_leaves_something_open_is_not_complete(item, part, whole):
    assert not item.is_complete({item.response_field: part})
    assert item.is_complete({item.response_field: whole})
    assert not item.is_complete(None)


CLEARING = items.Hint(text="<p>x</p>", clear_wrong=True)


@pytest.mark.parametrize(
    ("item", "given", "left"),
    [
        (single_best_answer(), "a", None),
        (numeric(), "7", None),
        (short_text(), "asthma", None),
        (multiple_response(correct="abc"), ["a", "d", "e"], ["a"]),
        (multiple_response(correct="abc"), ["d", "e"], None),
        # four picks where three are right: what stays would tell that one is too many
        (multiple_response(correct="abc"), ["a", "b", "c", "d"], ["a", "b", "c", "d"]),
        (true_false_set(truths="TF"), {"a": True, "b": True}, {"a": True, "b": True}),
        (matching(answers="b ca"), {"s1": ["a"], "s2": ["a", "c"]}, {"s2": ["a", "c"]}),
        (matching(answers="b ca"), {"s1": ["a"], "s2": ["b", "c"]}, {"s2": ["c"]}),
        (cloze(), {"1": "heparin", "2": "6", "3": "a"}, {"1": "heparin"}),
        (ordering(keys="abc"), ["c", "b", "a"], ["c", "b", "a"]),
    ],
    ids=str,
)
def test_hint_clears_what_is_wrong_unless_that_gives_the_key_away(item, given, left):
    response = item.check({item.response_field: given})
    expected = None if left is None else {item.response_field: left}
    assert after_hint(item, CLEARING, response) == expected
    assert after_hint(item, items.Hint(text="<p>x</p>"), response) == response


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
def test_hints_are_kept_and_say_nothing_where_there_are_none(item):
    content = items.dump(item)
    assert "hints" not in content
    hinted = items.load({**content, "hints": HINTS})
    assert items.load(items.dump(hinted)) == hinted
    assert [hint.clear_wrong for hint in hinted.hints] == [False, True]


def test_hints_of_a_calculated_question_name_its_values():
    item = calculated(hints=[{"text": "<p>It weighs {{weight}} kg.</p>"}])
    asked = item.realised(item.arrange(7, "x"))
    assert "{{" not in asked.hints[0].text


def test_too_many_or_empty_hints_are_refused():
    with pytest.raises(items.ItemInvalid):
        single_best_answer(hints=HINTS * 6)
    with pytest.raises(items.ItemInvalid):
        single_best_answer(hints=[{"text": "  "}])


# What a check tells


def test_check_tells_no_more_than_the_assessment_allows():
    item = single_best_answer(hints=HINTS)
    wrong = at(item, Checking.HINTS, choose("a"))
    said = {shown: told(item, choose("a"), wrong, shown) for shown in Shown}
    assert said[Shown.VERDICT].lines == ()
    for shown in (Shown.FEEDBACK, Shown.REASONS):
        assert said[shown].lines == (("Option a", "On a."),)
        assert not said[shown].is_whole  # a try is left
    locked = at(item, Checking.ONCE, choose("a"))
    assert not told(item, choose("a"), locked, Shown.FEEDBACK).is_whole
    assert told(item, choose("a"), locked, Shown.REASONS).is_whole


def test_reasons_of_statements_wait_for_the_lock():
    item, response = true_false_set(truths="TF", hints=HINTS), {"statements": {"a": 0, "b": 0}}
    response["statements"] = {"a": False, "b": False}
    waiting = at(item, Checking.HINTS, response)
    assert told(item, response, waiting, Shown.FEEDBACK).lines == ()
    locked = at(item, Checking.ONCE, response)
    assert [line for line, _ in told(item, response, locked, Shown.FEEDBACK).lines] == [
        "Statement a",
        "Statement b",
    ]


def test_nothing_is_told_of_an_answer_that_no_longer_stands():
    item = single_best_answer(hints=HINTS)
    assert told(item, None, at(item, Checking.HINTS), Shown.REASONS) is None
    again = at(item, Checking.HINTS, choose("a"), is_current=False)
    assert told(item, choose("a"), again, Shown.REASONS) is None


# In a grade

MULTIPLE = multiple_response(keys="abcd", correct="ab", hints=HINTS)
FORM = [FormItem(position=1, slot=1, question_version=1, points="3")]


def graded(checking, tries=(), response=None, rulings=None, penalty=THIRD):
    policy = AssessmentPolicy(pass_mark="50", checking=checking, penalty=penalty)
    return grade(
        FORM,
        {1: MULTIPLE},
        {} if response is None else {1: response},
        policy,
        tries={1: tries} if tries else {},
        rulings=rulings or {},
    )


def test_last_answer_that_nobody_checked_is_one_more_try():
    result = graded(Checking.HINTS, [pick("c")], pick("a", "b"))
    assert (result.points, result.passed) == (2, True)
    assert result.items_json()[0]["tries"] == ["0", "1"]
    assert graded(Checking.ADAPTIVE, [pick("c")], pick("a", "b")).points == 2


def test_answer_checked_and_left_costs_nothing_more():
    assert graded(Checking.HINTS, [pick("a")], pick("a")).points == Fraction(3, 2)
    assert graded(Checking.HINTS, [pick("a")]).points == Fraction(3, 2)


def test_unanswered_question_has_no_tries():
    result = graded(Checking.HINTS)
    assert result.points == 0
    assert result.items_json()[0]["tries"] == []


def test_assessment_without_checks_says_nothing_of_tries():
    assert "tries" not in graded(Checking.NONE, response=pick("a")).items_json()[0]


def test_ruling_takes_the_tries_back_that_the_faulty_question_cost():
    """Asked with a and b keyed, corrected to c and d: whoever chose those first was right at once."""
    tries, corrected = [pick("c", "d")], multiple_response(keys="abcd", correct="cd")
    assert graded(Checking.HINTS, tries, pick("a", "b")).points == 2
    choice = RulingChoice.CURRENT_AND_PREVIOUS_CORRECT
    held = {1: Ruling(9, 1, choice, against=corrected)}
    assert graded(Checking.HINTS, tries, pick("a", "b"), held).points == 3
    full = {1: Ruling(9, 1, RulingChoice.FULL_CREDIT)}
    assert graded(Checking.HINTS, tries, pick("c"), full).points == 3
    out = {1: Ruling(9, 1, RulingChoice.EXCLUDE)}
    assert graded(Checking.HINTS, tries, pick("c"), out).max_points == 0


@given(
    st.sampled_from([Checking.HINTS, Checking.ADAPTIVE]),
    st.lists(st.sets(st.sampled_from("abcd"), min_size=1).map(lambda keys: pick(*keys))),
    PENALTIES,
)
def test_points_stay_within_bounds_and_grading_again_gives_the_same(checking, tries, penalty):
    once = graded(checking, tries, penalty=penalty)
    assert 0 <= once.points <= once.max_points
    assert graded(checking, tries, penalty=penalty) == once


def test_certainty_goes_with_one_try():
    for checking in (Checking.NONE, Checking.ONCE):
        AssessmentPolicy(certainty=True, checking=checking)
    for checking in (Checking.HINTS, Checking.ADAPTIVE):
        with pytest.raises(ValueError, match="one try"):
            AssessmentPolicy(certainty=True, checking=checking)

"""Schemes: docs/rules/grading.md."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items.true_false_set import Scheme
from tests.factories.items import true_false_set

VERDICTS = st.dictionaries(st.sampled_from("abcd"), st.booleans())


def answer(letters: str) -> dict:
    """TF-F: a true, b false, c open, d false."""
    return {
        "statements": {
            key: letter == "T"
            for key, letter in zip("abcd", letters, strict=False)
            if letter != "-"
        }
    }


@pytest.mark.parametrize(
    ("given_", "per_statement", "all_or_nothing", "kprim"),
    [
        # keyed T F T F; the half point for three of four is Krebs 1997
        ("TFTF", "1", "1", "1"),
        ("TFTT", "3/4", "0", "1/2"),
        ("TFT-", "3/4", "0", "1/2"),
        ("TFFT", "1/2", "0", "0"),
        ("T---", "1/4", "0", "0"),
        ("FTFT", "0", "0", "0"),
        ("----", "0", "0", "0"),
    ],
)
def test_schemes_side_by_side(given_, per_statement, all_or_nothing, kprim):
    scores = [true_false_set(scheme=scheme).score(answer(given_)) for scheme in Scheme]
    assert scores == [Fraction(score) for score in (per_statement, all_or_nothing, kprim)]


@pytest.mark.parametrize("truths", ["TFT", "TFTFT"])
def test_kprim_needs_four_statements(truths):
    with pytest.raises(items.ItemInvalid, match="exactly four"):
        true_false_set(truths=truths, scheme="kprim")


@given(VERDICTS, st.sampled_from(list(Scheme)))
def test_score_lies_between_nothing_and_everything(verdicts, scheme):
    assert 0 <= true_false_set(scheme=scheme).score({"statements": verdicts}) <= 1


@given(VERDICTS, st.sampled_from(list(Scheme)))
def test_order_of_verdicts_never_changes_a_score(verdicts, scheme):
    item = true_false_set(scheme=scheme)
    backwards = dict(reversed(verdicts.items()))
    assert item.check({"statements": backwards}) == item.check({"statements": verdicts})


@given(VERDICTS)
def test_a_wrong_verdict_is_worth_no_more_than_an_open_one(verdicts):
    item = true_false_set()
    for statement in item.statements:
        wrong = {**verdicts, statement.key: not statement.is_true}
        without = {key: value for key, value in verdicts.items() if key != statement.key}
        assert item.score({"statements": wrong}) <= item.score({"statements": without})


def test_form_has_a_field_a_statement():
    posted = {"answer-a": ["true"], "answer-b": ["false"], "answer-c": [""], "answer-zz": ["true"]}
    assert true_false_set().read_form(posted) == {"statements": {"a": True, "b": False}}


def test_the_last_of_two_posted_verdicts_counts():
    posted = {"answer-a": ["true", "false"]}
    assert true_false_set().read_form(posted) == {"statements": {"a": False}}


def test_a_wrong_word_is_refused_at_its_own_field():
    item = true_false_set(true_label="Indicated", false_label="Not indicated")
    with pytest.raises(items.ResponseInvalid) as refused:
        item.read_form({"answer-c": ["maybe"]})
    assert refused.value.field == "answer-c"
    assert refused.value.message == "Answer Indicated or Not indicated."


@pytest.mark.parametrize("statements", [[True], "a", {"z": True}, {"a": 1}, {"a": []}, {1: True}])
def test_json_is_refused_unless_it_judges_these_statements(statements):
    with pytest.raises(items.ResponseInvalid):
        true_false_set().check({"statements": statements})


def test_json_verdicts_may_be_open():
    assert true_false_set().check({"statements": {"a": None, "b": ""}}) is None
    assert true_false_set().check({"statements": None}) is None


def test_statements_are_shuffled_by_seed():
    item = true_false_set(truths="TFTFTFTF")
    arrangement = item.arrange(5, "salt")
    assert sorted(arrangement["statements"]) == list("abcdefgh")
    shown = [statement.key for statement in item.options_shown(arrangement)]
    assert shown == arrangement["statements"]
    assert true_false_set(shuffle=False).arrange(5, "salt") == {}


def test_review_sets_given_beside_expected():
    review = true_false_set().review(answer("TT-F"), {"statements": ["d", "c", "b", "a"]})
    assert [(line.key, line.given, line.expected, line.state) for line in review.lines] == [
        ("d", "False", "False", "right"),
        ("c", "", "True", "missed"),
        ("b", "True", "False", "wrong"),
        ("a", "True", "True", "right"),
    ]
    assert review.score == Fraction(1, 2)


def test_choices_are_both_verdicts_on_each_statement():
    item = true_false_set(truths="TF")
    assert [(choice.key, choice.text, choice.correct) for choice in item.choices()] == [
        ("a:true", "Statement a (True)", True),
        ("a:false", "Statement a (False)", False),
        ("b:true", "Statement b (True)", False),
        ("b:false", "Statement b (False)", True),
    ]
    assert item.chosen({"statements": {"a": False}}) == ["a:false"]


def test_keys_must_differ():
    statements = [{"key": "a", "text": "Once", "is_true": True}] * 2
    with pytest.raises(items.ItemInvalid, match="used twice"):
        true_false_set(statements=statements)

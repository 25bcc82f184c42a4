"""Steps to put in order: docs/rules/grading.md; the measures themselves are in test_sequences.py."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.drawing import arrange
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.sequences import Scheme
from assessments.domain.slots import FixedSlot
from tests.factories.items import ordering

KEYS = "abcde"


def answer(letters: str) -> dict:
    return {"order": list(letters)}


def test_one_misplaced_step_costs_only_itself_by_default():
    assert ordering().scheme is Scheme.LONGEST_SEQUENCE
    assert ordering().score(answer("abcde")) == 1
    assert ordering().score(answer("eabcd")) == Fraction(4, 5)


@given(st.permutations(KEYS), st.sampled_from(Scheme))
def test_score_lies_between_nothing_and_everything(order, scheme):
    assert 0 <= ordering(scheme=scheme).score({"order": order}) <= 1


@given(st.permutations(KEYS), st.sampled_from(Scheme))
def test_only_the_right_order_scores_in_full(order, scheme):
    assert (ordering(scheme=scheme).score({"order": order}) == 1) == (order == list(KEYS))


@given(st.permutations(KEYS))
def test_places_and_order_say_the_same_in_any_order_of_fields(order):
    places = {key: str(place) for place, key in enumerate(order, start=1)}
    posted = {f"answer-{key}": [place] for key, place in sorted(places.items())}
    assert ordering().read_form(posted) == {"order": order}
    assert ordering().check({"order": dict(reversed(places.items()))}) == {"order": order}


@given(st.integers(min_value=0), st.sampled_from(["abc", "abcde"]))
def test_steps_are_first_shown_in_any_order_but_the_right_one(seed, keys):
    item = ordering(keys=keys)
    shown = [step.key for step in item.options_shown(item.arrange(seed, "salt"))]
    assert sorted(shown) == list(keys)
    assert shown != list(keys)


def test_a_preview_does_not_show_the_right_order_either():
    assert [step.key for step in ordering().options_shown()] != list(KEYS)


def test_steps_are_shuffled_though_the_assessment_shuffles_nothing():
    policy = AssessmentPolicy(slots=(FixedSlot(question_version=1),), shuffle_options=False)
    assert arrange(ordering(), 1, policy=policy, seed=5)["steps"] != list(KEYS)


def test_no_place_at_all_is_no_answer():
    assert ordering().read_form({f"answer-{key}": [""] for key in KEYS}) is None
    assert ordering().check({"order": []}) is None
    assert ordering().check({"order": None}) is None


@pytest.mark.parametrize(
    ("places", "field", "message"),
    [
        ("1 2 3 4 -", "answer-e", "Give every step a place from 1 to 5."),
        ("1 2 3 4 6", "answer-e", "Give every step a place from 1 to 5."),
        ("1 2 0 4 5", "answer-c", "Give every step a place from 1 to 5."),
        ("1 2 3 2 5", "answer-d", "Two steps are 2nd: give each a place of its own."),
        ("1 two 3 4 5", "answer-b", "Give every step a place from 1 to 5."),
    ],
)
def test_places_that_make_no_order_are_refused_at_their_field(places, field, message):
    posted = {
        f"answer-{key}": [place.replace("-", "")]
        for key, place in zip(KEYS, places.split(), strict=True)
    }
    with pytest.raises(items.ResponseInvalid) as refused:
        ordering().read_form(posted)
    assert (refused.value.field, refused.value.message) == (field, message)


def test_what_is_refused_does_not_give_the_right_order_away():
    """The field that is pointed at follows from the keys, which are drawn at random."""
    forth, back = ordering(keys="abcde"), ordering(keys="edcba")
    fields = set()
    for item in (forth, back):
        with pytest.raises(items.ResponseInvalid) as refused:
            item.read_form({"answer-c": ["3"]})
        fields.add(refused.value.field)
    assert fields == {"answer-a"}


@pytest.mark.parametrize(
    "order", ["abcde", 7, list("abcd"), list("abcdd"), list("abcdef"), [["a"]], {"z": 1}, {"a": []}]
)
def test_json_is_refused_unless_it_orders_these_steps(order):
    with pytest.raises(items.ResponseInvalid):
        ordering().check({"order": order})


def test_json_places_may_be_numbers_but_no_truth_values():
    assert ordering(keys="abc").check({"order": {"a": 3, "b": 1, "c": 2}}) == answer("bca")
    with pytest.raises(items.ResponseInvalid):
        ordering(keys="abc").check({"order": {"a": True, "b": 2, "c": 3}})


def test_review_calls_a_step_right_that_kept_its_sequence():
    review = ordering(keys="abcd").review(answer("bcda"))
    assert [(line.key, line.given, line.expected, line.state) for line in review.lines] == [
        ("a", "4th", "1st", "wrong"),
        ("b", "1st", "2nd", "right"),
        ("c", "2nd", "3rd", "right"),
        ("d", "3rd", "4th", "right"),
    ]
    assert review.score == Fraction(3, 4)


@pytest.mark.parametrize("scheme", ["places", "distance", "all_or_nothing"])
def test_review_goes_by_place_where_places_count(scheme):
    review = ordering(keys="abcd", scheme=scheme).review(answer("bcad"))
    assert [line.state for line in review.lines] == ["wrong", "wrong", "wrong", "right"]


def test_review_of_no_answer_says_where_each_step_belongs():
    review = ordering(keys="abc").review(None)
    assert [(line.expected, line.state) for line in review.lines] == [
        ("1st", "missed"),
        ("2nd", "missed"),
        ("3rd", "missed"),
    ]


def test_choices_are_every_step_at_every_place():
    item = ordering(keys="abc")
    assert [(c.key, c.text, c.correct) for c in item.choices()][:4] == [
        ("a:1", "Step a: 1st", True),
        ("a:2", "Step a: 2nd", None),
        ("a:3", "Step a: 3rd", None),
        ("b:1", "Step b: 1st", None),
    ]
    assert item.chosen(answer("bca")) == ["b:1", "c:2", "a:3"]


def test_two_steps_are_too_few_and_keys_must_differ():
    with pytest.raises(items.ItemInvalid, match="Steps"):
        ordering(keys="ab")
    with pytest.raises(items.ItemInvalid, match="used twice"):
        ordering(keys="aab")

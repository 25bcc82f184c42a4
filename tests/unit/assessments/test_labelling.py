"""Labels on a picture, worked through: docs/rules/grading.md, "Labelling"."""

from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items import ResponseInvalid
from assessments.domain.items.labelling import Scheme
from tests.factories.items import labelling

RIGHT = {"p1": "b", "p2": "c", "p3": "a"}


def weighed(**fields):
    """Ask for three places worth 2, 1 and 1 points."""
    plain = items.dump(labelling())["places"]
    places = [{**place, "points": points} for place, points in zip(plain, (2, 1, 1), strict=True)]
    return labelling(places=places, **fields)


@pytest.mark.parametrize(
    ("placed", "share", "all_or_nothing"),
    [
        (RIGHT, 1, 1),
        ({"p1": "b"}, "1/2", 0),
        ({"p2": "c", "p3": "a"}, "1/2", 0),
        ({**RIGHT, "p1": "d"}, "1/2", 0),
        ({"p1": "c", "p2": "b"}, 0, 0),
    ],
)
def test_worked_example(placed, share, all_or_nothing):
    assert weighed().score({"placed": placed}) == Fraction(share)
    assert weighed(scheme="all_or_nothing").score({"placed": placed}) == all_or_nothing


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"answers": "bb"}, "“Label b” belongs on two places"),
        ({"answers": "bx"}, "Choose the label of place 2"),
        ({"labels": [{"key": key, "text": "Aorta"} for key in "abc"]}, "Two labels read the same"),
    ],
)
def test_unsound_questions_are_refused(fields, problem):
    with pytest.raises(items.ItemInvalid, match=problem):
        labelling(**fields)


def test_two_places_on_one_point_are_refused():
    places = [{**place, "x": 5} for place in items.dump(labelling())["places"]]
    with pytest.raises(items.ItemInvalid, match="same point"):
        labelling(places=places)


def test_a_label_is_used_once_unless_the_author_says_otherwise():
    with pytest.raises(ResponseInvalid) as refused:
        labelling().check({"placed": {"p1": "a", "p3": "a"}})
    assert refused.value.field == "answer-p3"
    assert "“Label a” is used before" in refused.value.message
    again = labelling(answers="bb", reuse=True)
    assert again.score({"placed": {"p1": "b", "p2": "b"}}) == 1


@pytest.mark.parametrize("placed", [{"p9": "a"}, {"p1": "z"}, {"p1": 1}, {"p1": ["a"]}, ["a"], "a"])
def test_what_is_no_labelling_is_refused(placed):
    with pytest.raises(ResponseInvalid):
        labelling().check({"placed": placed})


def test_empty_fields_are_no_answer():
    assert labelling().read_form({"answer-p1": [""], "answer-p2": ["c"]}) == {"placed": {"p2": "c"}}
    assert labelling().read_form({"answer-p1": [""]}) is None


def test_what_is_shown_does_not_tell_what_belongs():
    told = labelling().details()
    assert [set(place) for place in told["places"]] == [{"key", "text", "x", "y", "points"}] * 3
    assert told["reuse"] is False
    shown = labelling().arrange(7, "salt")["labels"]
    assert sorted(shown) == list("abcd")
    assert labelling(shuffle=False).arrange(7, "salt") == {}


def test_the_review_tells_every_place_in_words_and_on_the_picture():
    review = labelling().review({"placed": {"p1": "b", "p2": "a"}})
    assert [(line.text, line.given, line.expected, line.state) for line in review.lines] == [
        ("1. Part 1", "Label b", "Label b", "right"),
        ("2. Part 2", "Label a", "Label c", "wrong"),
        ("3. Part 3", "", "Label a", "missed"),
    ]
    assert [(pin.text, pin.left, pin.state) for pin in review.drawing.pins] == [
        ("1", "10", "right"),
        ("2", "20", "wrong"),
        ("3", "30", "missed"),
    ]


def test_a_table_counts_each_label_on_each_place():
    right = [choice.key for choice in labelling().choices() if choice.correct]
    assert right == ["p1:b", "p2:c", "p3:a"]
    assert labelling().chosen({"placed": {"p2": "d"}}) == ["p2:d"]


def test_labels_that_are_left_are_carried_over():
    corrected = labelling(answers="dc", keys="bcd")
    assert corrected.score_carried({"placed": RIGHT}) == Fraction(1, 2)
    assert corrected.score_carried({"placed": {"p3": "a"}}) == 0


def test_a_hint_keeps_what_is_right():
    assert labelling().without_wrong({"placed": {**RIGHT, "p1": "d"}}) == {
        "placed": {"p2": "c", "p3": "a"}
    }
    assert labelling().is_complete({"placed": RIGHT})
    assert not labelling().is_complete({"placed": {"p1": "b"}})


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("reuse", [True, False])
def test_a_guess_is_averaged_over_every_way_to_label(scheme, reuse):
    item = weighed(scheme=scheme, reuse=reuse)
    every = product("abcd", repeat=3) if reuse else permutations("abcd", 3)
    scores = [
        item.score({"placed": dict(zip(("p1", "p2", "p3"), way, strict=True))}) for way in every
    ]
    assert item.guess_score() == sum(scores, Fraction(0)) / len(scores)


placings = st.dictionaries(st.sampled_from(["p1", "p2", "p3"]), st.sampled_from("abcd"))


@given(placings, st.sampled_from(Scheme))
def test_scores_are_shares_and_the_order_of_placing_is_nothing(placed, scheme):
    item = weighed(scheme=scheme, reuse=True)
    turned = dict(reversed(placed.items()))
    assert 0 <= item.score({"placed": placed}) <= 1
    assert item.check({"placed": turned}) == item.check({"placed": placed})


@given(st.dictionaries(st.sampled_from(["p1", "p2", "p3"]), st.sampled_from("abcd"), min_size=1))
def test_fields_are_read_as_the_same_response(placed):
    item = weighed(reuse=True)
    response = item.check({"placed": placed})
    assert item.read_form(item.as_posted(response["placed"])) == response

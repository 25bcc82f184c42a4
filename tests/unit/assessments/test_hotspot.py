"""Marks in a picture, worked through: docs/rules/grading.md, "Hotspot"."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from assessments.domain.items import ResponseInvalid
from assessments.domain.items.hotspot import OUTSIDE
from assessments.domain.marks import Scheme, mean_of_marks, mean_of_picks, score
from tests.factories.items import hotspot, region

IN_A, IN_B, IN_C, IN_D, OUT, OUT_TOO = (
    [150, 150],
    [350, 150],
    [550, 150],
    [750, 150],
    [0, 0],
    [5, 5],
)


def asking(**fields):
    """Ask for a, b and c, allowing four marks; d is wrong."""
    regions = [
        region(key, f"{left} 10 {left + 10} 20", correct=key != "d")
        for key, left in zip("abcd", (10, 30, 50, 70), strict=True)
    ]
    return hotspot(*regions, **{"max_marks": 4, **fields})


def earned(item, *marks):
    return item.score({"marks": list(marks)})


@pytest.mark.parametrize(
    ("marks", "share", "all_or_nothing"),
    [
        ((IN_A, IN_B, IN_C), 1, 1),
        ((IN_A, IN_B), "2/3", 0),
        ((IN_A, IN_B, IN_C, IN_D), "2/3", 0),
        ((IN_A, IN_B, IN_C, OUT), "2/3", 0),
        ((IN_A, [110, 110], IN_B, IN_C), 1, 1),
        ((IN_D, [710, 110], IN_A, IN_B), "1/3", 0),
        ((IN_A, OUT, OUT_TOO), 0, 0),
        ((OUT,), 0, 0),
    ],
)
def test_worked_example(marks, share, all_or_nothing):
    assert earned(asking(), *marks) == Fraction(share)
    assert earned(asking(scheme="all_or_nothing"), *marks) == all_or_nothing


def test_where_regions_overlap_the_first_counts():
    inner, outer = region("a", "20 20 30 30", correct=True), region("b", "10 10 40 40")
    assert earned(hotspot(inner, outer), [250, 250]) == 1
    assert earned(hotspot(inner, outer), [150, 150]) == 0
    with pytest.raises(items.ItemInvalid, match="“Region a” lies under the regions before it"):
        hotspot(outer, inner)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"max_marks": 2}, "Allow at least 3 marks"),
        ({"offers_list": True}, "at least 3 that are wrong"),
        ({"max_marks": 11}, "less than or equal to 10"),
        ({"picture": {"src": "a.png", "alt": " ", "width": 1, "height": 1}}, "alt"),
    ],
)
def test_unsound_questions_are_refused(fields, problem):
    with pytest.raises(items.ItemInvalid, match=problem):
        asking(**fields)


def test_a_right_region_and_names_of_their_own_are_needed():
    with pytest.raises(items.ItemInvalid, match="at least one region as right"):
        hotspot(region("a", "10 10 20 20"))
    twins = [
        region(key, f"{at} 10 {at + 5} 20", correct=True, text="Wave")
        for key, at in (("a", 10), ("b", 30))
    ]
    with pytest.raises(items.ItemInvalid, match="same name"):
        hotspot(*twins, max_marks=2)


def test_more_marks_than_allowed_are_refused_not_cut():
    with pytest.raises(ResponseInvalid, match="Mark 1 place at most"):
        hotspot().check({"marks": [IN_A, OUT]})
    assert hotspot().check({"marks": [IN_A, IN_A]}) == {"marks": [IN_A]}


@pytest.mark.parametrize(
    "mark", [[1.5, 2], [-1, 5], [1001, 5], [True, 5], [1], "a", ["1", 2], None]
)
def test_what_is_no_point_is_refused(mark):
    with pytest.raises(ResponseInvalid):
        hotspot().check({"marks": [mark]})


@pytest.mark.parametrize(
    ("left", "top", "read"),
    [("42", "30", [420, 300]), ("42.5", "0", [425, 0]), ("42,57", "100", [426, 1000])],
)
def test_typed_percentages_are_read(left, top, read):
    posted = {"answer-x1": [left], "answer-y1": [f" {top} "]}
    assert hotspot().read_form(posted) == {"marks": [read]}


@pytest.mark.parametrize("left", ["", "x", "100.1", "-1", "1e1", "NaN", "4 2", "٤"])
def test_what_is_no_percentage_is_told_at_its_field(left):
    with pytest.raises(ResponseInvalid) as refused:
        asking().read_form({"answer-x2": [left], "answer-y2": ["5"]})
    assert refused.value.field == "answer-x2"
    assert refused.value.message.startswith("Mark 2: give both numbers")


def listed(**fields):
    wrong = [
        region(key, f"{at} 50 {at + 5} 60") for key, at in zip("bcd", (10, 30, 50), strict=True)
    ]
    right = region("a", "10 10 30 30", correct=True)
    return hotspot(right, *wrong, offers_list=True, **fields)


def test_regions_are_chosen_by_name_where_the_author_offers_a_list():
    item = listed()
    assert [each.key for each in item.options_shown()] == list("abcd")
    assert item.read_form({"answer": ["a"]}) == {"marks": ["a"]}
    assert earned(item, "a") == 1
    assert earned(item, "b") == 0
    both = listed(max_marks=2)
    assert earned(both, "a", [150, 150]) == 1, "the same region twice"
    assert both.chosen({"marks": ["b", [0, 0]]}) == [OUTSIDE, "b"]


def test_names_are_no_answer_without_a_list():
    assert asking().options_shown() == []
    with pytest.raises(ResponseInvalid, match="areas shown"):
        asking().check({"marks": ["a"]})


def test_nothing_that_is_shown_tells_where_regions_are():
    item = listed()
    assert "coords" not in str(item.details())
    assert item.details()["max_marks"] == 1
    assert item.details()["picture"]["alt"] == "An ECG strip."


def test_the_review_tells_every_region_and_the_marks_outside():
    review = asking().review({"marks": [OUT, IN_A, IN_D]})
    assert [(line.text, line.state) for line in review.lines] == [
        ("Region a", "right"),
        ("Region b", "missed"),
        ("Region c", "missed"),
        ("Region d", "wrong"),
        ("Mark 1, outside every region: 0 % from the left, 0 % from the top", "wrong"),
    ]
    assert [(pin.text, pin.state) for pin in review.drawing.pins] == [
        ("1", "wrong"),
        ("2", "right"),
        ("3", "wrong"),
    ]
    assert [drawn.letter for drawn in review.drawing.regions] == list("ABCD")


def test_a_table_counts_each_region_and_what_is_outside():
    choices = {choice.key: choice.correct for choice in asking().choices()}
    assert choices == {"a": True, "b": True, "c": True, "d": False, OUTSIDE: False}
    assert asking().chosen({"marks": [OUT, OUT_TOO, IN_A]}) == [OUTSIDE, "a"]


def test_points_are_carried_over_and_judged_by_the_corrected_regions():
    moved = hotspot(region("a", "50 50 60 60", correct=True))
    assert moved.score_carried({"marks": [[550, 550]]}) == 1
    assert moved.score_carried({"marks": [IN_A]}) == 0
    fewer = listed()
    assert fewer.score_carried({"marks": ["a", "gone"]}) == 1
    assert fewer.score_carried({"marks": ["gone"]}) == 0


marks = st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(list), max_size=4)
regional = st.sampled_from([IN_A, IN_B, IN_C, IN_D, OUT, OUT_TOO])
SCHEMES = st.sampled_from(Scheme)


@given(marks | st.lists(regional, max_size=4), SCHEMES, st.randoms())
def test_scores_are_shares_and_the_order_of_marks_is_nothing(given_marks, scheme, dice):
    item = asking(scheme=scheme)
    turned = dice.sample(given_marks, len(given_marks))
    assert 0 <= earned(item, *given_marks) <= 1
    assert item.check({"marks": turned}) == item.check({"marks": given_marks})


@given(st.lists(regional, min_size=1, max_size=4), SCHEMES)
def test_a_wrong_mark_never_raises_a_score(given_marks, scheme):
    item = asking(scheme=scheme, max_marks=5)
    assert earned(item, *given_marks, OUT) <= earned(item, *given_marks)


def test_a_random_mark_earns_the_share_of_the_right_area():
    """20 % of each side: 201² of 1001² points, both edges counted."""
    assert hotspot().guess_score() == Fraction(201**2, 1001**2)
    half = hotspot(region("a", "0 0 50 100", correct=True))
    assert half.guess_score() == Fraction(501, 1001)


@pytest.mark.parametrize("scheme", Scheme)
def test_several_random_marks_are_averaged_over_every_way_to_put_them(scheme):
    """Ten points: 2 in a right region, 1 in another, 3 in a wrong one, 4 in none."""
    places = ["a"] * 2 + ["b"] + ["c"] * 3 + [""] * 4

    def worth(way):
        right = len({each for each in way if each in {"a", "b"}})
        wrong = len({each for each in way if each == "c"}) + way.count("")
        return score(right, wrong, 2, scheme)

    ways = [worth(way) for way in product(places, repeat=3)]
    found = mean_of_marks([2, 1], [3], 4, 3, lambda right, wrong: score(right, wrong, 2, scheme))
    assert found == sum(ways, Fraction(0)) / len(ways)


def test_a_list_that_is_easier_than_the_picture_sets_the_guess():
    """One of four names."""
    assert listed().guess_score() == Fraction(1, 4)
    assert (
        mean_of_picks(
            1, 3, 2, lambda right, wrong: score(right, wrong, 1, Scheme.RIGHT_MINUS_WRONG)
        )
        == 0
    )

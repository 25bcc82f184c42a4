"""Rating and comment: what evaluations ask, which nobody grades."""

import json

import pytest
from hypothesis import given, strategies as st

from assessments.domain import items
from tests.factories.items import comment, rating


def test_rating_stores_the_step():
    assert rating().check({"value": 4}) == {"value": 4}
    assert rating().read_form({"answer": ["4"]}) == {"value": 4}


def test_rating_off_the_scale_is_refused():
    for value in ("0", "6", 6, 4.0, True, "04", "four", [4], -1, 10**5000, "9" * 5000):
        with pytest.raises(items.ResponseInvalid, match="from 1 to 5"):
            rating().check({"value": value})


def test_rating_shows_its_scale_in_order():
    item = rating(scale=["No", "Partly", "Yes"])
    assert [(step.key, step.text, step.correct) for step in item.options_shown({})] == [
        ("1", "No", None),
        ("2", "Partly", None),
        ("3", "Yes", None),
    ]
    assert item.choices() == item.options_shown({})
    assert item.chosen({"value": 3}) == ["3"]


def test_rating_scores_nothing_whatever_is_chosen():
    assert {rating().score({"value": step}) for step in range(1, 6)} == {0}


def test_rating_review_shows_the_words():
    assert rating().review({"value": 5}).given == "Strongly agree"


@pytest.mark.parametrize("scale", [[], ["Only"], ["x"] * 12])
def test_rating_needs_a_scale(scale):
    with pytest.raises(items.ItemInvalid):
        rating(scale=scale)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Good.  ", "Good."),
        ("One\r\ntwo\rthree", "One\ntwo\nthree"),
        ("a\x00b\x1bc\td", "abc\td"),
        ("half \ud83d pair", "half  pair"),
        ("<script>", "<script>"),
        ("Größe 😀", "Größe 😀"),
    ],
)
def test_comment_keeps_what_can_be_stored(typed, stored):
    assert comment().read_form({"answer": [typed]}) == {"text": stored}


@pytest.mark.parametrize("blank", ["", " \n ", "\x00"])
def test_blank_comment_is_no_comment(blank):
    assert comment().check({"text": blank}) is None


def test_comment_that_is_too_long_is_refused_not_cut():
    item = comment(max_length=5)
    assert item.check({"text": "12345"}) == {"text": "12345"}
    with pytest.raises(items.ResponseInvalid, match=r"to 5 characters \(now 6\)"):
        item.check({"text": "123456"})


@given(st.text(st.characters(), max_size=50))
def test_any_comment_can_be_stored_as_utf8_json(text):
    checked = comment().check({"text": text})
    json.dumps(checked, ensure_ascii=False).encode()
    assert comment().check(checked) == checked


def test_comment_is_shown_back():
    assert comment().review({"text": "Good."}).given == "Good."
    assert comment().score({"text": "Good."}) == 0
    assert comment().chosen({"text": "Good."}) == []

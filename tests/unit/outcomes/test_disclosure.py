import pytest
from hypothesis import given, strategies as st

from outcomes.domain.disclosure import HIDDEN_BELOW, groups_shown, is_shown
from outcomes.domain.evaluation import Rating, may_show


@pytest.mark.parametrize(("people", "shown"), [(0, False), (4, False), (5, True)])
def test_few_people_are_hidden(people, shown):
    assert is_shown(people) is shown


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({}, ""),
        ({"a": 4}, ""),
        ({"a": 5}, "a"),
        ({"a": 10, "b": 10}, "ab"),
        # c alone would follow from the sum, so the next smallest is held back with it.
        ({"a": 10, "b": 12, "c": 2}, "b"),
        ({"a": 10, "b": 12, "c": 2, "d": 3}, "ab"),
        ({"a": 10, "c": 2}, ""),
        ({"a": 3, "b": 3}, ""),
    ],
)
def test_groups_shown(people, shown):
    assert groups_shown(people) == set(shown)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 30)))
def test_what_is_held_back_cannot_be_told_from_the_sum(people):
    shown = groups_shown(people)
    hidden = sum(size for group, size in people.items() if group not in shown)
    assert all(people[group] >= HIDDEN_BELOW for group in shown)
    assert hidden == 0 or hidden >= HIDDEN_BELOW or not is_shown(sum(people.values()))


def test_replies_of_a_profession_follow_the_same_rule():
    replied = {"nurse": 10, "physician": 2}
    assert may_show(replied, "")
    assert not may_show(replied, "physician")
    assert not may_show(replied, "nurse")
    assert not may_show({"nurse": 4}, "")
    assert not may_show(replied, "dentist")


def test_favourable_share_is_of_the_two_highest_of_five():
    rating = Rating(1, "Free of bias", ["1", "2", "3", "4", "5"], [1, 0, 1, 3, 5])
    assert rating.people == 10
    assert rating.favourable == 8 / 10
    assert Rating(1, "Length", ["a", "b", "c"], [5, 5, 5]).favourable is None
    assert Rating(1, "Nobody", ["1", "2", "3", "4", "5"], [0] * 5).favourable is None

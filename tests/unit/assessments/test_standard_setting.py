"""Worked numbers: docs/rules/standard-setting.md."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, strategies as st

from assessments.domain.standard_setting import (
    Difficulty,
    Importance,
    Rating,
    RatingInvalid,
    angoff,
    cut_score,
    ebel,
)

ONE_EACH = {1: Fraction(1), 2: Fraction(1)}
FIRST = {1: (60, 40), 2: (70, 40), 3: (80, 70)}
STEPS = st.integers(0, 20).map(lambda steps: Fraction(steps, 20))


def percent(value):
    return Fraction(value, 100)


def ratings(round_number=1, judged=FIRST):
    return [
        Rating(judge, item, percent(value), round_number)
        for judge, values in judged.items()
        for item, value in enumerate(values, start=1)
    ]


def test_angoff_in_two_rounds():
    again = Rating(3, 2, percent(40), 2)
    first, second = angoff([*ratings(), again], ONE_EACH)
    assert first.standards == {1: percent(70), 2: percent(50)}
    assert first.cut == percent(60)
    assert first.judges == {1: percent(50), 2: percent(55), 3: percent(75)}
    assert first.sd == pytest.approx(0.1323, abs=1e-4)
    assert first.standard_error == pytest.approx(0.0764, abs=1e-4)
    assert first.disputed == [2]
    assert (second.number, second.cut, second.disputed) == (2, percent(55), [])
    assert second.sd == pytest.approx(0.05)


def test_ratings_may_come_in_any_order():
    again = Rating(3, 2, percent(40), 2)
    assert angoff([again, *ratings()], ONE_EACH)[-1].cut == percent(55)


def test_points_weigh():
    assert angoff(ratings(), {1: Fraction(3), 2: Fraction(1)})[0].cut == percent(65)


def test_excluded_item_leaves_the_cut_score():
    (only,) = angoff(ratings(), ONE_EACH, excluded={2})
    assert (only.cut, list(only.items)) == (percent(70), [1])


def test_judge_who_left_items_out_has_no_cut_score_of_their_own():
    (only,) = angoff([*ratings(), Rating(4, 1, percent(90))], ONE_EACH)
    assert 4 not in only.judges
    assert only.items[1].judges == 4


def test_one_judge_has_no_spread():
    (only,) = angoff(ratings(judged={1: (60, 40)}), ONE_EACH)
    assert (only.sd, only.standard_error, only.items[1].sd) == (None, None, None)


def test_nothing_rated():
    assert angoff([], ONE_EACH) == []


def test_no_cut_score_while_an_item_has_no_standard():
    (only,) = angoff(ratings(), {**ONE_EACH, 3: Fraction(1)})
    assert only.cut is None
    assert only.judges == {}


@pytest.mark.parametrize("value", [Fraction(-1, 20), Fraction(21, 20), Fraction(1, 3)])
def test_rating_goes_in_steps_of_five_percent(value):
    with pytest.raises(RatingInvalid, match="steps of 5"):
        Rating(1, 1, value)


GRID = dict(
    zip(
        product(Importance, Difficulty),
        map(percent, [90, 80, 70, 70, 60, 45, 50, 40, 30]),
        strict=True,
    )
)
ITEMS = dict(zip(GRID, [10, 6, 2, 8, 6, 4, 2, 1, 1], strict=True))


def test_ebel_over_nine_cells():
    """Grid: Maxinity, "The problem with Ebel"."""
    expected = {(hard, weight): share for (weight, hard), share in GRID.items()}
    placed = [(hard, weight) for (weight, hard), count in ITEMS.items() for _ in range(count)]
    cells = dict(enumerate(placed))
    standards = ebel(cells, expected)
    assert cut_score(standards, dict.fromkeys(cells, Fraction(1))) == Fraction("0.6975")


def test_ebel_needs_each_cell_that_holds_items():
    cells = {1: (Difficulty.EASY, Importance.ESSENTIAL)}
    with pytest.raises(RatingInvalid, match="essential easy"):
        ebel(cells, {})
    with pytest.raises(RatingInvalid, match="0 to 100"):
        ebel(cells, dict.fromkeys(cells.values(), Fraction(3, 2)))


def test_drawn_forms_have_their_own_cut_scores():
    standards = {1: percent(90), 2: percent(50), 3: percent(40)}
    assert cut_score(standards, dict.fromkeys([1, 2], Fraction(1))) == percent(70)
    assert cut_score(standards, dict.fromkeys([2, 3], Fraction(1))) == percent(45)


def test_a_form_without_points_has_no_cut_score():
    assert cut_score({1: percent(50)}, {1: Fraction(0)}) is None
    assert cut_score({}, {}) is None


@given(st.dictionaries(st.integers(0, 5), st.tuples(STEPS, st.integers(1, 9)), min_size=1))
def test_cut_score_lies_among_the_standards(items):
    standards = {item: standard for item, (standard, _worth) in items.items()}
    cut = cut_score(standards, {item: Fraction(worth) for item, (_, worth) in items.items()})
    assert min(standards.values()) <= cut <= max(standards.values())


@given(st.dictionaries(st.tuples(st.integers(1, 4), st.sampled_from([1, 2])), STEPS))
def test_mean_of_complete_judges_is_the_cut_score(given_ratings):
    complete = {j for j, _ in given_ratings if {(j, 1), (j, 2)} <= given_ratings.keys()}
    rows = [Rating(j, i, share) for (j, i), share in given_ratings.items() if j in complete]
    for found in angoff(rows, ONE_EACH):
        assert found.cut == sum(found.judges.values()) / len(found.judges)

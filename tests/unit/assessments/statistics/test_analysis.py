"""Formulas: docs/rules/statistics.md."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, strategies as st

from assessments.domain.statistics import (
    Extremes,
    Footing,
    Pair,
    analyse,
    correlation,
    footing,
    item_figures,
    kurtosis,
    score_figures,
    skewness,
)

BITS = st.lists(
    st.lists(st.sampled_from([0.0, 0.5, 1.0]), min_size=4, max_size=4), min_size=1, max_size=25
)
EQUAL = [1.0] * 4


def array(*values: float):
    return np.array(values, dtype=float)


def flat(scores):
    *figures, interval, kr20 = astuple(scores)
    return [*figures, *(interval or ()), kr20]


@pytest.mark.parametrize(
    ("attempts", "standing"),
    [
        (0, Footing.NONE),
        (9, Footing.NONE),
        (10, Footing.TENTATIVE),
        (29, Footing.TENTATIVE),
        (30, Footing.SOLID),
    ],
)
def test_nothing_below_ten_and_a_badge_below_thirty(attempts, standing):
    assert footing(attempts) is standing


def test_too_few_attempts_show_a_count_and_nothing_else():
    analysis = analyse([[1, 0]] * 9, [1, 1])
    assert (analysis.attempts, analysis.footing, analysis.scores) == (9, Footing.NONE, None)
    assert analysis.items == (None, None)


def test_a_drawn_question_stands_on_its_own_attempts():
    marks = [[1, 1 if row < 9 else None, 0 if row < 10 else None] for row in range(40)]
    analysis = analyse(marks, [1, 1, 1])
    assert analysis.footing is Footing.SOLID
    assert [item and item.footing for item in analysis.items] == [
        Footing.SOLID,
        None,
        Footing.TENTATIVE,
    ]


def test_no_attempts_at_all():
    figures = score_figures([], [1, 1])
    assert (figures.attempts, figures.mean, figures.alpha) == (0, None, None)
    assert item_figures([], [1])[0].facility is None
    assert item_figures([], [1])[0].upper_lower is None


def test_one_attempt_has_a_mean_and_no_spread():
    figures = score_figures([[1, 0]], [1, 1])
    assert (figures.mean, figures.sd, figures.skewness, figures.alpha) == (50, None, None, None)
    assert figures.footing is Footing.NONE
    assert (figures.error_ratio, figures.standard_error) == (None, None)


def test_facility_and_sd_are_shares_of_the_points():
    figures = item_figures([[4, 0], [2, 0], [0, 0]], [4, 1])[0]
    assert (figures.facility, figures.sd) == (0.5, 0.5)


def test_totals_are_percentages_of_each_form():
    marks = [[2, None, 1], [None, 3, 1]]
    assert score_figures(marks, [2, 6, 2]).mean == pytest.approx((75 + 50) / 2)


def test_point_biserial_leaves_the_question_itself_out():
    """y = 2 2 1 0 of 3 others; cov(x, y) = 0.4167, both spreads give r = 0.7538."""
    marks = [[1, 1, 1, 0], [1, 1, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0]]
    x, y = array(1, 1, 0, 0), array(2, 2, 1, 0)
    figures = item_figures(marks, EQUAL)[0]
    assert figures.point_biserial == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert figures.discrimination_index == pytest.approx(100 * figures.point_biserial)


def test_a_drawn_question_is_held_against_the_total_itself():
    """Moodle takes y = T where a random slot chose the question; r stays corrected."""
    marks = [[1, 1, 1, 0], [1, 1, 0, 1], [0, 1, 0, 0], [0, 0, 0, 0]]
    fixed, drawn = item_figures(marks, EQUAL)[0], item_figures(marks, EQUAL, drawn={0})[0]
    x, totals = array(1, 1, 0, 0), array(3, 3, 1, 0)
    assert drawn.discrimination_index == pytest.approx(100 * np.corrcoef(x, totals)[0, 1])
    assert drawn.point_biserial == fixed.point_biserial
    assert drawn.effective_weight is None


def test_effective_weights_follow_the_covariance_with_the_total():
    """100 sqrt(cov) over the sum of the roots; a negative covariance has no weight."""
    marks = [[1, 1, 1, 0], [1, 1, 0, 0], [0, 1, 0, 1], [0, 0, 0, 0]]
    figures = item_figures(marks, EQUAL)
    covariances = [np.cov([row[q] for row in marks], [3, 2, 2, 0])[0, 1] for q in range(4)]
    roots = [value**0.5 if value >= 0 else None for value in covariances]
    whole = sum(root or 0 for root in roots)
    expected = [None if root is None else 100 * root / whole for root in roots]
    assert [each.effective_weight for each in figures] == pytest.approx(expected)
    assert [each.negative_covariance for each in figures] == [v < 0 for v in covariances]


def test_efficiency_is_the_part_reached_of_what_was_possible():
    """x 1 0 1 0 beside y 4 3 2 1: cov 1/3; sorted alike: cov 2/3."""
    totals = array(4, 3, 2, 1)
    assert Pair(array(1, 0, 1, 0), totals).efficiency == pytest.approx(50)
    assert Pair(array(1, 1, 0, 0), totals).efficiency == pytest.approx(100)
    assert Pair(array(0, 0, 1, 1), totals).efficiency == pytest.approx(-100)


def test_a_question_that_all_got_right_tells_nobody_apart():
    figures = item_figures([[1, 1], [1, 0], [1, 1]], [1, 1])[0]
    assert figures.facility == 1
    assert figures.point_biserial is None
    assert figures.discriminative_efficiency is None
    assert figures.upper_lower == 0


def test_a_question_worth_nothing_breaks_nothing():
    figures = item_figures([[0, 1], [0, 0]], [0, 1])[0]
    assert (figures.facility, figures.sd, figures.point_biserial) == (None, 0, None)
    assert figures.effective_weight == 0


def test_extreme_groups_are_27_percent():
    """11 attempts: 0.27 * 11 = 2.97, so 3 in each group."""
    totals = np.arange(11.0)
    groups = Extremes.by(totals)
    assert groups.means((totals >= 8).astype(float)) == (1, 0)
    assert groups.means((totals >= 9).astype(float)) == (pytest.approx(2 / 3), 0)


def test_ties_at_the_border_share_its_places():
    """Four totals of 5 compete for one place of three: each counts a quarter."""
    groups = Extremes.by(array(9, 8, 5, 5, 5, 5, 2, 2, 1, 1, 0))
    picks = array(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert groups.means(picks)[0] == pytest.approx((2 + 1 / 4) / 3)


def test_one_attempt_is_both_groups():
    assert Extremes.by(array(3)).means(array(1)) == (1, 1)


def test_alpha_of_parallel_questions_is_one():
    figures = score_figures([[1, 1, 1], [0, 0, 0], [1, 1, 1], [0, 0, 0]], [1, 1, 1])
    assert figures.alpha == pytest.approx(1)
    assert figures.error_ratio == pytest.approx(0, abs=1e-6)


def test_alpha_is_withheld_where_forms_differ():
    marks = [[1, 0, None], [1, None, 1], [0, 0, None], [0, None, 1]]
    assert score_figures(marks, [1, 1, 1]).alpha is None


@pytest.mark.parametrize("marks", [[[1, 0], [1, 1]], [[1], [0], [1]], [[1, 0]] * 5])
def test_alpha_needs_attempts_questions_and_spread(marks):
    assert score_figures(marks, [1] * len(marks[0])).alpha is None


def test_standard_error_follows_from_alpha():
    """alpha .75 leaves half of the standard deviation as error."""
    marks = [[1, 1], [1, 1], [0, 0], [0, 1], [1, 0], [0, 0]]
    figures = score_figures(marks, [1, 1])
    assert figures.error_ratio == pytest.approx(100 * (1 - figures.alpha) ** 0.5)
    assert figures.standard_error == pytest.approx(figures.sd * (1 - figures.alpha) ** 0.5)


@pytest.mark.parametrize("values", [[], [1], [1, 2], [2, 2, 2]])
def test_skewness_needs_three_values_that_vary(values):
    assert skewness(array(*values)) is None


@pytest.mark.parametrize("values", [[1, 2, 3], [2, 2, 2, 2]])
def test_kurtosis_needs_four_values_that_vary(values):
    assert kurtosis(array(*values)) is None


def test_symmetry_has_no_skew():
    assert skewness(array(1, 2, 3, 4, 5)) == pytest.approx(0)


def test_correlation_of_dust_is_exactly_nothing():
    """A sign made by rounding would tell an author to check a sound key."""
    assert correlation(array(1, 0, 0, 1), array(0.1 + 0.2, 0.3, 0.6, 0.6)) == 0


@given(BITS, st.randoms())
def test_order_of_attempts_never_changes_a_figure(marks, random):
    jumbled = marks[:]
    random.shuffle(jumbled)
    before, after = item_figures(marks, EQUAL), item_figures(jumbled, EQUAL)
    for one, other in zip(before, after, strict=True):
        assert astuple(one) == pytest.approx(astuple(other))
    assert flat(score_figures(marks, EQUAL)) == pytest.approx(flat(score_figures(jumbled, EQUAL)))


@given(BITS)
def test_figures_stay_within_their_bounds(marks):
    for figures in item_figures(marks, EQUAL):
        assert 0 <= figures.facility <= 1
        assert -1 <= (figures.point_biserial or 0) <= 1
        assert (figures.discriminative_efficiency or 0) <= 100 + 1e-9
        assert 0 <= figures.upper <= 1
        assert 0 <= figures.lower <= 1
    assert (score_figures(marks, EQUAL).alpha or 0) <= 1 + 1e-9


@given(BITS, st.floats(min_value=0.5, max_value=10))
def test_what_a_point_is_worth_changes_no_item_figure(marks, worth):
    scaled = [[mark * worth for mark in row] for row in marks]
    for one, other in zip(
        item_figures(marks, EQUAL), item_figures(scaled, [worth] * 4), strict=True
    ):
        assert astuple(one) == pytest.approx(astuple(other), abs=1e-6)

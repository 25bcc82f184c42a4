"""Formulas and sources: docs/rules/statistics.md."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outcomes.domain.effect_size import noncentral_t_cdf, noncentrality_interval, paired_effect

MARKS = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=30).map(
    lambda pairs: np.array(pairs, dtype=float).T
)


@pytest.mark.parametrize(
    ("t", "df", "low", "high"),
    [
        # scipy 1.17: brentq on nct.cdf(t, df, shift) - .975 and - .025
        (3.66393, 39, 1.5228958094, 5.7647287953),
        (80, 9999, 77.7466116158, 82.2503066785),
        (0.5, 1, -1.6366534580, 2.4582420924),
        (10, 2, 1.2705921130, 19.3715195668),
        (16, 9, 8.4691064192, 23.4952727531),
        (-30, 4, -50.1535378034, -10.3198593921),
    ],
)
def test_noncentrality_interval(t, df, low, high):
    interval = noncentrality_interval(t, df)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-8)


@pytest.mark.parametrize(("t", "df"), [(12.7062, 1), (4.30265, 2), (2.262157, 9), (1.983972, 100)])
def test_without_a_shift_it_is_students_t(t, df):
    """The two-sided 5 % points of the t table."""
    assert noncentral_t_cdf(t, df, 0) == pytest.approx(0.975, abs=1e-6)


def test_with_many_degrees_of_freedom_it_is_normal():
    assert noncentral_t_cdf(1.5, 10**7, 0.5) == pytest.approx(NormalDist().cdf(1), abs=1e-5)


@settings(max_examples=25)
@given(MARKS)
def test_the_interval_holds_the_estimate(marks):
    effect = paired_effect(*marks)
    if effect is None:
        return
    for size in (effect.d_av, effect.d_z):
        assert size.interval.low <= size.value <= size.interval.high


@settings(max_examples=25)
@given(MARKS)
def test_turning_time_round_turns_the_sign(marks):
    forwards, backwards = paired_effect(*marks), paired_effect(*marks[::-1])
    if forwards is None:
        assert backwards is None
        return
    assert backwards.d_z.value == pytest.approx(-forwards.d_z.value)
    assert backwards.d_z.interval.low == pytest.approx(-forwards.d_z.interval.high, abs=1e-6)


@settings(max_examples=25)
@given(MARKS, st.floats(min_value=0.5, max_value=20))
def test_the_unit_of_marks_does_not_matter(marks, unit):
    plain, scaled = paired_effect(*marks), paired_effect(*(marks * unit))
    if plain is None:
        return
    assert scaled.d_av.value == pytest.approx(plain.d_av.value)


def test_more_pairs_narrow_the_interval():
    before, after = np.array([50.0, 60, 70, 40]), np.array([60.0, 65, 90, 45])
    few = paired_effect(before, after)
    many = paired_effect(np.tile(before, 25), np.tile(after, 25))
    assert many.d_z.interval.high - many.d_z.interval.low < (
        few.d_z.interval.high - few.d_z.interval.low
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [([50.0], [60.0]), ([50.0, 60.0], [60.0, 70.0]), ([50.0, 50.0], [50.0, 50.0])],
)
def test_no_spread_no_effect_size(before, after):
    assert paired_effect(np.array(before), np.array(after)) is None

"""Alpha and Feldt's interval."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, strategies as st

from assessments.domain.statistics.f_distribution import incomplete_beta, quantile
from assessments.domain.statistics.reliability import alpha, alpha_interval


@pytest.mark.parametrize(
    ("p", "first", "second", "value"),
    [(0.95, 1, 1, 161.45), (0.95, 4, 12, 3.26), (0.975, 9, 20, 2.84), (0.5, 7, 7, 1.0)],
)
def test_quantiles_of_printed_tables(p, first, second, value):
    assert round(quantile(p, first, second), 2) == value


@given(st.floats(0.001, 0.999), st.integers(1, 400), st.integers(1, 400))
def test_lower_quantile_is_the_upper_one_upside_down(p, first, second):
    assert quantile(p, first, second) == pytest.approx(1 / quantile(1 - p, second, first), rel=1e-6)


@given(st.integers(1, 60), st.integers(1, 60), st.floats(0.01, 0.99))
def test_incomplete_beta_of_whole_numbers_is_a_sum_of_binomials(a, b, x):
    n = a + b - 1
    expected = sum(comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(a, n + 1))
    assert incomplete_beta(a, b, x) == pytest.approx(expected, abs=1e-12)


@given(st.floats(-1, 0.99), st.integers(3, 5000), st.integers(2, 100))
def test_interval_holds_alpha_and_ends_at_one(found, attempts, questions):
    interval = alpha_interval(found, attempts, questions)
    assert interval.low <= found <= interval.high <= 1


def test_more_confidence_is_a_wider_interval():
    narrow, wide = (alpha_interval(0.8, 100, 20, confidence=level) for level in (0.90, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_interval_of_100_000_attempts_is_narrow():
    interval = alpha_interval(0.9, 100_000, 50)
    assert 0.899 < interval.low < 0.9 < interval.high < 0.901


def test_alpha_of_the_same_question_twice_is_one():
    totals = np.array([2.0, 0.0, 2.0])
    assert alpha(np.array([1 / 3, 1 / 3]), totals) == pytest.approx(1)

"""Quantiles from the tables of Student's t in Fisher and Yates (1963), two-sided 5 %."""

import numpy as np
import pytest

from outcomes.domain.intervals import mean_interval, t_quantile


@pytest.mark.parametrize(
    ("df", "quantile"),
    [(1, 12.706), (2, 4.303), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980), (5000, 1.960)],
)
def test_quantiles_match_the_tables(df, quantile):
    assert t_quantile(df) == pytest.approx(quantile, abs=0.0006)


def test_interval_of_a_mean():
    # Student (1908), extra sleep with the first drug minus the second: mean 1.58, SD 1.23, n 10.
    differences = np.array([1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4])
    found = mean_interval(differences)
    assert found.low == pytest.approx(0.7001, abs=0.0001)
    assert found.high == pytest.approx(2.4599, abs=0.0001)


def test_one_value_has_no_interval():
    assert mean_interval(np.array([1.0])) is None


def test_equal_values_have_an_interval_of_no_width():
    found = mean_interval(np.array([2.0, 2.0, 2.0]))
    assert (found.low, found.high) == (2.0, 2.0)

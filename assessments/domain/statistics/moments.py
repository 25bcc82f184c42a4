"""Means, spreads, covariances and Fisher's k-statistics of columns of numbers.

Variances and covariances divide by S - 1. What cannot be computed is None, never 0. Moodle's quiz
statistics define skewness, kurtosis and efficiency so; Pearson's r is everybody's.
"""

from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Column: TypeAlias = "NDArray[np.float64]"

HUNDRED = 100.0
DUST = 1e-12


def mean(values: Column) -> float | None:
    """Return the mean, None of nothing."""
    return float(values.mean()) if len(values) else None


def median(values: Column) -> float | None:
    """Return the median, None of nothing."""
    return float(np.median(values)) if len(values) else None


def sd(values: Column) -> float | None:
    """Return the standard deviation of two values or more."""
    return float(values.std(ddof=1)) if len(values) > 1 else None


def varies(values: Column) -> bool:
    """Whether values differ by more than the dust that floating-point sums leave."""
    if len(values) < 2:
        return False
    low, high = float(values.min()), float(values.max())
    return high - low > DUST * max(1.0, -low, high)


class Pair:
    """Two columns side by side; what they share needs two rows, a ratio needs columns that vary.

    A covariance of which only dust is left is exactly 0: a sign made by rounding would tell an
    author to check a sound key.
    """

    def __init__(self, x: Column, y: Column) -> None:
        self.x, self.y = x, y
        self.both_vary = varies(x) and varies(y)

    @cached_property
    def _spread(self) -> float:
        return float(self.x.std(ddof=1) * self.y.std(ddof=1))

    @cached_property
    def covariance(self) -> float | None:
        """The covariance."""
        if len(self.x) < 2:
            return None
        found = _covariance(self.x, self.y) if self.both_vary else 0.0
        return found if self.both_vary and abs(found) > DUST * self._spread else 0.0

    @cached_property
    def correlation(self) -> float | None:
        """Pearson's r; for marks of 0 and 1 it is the point-biserial correlation."""
        if self.covariance is None or not self.both_vary:
            return None
        return max(-1.0, min(1.0, self.covariance / self._spread))

    @cached_property
    def efficiency(self) -> float | None:
        """The covariance in percent of covmax, that of both columns each sorted by itself."""
        if self.covariance is None or not self.both_vary:
            return None
        highest = _covariance(np.sort(self.x), np.sort(self.y))
        return min(HUNDRED, HUNDRED * self.covariance / highest)


def _covariance(x: Column, y: Column) -> float:
    return float(((x - x.mean()) * (y - y.mean())).sum()) / (len(x) - 1)


def correlation(x: Column, y: Column) -> float | None:
    """Return Pearson's correlation, None where either does not vary."""
    return Pair(x, y).correlation


def skewness(values: Column) -> float | None:
    """Return k3 / k2^1.5 from Fisher's k-statistics; needs three values that vary."""
    n = len(values)
    if n < 3 or not varies(values):
        return None
    m2, m3, _m4 = _central(values)
    k2 = n * m2 / (n - 1)
    k3 = n**2 * m3 / ((n - 1) * (n - 2))
    return k3 / float(k2**1.5)


def kurtosis(values: Column) -> float | None:
    """Return k4 / k2^2 from Fisher's k-statistics (0 = normal); needs four values that vary."""
    n = len(values)
    if n < 4 or not varies(values):
        return None
    m2, _m3, m4 = _central(values)
    k2 = n * m2 / (n - 1)
    k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / float(k2**2)


def _central(values: Column) -> tuple[float, float, float]:
    """Return the second, third and fourth central moments."""
    off = values - values.mean()
    squared = off * off
    return float(squared.mean()), float((squared * off).mean()), float((squared * squared).mean())

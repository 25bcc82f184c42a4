"""Standardised mean differences of matched pairs, with exact confidence intervals.

Sources and worked numbers: docs/rules/statistics.md. The interval inverts the noncentral t
distribution (Steiger and Fouladi 1997; Cumming and Finch 2001): its limits are the noncentralities
under which the observed t is just not surprising.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import erfc, lgamma, log, sqrt

import numpy as np

from assessments.domain.statistics import Column

CONFIDENCE = 0.95
REACH = 12.0
STEPS = 45


@dataclass(frozen=True)
class Interval:
    """A confidence interval."""

    low: float
    high: float

    def scaled(self, factor: float) -> "Interval":
        """Return the interval in another unit."""
        return Interval(self.low * factor, self.high * factor)


@dataclass(frozen=True)
class EffectSize:
    """An effect size and its 95 % confidence interval."""

    value: float
    interval: Interval


@dataclass(frozen=True)
class PairedEffect:
    """Both effect sizes of a change, since readers compare with either.

    `d_av` divides the mean change by the mean of the two standard deviations: comparable with
    studies of separate groups. `d_z` divides it by the standard deviation of the changes.
    """

    d_av: EffectSize
    d_z: EffectSize


def paired_effect(before: Column, after: Column) -> PairedEffect | None:
    """Return the effect sizes of matched pairs, None where a spread they divide by is 0.

    The interval of d_av scales that of d_z to its unit, the approximation of Algina and Keselman
    (2003).
    """
    change = after - before
    if len(change) < 2:
        return None
    spread = float(change.std(ddof=1))
    average = float(before.std(ddof=1) + after.std(ddof=1)) / 2
    if min(spread, average) < 1e-9:
        return None
    d_z = float(change.mean()) / spread
    interval = noncentrality_interval(d_z * sqrt(len(change)), len(change) - 1)
    interval = interval.scaled(1 / sqrt(len(change)))
    return PairedEffect(
        d_av=EffectSize(d_z * spread / average, interval.scaled(spread / average)),
        d_z=EffectSize(d_z, interval),
    )


def noncentrality_interval(t: float, df: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the noncentralities between which the observed t is no surprise."""
    tail = (1 - confidence) / 2
    width = REACH * (1 + abs(t) / sqrt(2 * df))

    def limit(probability: float) -> float:
        return _bisect(lambda shift: noncentral_t_cdf(t, df, shift) - probability, t, width)

    return Interval(low=limit(1 - tail), high=limit(tail))


def _bisect(falling: Callable[[float], float], centre: float, width: float) -> float:
    low, high = centre - width, centre + width
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2


def noncentral_t_cdf(t: float, df: int, shift: float) -> float:
    """Return P(T <= t): the normal probability of t times s, averaged over the spread s.

    s is chi-distributed over the root of its degrees of freedom; Gauss-Legendre quadrature.
    """
    half = REACH / sqrt(2 * df)
    low, high = max(0.0, 1 - half), 1 + half
    nodes, weights = _quadrature()
    s = (high - low) / 2 * nodes + (high + low) / 2
    log_density = log(2) + df / 2 * log(df / 2) - lgamma(df / 2)
    density = np.exp(log_density + (df - 1) * np.log(s) - df * s**2 / 2)
    normal = np.array([erfc((shift - t * each) / sqrt(2)) / 2 for each in s])
    return float((high - low) / 2 * (weights * density * normal).sum())


@cache
def _quadrature() -> tuple[Column, Column]:
    nodes, weights = np.polynomial.legendre.leggauss(240)
    return nodes, weights

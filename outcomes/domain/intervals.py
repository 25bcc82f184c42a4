"""Confidence intervals of means (docs/rules/statistics.md)."""

from functools import lru_cache
from math import sqrt

from assessments.domain.statistics import Column
from outcomes.domain.effect_size import CONFIDENCE, Interval, noncentral_t_cdf

STEPS = 60


@lru_cache(maxsize=1024)
def t_quantile(df: int, confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors either side of a mean the interval reaches (Student's t)."""
    wanted = 1 - (1 - confidence) / 2
    low, high = 0.0, 1.0
    while noncentral_t_cdf(high, df, 0.0) < wanted:
        high *= 2
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if noncentral_t_cdf(middle, df, 0.0) < wanted else (low, middle)
    return (low + high) / 2


def mean_interval(values: Column) -> Interval | None:
    """Return the 95 % interval of a mean, None of fewer than two values."""
    if len(values) < 2:
        return None
    half = t_quantile(len(values) - 1) * float(values.std(ddof=1)) / sqrt(len(values))
    mean = float(values.mean())
    return Interval(mean - half, mean + half)

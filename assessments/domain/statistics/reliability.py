"""How consistent a test is: alpha, its interval, KR-20 (docs/rules/statistics.md)."""

from dataclasses import dataclass

import numpy as np

from assessments.domain.statistics import f_distribution
from assessments.domain.statistics.moments import Column, varies

CONFIDENCE = 0.95


@dataclass(frozen=True)
class AlphaInterval:
    """The limits between which alpha lies with the given confidence."""

    low: float
    high: float
    confidence: float


def alpha(variances: Column, totals: Column) -> float | None:
    """Return Cronbach's alpha from the variances of the questions and the attempts' totals.

    Needs two questions, three attempts and totals that vary; it may be negative.
    """
    questions = len(variances)
    if len(totals) < 3 or questions < 2 or not varies(totals):
        return None
    shared = 1 - float(variances.sum()) / float(totals.var(ddof=1))
    return min(1.0, questions / (questions - 1) * shared)


def alpha_interval(
    found: float, attempts: int, questions: int, *, confidence: float = CONFIDENCE
) -> AlphaInterval:
    """Return Feldt's interval: (1 - alpha) / (1 - found) follows F(S - 1, (S - 1)(P - 1))."""
    first, second = attempts - 1, (attempts - 1) * (questions - 1)
    tail = (1 - confidence) / 2
    low, high = (f_distribution.quantile(p, first, second) for p in (1 - tail, tail))
    return AlphaInterval(1 - (1 - found) * low, 1 - (1 - found) * high, confidence)


def is_dichotomous(marks: Column) -> bool:
    """Whether every mark is 0 or 1, so that alpha is KR-20."""
    return bool(((marks == 0) | (marks == np.ones_like(marks))).all())

"""Quantiles of the F distribution, by its relation to the incomplete beta function.

The continued fraction is DLMF 8.17.22, evaluated by Lentz's method.
"""

from math import exp, lgamma, log, log1p

TINY = 1e-300
EXACT = 1e-15
LONGEST = 100_000
HALVINGS = 100


def quantile(p: float, first: int, second: int) -> float:
    """Return the value below which F with those degrees of freedom stays with probability p."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if incomplete_beta(first / 2, second / 2, middle) < p:
            low = middle
        else:
            high = middle
    return second * high / (first * (1 - high))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function for 0 < x < 1."""
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(front) / (a * _fraction(a, b, x))


def _fraction(a: float, b: float, x: float) -> float:
    value, upper, lower = 1.0, 1.0, 0.0
    for step in range(1, LONGEST):
        part = _part(step, a, b, x)
        lower = 1 / (1 + part * lower or TINY)
        upper = 1 + part / upper or TINY
        value *= upper * lower
        if abs(upper * lower - 1) < EXACT:
            break
    return value


def _part(step: int, a: float, b: float, x: float) -> float:
    m, odd = divmod(step, 2)
    if odd:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))

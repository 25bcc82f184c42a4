"""How each question behaved (docs/rules/statistics.md, after Moodle's quiz statistics)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from assessments.domain.statistics.extremes import Extremes
from assessments.domain.statistics.minimum import Footing, footing
from assessments.domain.statistics.moments import (
    HUNDRED,
    Column,
    Pair,
    correlation,
    mean,
    sd,
)


@dataclass(frozen=True)
class ItemFigures:
    """How one question behaved.

    `facility`, `sd`, `upper`, `lower` are shares of its points; `point_biserial` is the correlation
    with the rest of the test. `discrimination_index` (the same in percent) and
    `discriminative_efficiency` (percent of the highest covariance that its marks allow) take the
    total instead of the rest for a question that was drawn. `effective_weight` is in percent, None
    where forms differ or where the covariance with the total is negative.
    """

    attempts: int
    facility: float | None = None
    sd: float | None = None
    point_biserial: float | None = None
    discrimination_index: float | None = None
    discriminative_efficiency: float | None = None
    upper: float | None = None
    lower: float | None = None
    effective_weight: float | None = None
    negative_covariance: bool = False

    @property
    def upper_lower(self) -> float | None:
        """How much more of the points the upper 27 % of attempts earned than the lower 27 %."""
        if self.upper is None or self.lower is None:
            return None
        return self.upper - self.lower

    @property
    def footing(self) -> Footing:
        """How much these figures can carry."""
        return footing(self.attempts)


@dataclass(frozen=True)
class Sample:
    """One question in the attempts whose form held it.

    `shares` are what it earned, `totals` what the attempts earned and `rests` what they earned
    without it, each as a share of what could be earned. `worth` is what the question could earn.
    """

    worth: float
    shares: Column
    totals: Column
    rests: Column
    extremes: Extremes
    is_drawn: bool = False

    @property
    def figures(self) -> ItemFigures:
        """All that can be said of the question by itself; its weight among others is open."""
        if not self.worth:
            return ItemFigures(len(self.shares), sd=sd(self.shares))
        pair = Pair(self.shares, self.totals if self.is_drawn else self.rests)
        index = pair.correlation
        upper, lower = self.extremes.means(self.shares)
        return ItemFigures(
            attempts=len(self.shares),
            facility=mean(self.shares),
            sd=sd(self.shares),
            point_biserial=correlation(self.shares, self.rests) if self.is_drawn else index,
            discrimination_index=None if index is None else HUNDRED * index,
            discriminative_efficiency=pair.efficiency,
            upper=upper,
            lower=lower,
        )

    @property
    def covariance(self) -> float | None:
        """The covariance of its points with the totals."""
        shared = Pair(self.shares, self.totals).covariance
        return None if shared is None else shared * self.worth


def shares(earned: Column, available: "Column | float") -> Column:
    """Return what was earned of what could be, 0 where nothing could."""
    could = np.broadcast_to(np.asarray(available, dtype=np.float64), earned.shape)
    return np.divide(earned, could, out=np.zeros_like(earned), where=could > 0)


def figures_of(samples: Iterable[Sample], *, attempts: int) -> list[ItemFigures]:
    """Return the figures of a test's questions, with weights if all attempts held all of them."""
    questions = list(samples)
    found = [sample.figures for sample in questions]
    if any(each.is_drawn or len(each.shares) != attempts for each in questions):
        return found
    covariances = [sample.covariance for sample in questions]
    weights = effective_weights(covariances)
    return [
        replace(each, effective_weight=weight, negative_covariance=(shared or 0) < 0)
        for each, weight, shared in zip(found, weights, covariances, strict=True)
    ]


def effective_weights(covariances: Iterable[float | None]) -> list[float | None]:
    """Return 100 * sqrt(cov) over the sum of those roots; a negative covariance has no weight."""
    roots = [None if each is None or each < 0 else each**0.5 for each in covariances]
    whole = sum(root for root in roots if root is not None)
    return [HUNDRED * root / whole if root is not None and whole else None for root in roots]

"""How the totals of a test behaved (docs/rules/statistics.md, after Moodle's quiz statistics)."""

from dataclasses import dataclass

from assessments.domain.statistics.minimum import Footing, footing
from assessments.domain.statistics.moments import (
    HUNDRED,
    Column,
    kurtosis,
    mean,
    median,
    sd,
    skewness,
)
from assessments.domain.statistics.reliability import AlphaInterval, alpha_interval


@dataclass(frozen=True)
class ScoreFigures:
    """How the totals of a test behaved, in the unit of the totals; `alpha` may be negative.

    `kr20` is alpha where every question was marked 0 or 1. None of them is given where forms
    differ.
    """

    attempts: int
    questions: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    alpha_interval: AlphaInterval | None
    kr20: float | None

    @property
    def internal_consistency(self) -> float | None:
        """Alpha in percent: Moodle's coefficient of internal consistency (CIC)."""
        return None if self.alpha is None else HUNDRED * self.alpha

    @property
    def error_ratio(self) -> float | None:
        """The share of the standard deviation that is measurement error, in percent."""
        return None if self.alpha is None else HUNDRED * float((1 - self.alpha) ** 0.5)

    @property
    def standard_error(self) -> float | None:
        """The standard error of measurement, in the unit of the totals."""
        if self.error_ratio is None or self.sd is None:
            return None
        return self.error_ratio * self.sd / HUNDRED

    @property
    def footing(self) -> Footing:
        """How much these figures can carry."""
        return footing(self.attempts)


def total_figures(
    totals: Column, *, questions: int, alpha: float | None, is_dichotomous: bool
) -> ScoreFigures:
    """Return the figures of totals, with the alpha of the questions behind them."""
    return ScoreFigures(
        attempts=len(totals),
        questions=questions,
        mean=mean(totals),
        median=median(totals),
        sd=sd(totals),
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        alpha=alpha,
        alpha_interval=None if alpha is None else alpha_interval(alpha, len(totals), questions),
        kr20=alpha if is_dichotomous else None,
    )

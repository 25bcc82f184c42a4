"""Item and test statistics of classical test theory (formulas, sources: docs/rules/statistics.md).

Marks come in as one row an attempt and one column a question, None where the attempt's form did
not hold the question. Use first attempts only: later ones are no independent observations.
Every figure that cannot be computed is None, never 0.
"""

from assessments.domain.statistics.analysis import (
    Analysis,
    analyse,
    item_figures,
    mark_figures,
    score_figures,
)
from assessments.domain.statistics.extremes import Extremes
from assessments.domain.statistics.items import ItemFigures
from assessments.domain.statistics.minimum import (
    NOTHING_BELOW,
    TENTATIVE_BELOW,
    Footing,
    footing,
)
from assessments.domain.statistics.moments import (
    Column,
    Pair,
    correlation,
    kurtosis,
    skewness,
)
from assessments.domain.statistics.totals import ScoreFigures

__all__ = [
    "NOTHING_BELOW",
    "TENTATIVE_BELOW",
    "Analysis",
    "Column",
    "Extremes",
    "Footing",
    "ItemFigures",
    "Pair",
    "ScoreFigures",
    "analyse",
    "correlation",
    "footing",
    "item_figures",
    "kurtosis",
    "mark_figures",
    "score_figures",
    "skewness",
]

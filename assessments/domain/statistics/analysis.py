"""From marks, one row an attempt and one column a question, to figures."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from assessments.domain.statistics.extremes import Extremes
from assessments.domain.statistics.items import ItemFigures, Sample, figures_of, shares
from assessments.domain.statistics.minimum import Footing, footing
from assessments.domain.statistics.moments import HUNDRED, Column
from assessments.domain.statistics.reliability import alpha, is_dichotomous
from assessments.domain.statistics.totals import ScoreFigures, total_figures

Marks: TypeAlias = "Sequence[Sequence[float | None]] | Column"
NONE_DRAWN: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Analysis:
    """What a report shows: nothing but the count on no footing."""

    attempts: int
    footing: Footing
    scores: ScoreFigures | None
    items: tuple[ItemFigures | None, ...]


def analyse(marks: Marks, points: Sequence[float]) -> Analysis:
    """Return the figures that enough attempts stand behind; `points` are each column's maximum.

    A question of a random draw may rest on fewer attempts than its test, so each is judged apart.
    """
    items = tuple(
        figures if figures.footing is not Footing.NONE else None
        for figures in item_figures(marks, points)
    )
    standing = footing(len(marks))
    scores = None if standing is Footing.NONE else score_figures(marks, points)
    return Analysis(len(marks), standing, scores, items)


def item_figures(
    marks: Marks, points: Sequence[float], *, drawn: Collection[int] = NONE_DRAWN
) -> list[ItemFigures]:
    """Return the figures of each column, from the attempts whose form held it.

    `drawn` are the columns of questions that a random slot chose.
    """
    table = _Table(marks, points)
    samples = [table.sample(column, is_drawn=column in drawn) for column in range(len(points))]
    return figures_of(samples, attempts=len(marks))


def score_figures(marks: Marks, points: Sequence[float]) -> ScoreFigures:
    """Return the figures of the totals, in percent of each form's points."""
    table = _Table(marks, points)
    return table.figures(HUNDRED * table.totals)


def mark_figures(marks: Marks, points: Sequence[float]) -> ScoreFigures:
    """Return the figures of the totals, in marks."""
    table = _Table(marks, points)
    return table.figures(table.earned)


class _Table:
    """Marks as an array; NaN where the attempt's form did not hold the question."""

    def __init__(self, marks: Marks, points: Sequence[float]) -> None:
        given = np.asarray(marks, dtype=np.float64)
        self.marks = np.asfortranarray(given.reshape(len(marks), len(points)))
        self.worth: Column = np.array(points, dtype=np.float64)
        self.held = ~np.isnan(self.marks)
        self.is_whole = bool(self.held.all())
        self.earned: Column = np.nansum(self.marks, axis=1)
        self.available: Column = self.held @ self.worth
        self.totals = shares(self.earned, self.available)
        self.extremes = Extremes.by(self.totals)

    def sample(self, column: int, *, is_drawn: bool) -> Sample:
        held, worth = self.held[:, column], float(self.worth[column])
        everybody = bool(held.all())
        rows = slice(None) if everybody else held
        marks, earned, available = self.marks[rows, column], self.earned[rows], self.available[rows]
        return Sample(
            worth=worth,
            shares=shares(marks, worth),
            totals=self.totals[rows],
            rests=shares(earned - marks, available - worth),
            extremes=self.extremes if everybody else Extremes.by(self.totals[rows]),
            is_drawn=is_drawn,
        )

    def figures(self, totals: Column) -> ScoreFigures:
        return total_figures(
            totals,
            questions=len(self.worth),
            alpha=alpha(self._variances(), self.earned) if self.is_whole else None,
            is_dichotomous=self.is_whole and is_dichotomous(self.marks),
        )

    def _variances(self) -> Column:
        if len(self.marks) < 2:
            return np.zeros_like(self.worth)
        variances: Column = self.marks.var(axis=0, ddof=1)
        return variances

"""The best and the weakest 27 % of attempts (T. L. Kelley 1939; docs/rules/statistics.md)."""

from dataclasses import dataclass

import numpy as np

from assessments.domain.statistics.moments import Column

EXTREME_GROUP = 0.27
DECIMALS = 12


@dataclass(frozen=True)
class Extremes:
    """How much each attempt counts in the best and in the weakest 27 %, from 0 to 1.

    Where equal totals straddle the border, each of them counts with the same part of the places
    left, so that the order of attempts decides nothing.
    """

    upper: Column
    lower: Column
    size: int

    @classmethod
    def by(cls, totals: Column) -> "Extremes":
        """Divide attempts by their totals."""
        size = max(1, int(EXTREME_GROUP * len(totals) + 0.5)) if len(totals) else 0
        even = totals.round(DECIMALS)
        return cls(_places(even, size), _places(-even, size), size)

    def means(self, values: Column) -> tuple[float | None, float | None]:
        """Return the mean in the best and in the weakest group, None of nobody."""
        if not self.size:
            return None, None
        upper, lower = (self.upper * values).sum(), (self.lower * values).sum()
        return float(upper) / self.size, float(lower) / self.size


def _places(totals: Column, size: int) -> Column:
    if not size:
        return np.zeros_like(totals)
    border = np.partition(totals, -size)[-size]
    inside, on_border = totals > border, totals == border
    part = (size - inside.sum()) / on_border.sum()
    places: Column = inside + on_border * part
    return places

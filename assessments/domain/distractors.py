"""Which answers were picked, by whom, and what that says about them (docs/rules/statistics.md)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from assessments.domain.items import Choice, Item
from assessments.domain.statistics import Column, Extremes, Footing, correlation, footing

FUNCTIONAL_FROM = 0.05
MOST_GIVEN = 8


@dataclass(frozen=True)
class ChoiceFigures:
    """How often a choice was picked, and the correlation of picking it with the rest of the test.

    `upper` and `lower` are the shares of the best and the weakest 27 % that picked it.
    """

    choice: Choice
    picked: int
    share: float
    point_biserial: float | None
    upper: float | None
    lower: float | None

    @property
    def is_idle(self) -> bool:
        """Whether this is a distractor that fewer than 5 % took: it distracts nobody."""
        return self.choice.correct is False and self.share < FUNCTIONAL_FROM

    @property
    def attracts_the_able(self) -> bool:
        """Whether those who do well elsewhere pick this wrong answer: look at the key."""
        return self.choice.correct is False and (self.point_biserial or 0) > 0


@dataclass(frozen=True)
class ChoiceTable:
    """The distractor table of a question; `rows` are empty on no footing."""

    attempts: int
    unanswered: int
    footing: Footing
    rows: tuple[ChoiceFigures, ...]


def choices_of(
    item: Item, chosen: Sequence[Collection[str]], counts: Sequence[int] = ()
) -> list[Choice]:
    """Return the choices to count: those on offer, or else the answers most often given."""
    if item.choices():
        return item.choices()
    given: Counter[str] = Counter()
    for keys, count in zip(chosen, counts or [1] * len(chosen), strict=True):
        given.update(dict.fromkeys(keys, count))
    often = sorted(given, key=lambda key: (-given[key], key))[:MOST_GIVEN]
    return [item.choice_for(key) for key in often]


def tabulate(
    choices: Sequence[Choice],
    chosen: Sequence[Collection[str]],
    rest: "Sequence[float] | Column",
    counts: Sequence[int] = (),
) -> ChoiceTable:
    """Count what was chosen: one collection of keys an attempt, empty if unanswered.

    `rest` is each attempt's score in the other questions. Where several attempts are alike in
    both, `counts` says how many each row stands for.
    """
    each = np.array(counts or [1] * len(chosen), dtype=np.int64)
    standing = footing(int(each.sum()))
    if standing is Footing.NONE:
        choices = ()
    others = np.repeat(np.array(rest, dtype=np.float64), each)
    extremes = Extremes.by(others)
    return ChoiceTable(
        attempts=int(each.sum()),
        unanswered=int(each[[not keys for keys in chosen]].sum()) if chosen else 0,
        footing=standing,
        rows=tuple(
            _figures(choice, np.repeat(_picks(choice, chosen), each), others, extremes)
            for choice in choices
        ),
    )


def _picks(choice: Choice, chosen: Sequence[Collection[str]]) -> Column:
    return np.array([choice.key in keys for keys in chosen], dtype=np.float64)


def _figures(choice: Choice, picks: Column, others: Column, extremes: Extremes) -> ChoiceFigures:
    upper, lower = extremes.means(picks)
    return ChoiceFigures(
        choice=choice,
        picked=int(picks.sum()),
        share=float(picks.mean()),
        point_biserial=correlation(picks, others),
        upper=upper,
        lower=lower,
    )

"""Marks as counts: how many attempts earned the same at a question with the same total and choice.

Counts are sufficient for every figure, for covmax and the 27 % groups too, which sums alone do
not give. They add up: an attempt is counted in and out again without looking at the others, so
that a stored tally follows new grades, regrades and voided attempts, and is equal to a new one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

import numpy as np

from assessments.domain.statistics.certainty import Calibration, CertainAnswer, calibrate
from assessments.domain.statistics.extremes import Extremes
from assessments.domain.statistics.items import ItemFigures, Sample, figures_of, shares
from assessments.domain.statistics.moments import HUNDRED, Column
from assessments.domain.statistics.reliability import alpha
from assessments.domain.statistics.totals import ScoreFigures, total_figures

ZERO = Fraction(0)
RIGHT_OR_WRONG = frozenset({"0", "1"})


class NeverCounted(ValueError):
    """An attempt was to be counted out that was not counted in like this."""


class Marked(NamedTuple):
    """A question of a graded attempt: its exact share as text, what was chosen, None if nothing.

    `level` is how sure the learner was, 0 if nothing was answered, None if nobody asked.
    """

    question: int
    score: str
    chosen: tuple[str, ...] | None
    level: int | None = None


class Sure(NamedTuple):
    """What answers to one question may have in common: its share, and how sure the learner was."""

    question: int
    score: str
    level: int


class Total(NamedTuple):
    """What an attempt earned and could have earned, exact, as text."""

    earned: str
    available: str


class Pattern(NamedTuple):
    """What attempts may have in common at one question."""

    score: str
    total: Total
    chosen: tuple[str, ...] | None


@dataclass(frozen=True)
class Counted:
    """The patterns of one question beside how many attempts show each."""

    patterns: Sequence[Pattern]
    counts: Sequence[int]

    @property
    def attempts(self) -> int:
        """How many attempts held the question."""
        return sum(self.counts)

    @property
    def answered(self) -> int:
        """How many of them answered it."""
        rows = zip(self.patterns, self.counts, strict=True)
        return sum(count for pattern, count in rows if pattern.chosen is not None)

    def part(self, read: Callable[[Collection[str]], tuple[str, Sequence[str]]]) -> "Counted":
        """Return what was counted at a question inside this one; `read` finds it in the keys."""
        found = [(read(pattern.chosen or ()), pattern.total) for pattern in self.patterns]
        patterns = [Pattern(score, total, tuple(keys) or None) for (score, keys), total in found]
        return Counted(patterns, self.counts)

    def rests(self, worth: Fraction) -> Column:
        """Return, for each pattern, the share earned in the other questions."""
        earned = [Fraction(p.total.earned) - Fraction(p.score) * worth for p in self.patterns]
        available = [Fraction(p.total.available) - worth for p in self.patterns]
        return shares(_column(earned), _column(available))

    def sample(self, worth: Fraction, *, is_drawn: bool) -> Sample:
        """Return the question as if every attempt were written out."""
        totals = self._spread(_shares_of([pattern.total for pattern in self.patterns]))
        return Sample(
            worth=float(worth),
            shares=self._spread(_column([Fraction(pattern.score) for pattern in self.patterns])),
            totals=totals,
            rests=self._spread(self.rests(worth)),
            extremes=Extremes.by(totals),
            is_drawn=is_drawn,
        )

    def _spread(self, values: Column) -> Column:
        return np.repeat(values, self.counts)


class Tally:
    """The counts of any number of attempts."""

    def __init__(self) -> None:
        self.totals: Counter[Total] = Counter()
        self.questions: dict[int, Counter[Pattern]] = {}
        self.sure: Counter[Sure] = Counter()

    @property
    def attempts(self) -> int:
        """How many attempts are counted in."""
        return self.totals.total()

    def count(
        self, attempt: Collection[Marked], worth: Mapping[int, Fraction], *, times: int = 1
    ) -> None:
        """Count an attempt in, or out again with -1; `worth` are the points of each question.

        Raises `NeverCounted` if it is to come out and is not in; throw the tally away then.
        """
        total = _total(attempt, worth)
        _add(self.totals, total, times)
        for each in attempt:
            counts = self.questions.setdefault(each.question, Counter())
            _add(counts, Pattern(each.score, total, each.chosen), times)
            if each.level is not None:
                _add(self.sure, Sure(each.question, each.score, each.level), times)

    def of(self, question: int) -> Counted:
        """Return what was counted at a question, in an order that depends on nothing else."""
        rows = sorted(self.questions.get(question, {}).items(), key=repr)
        return Counted([pattern for pattern, _ in rows], [count for _, count in rows])

    def dump(self) -> dict[str, Any]:
        """Write the counts as JSON: `Tally.load(tally.dump())` is equal."""
        return {
            "totals": [[*total, count] for total, count in sorted(self.totals.items())],
            "questions": {
                str(question): [
                    [pattern.score, *pattern.total, pattern.chosen, count]
                    for pattern, count in zip(found.patterns, found.counts, strict=True)
                ]
                for question in sorted(self.questions)
                if (found := self.of(question)).patterns
            },
            **self._dumped_sure(),
        }

    def _dumped_sure(self) -> dict[str, Any]:
        rows = [[*sure, count] for sure, count in sorted(self.sure.items())]
        return {"sure": rows} if rows else {}

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> "Tally":
        """Read what `dump` wrote."""
        tally = cls()
        for earned, available, count in stored.get("totals", ()):
            tally.totals[Total(earned, available)] = count
        for question, rows in stored.get("questions", {}).items():
            tally.questions[int(question)] = Counter(
                {
                    Pattern(
                        score, Total(earned, available), None if keys is None else tuple(keys)
                    ): count
                    for score, earned, available, keys, count in rows
                }
            )
        for *sure, count in stored.get("sure", ()):
            tally.sure[Sure(*sure)] = count
        return tally


def _total(attempt: Collection[Marked], worth: Mapping[int, Fraction]) -> Total:
    """Add up exactly, in whole parts of a point, since fractions are slow to add."""
    parts = lcm(*(points.denominator for points in worth.values()))
    by_score: dict[str, int] = {}
    for each in attempt:
        points = worth[each.question]
        whole = points.numerator * (parts // points.denominator)
        by_score[each.score] = by_score.get(each.score, 0) + whole
    earned = sum((Fraction(score) * whole for score, whole in by_score.items()), ZERO)
    return Total(str(earned / parts), str(Fraction(sum(by_score.values()), parts)))


def calibration_of(tally: Tally, worth: Mapping[int, Fraction]) -> Calibration | None:
    """Return how well the counted attempts judged their certainty, None if nobody asked."""
    if not tally.sure:
        return None
    return calibrate(
        CertainAnswer(
            Fraction(sure.score) if sure.level else None,
            sure.level or None,
            worth[sure.question],
            count,
        )
        for sure, count in sorted(tally.sure.items())
    )


def _add(counts: Counter[Any], key: Any, times: int) -> None:
    counts[key] += times
    if counts[key] < 0:
        raise NeverCounted
    if not counts[key]:
        del counts[key]


@dataclass(frozen=True)
class TallyFigures:
    """The figures of a tally: of the totals, in percent, and of each question."""

    scores: ScoreFigures
    items: Mapping[int, ItemFigures]


def tally_figures(
    tally: Tally, worth: Mapping[int, Fraction], *, drawn: Collection[int] = frozenset()
) -> TallyFigures:
    """Return what the counted attempts come to; `drawn` are questions that random slots choose."""
    asked = [question for question in worth if tally.questions.get(question)]
    found = {question: tally.of(question) for question in asked}
    samples = [found[q].sample(worth[q], is_drawn=q in drawn) for q in asked]
    items = figures_of(samples, attempts=tally.attempts)
    return TallyFigures(_scores(tally, worth, items, asked), dict(zip(asked, items, strict=True)))


def _scores(
    tally: Tally, worth: Mapping[int, Fraction], items: Sequence[ItemFigures], asked: Sequence[int]
) -> ScoreFigures:
    totals = sorted(tally.totals)
    counts = [tally.totals[total] for total in totals]
    earned = np.repeat(_column([Fraction(total.earned) for total in totals]), counts)
    are_alike = all(each.attempts == tally.attempts for each in items)
    return total_figures(
        HUNDRED * np.repeat(_shares_of(totals), counts),
        questions=len(asked),
        alpha=alpha(_variances(worth, items, asked), earned) if are_alike else None,
        is_dichotomous=are_alike and all(_is_dichotomous(tally, worth, q) for q in asked),
    )


def _variances(
    worth: Mapping[int, Fraction], items: Sequence[ItemFigures], asked: Iterable[int]
) -> Column:
    spreads = [(each.sd or 0.0) * float(worth[q]) for q, each in zip(asked, items, strict=True)]
    return np.array(spreads, dtype=np.float64) ** 2


def _is_dichotomous(tally: Tally, worth: Mapping[int, Fraction], question: int) -> bool:
    scores = {pattern.score for pattern in tally.questions[question]}
    return worth[question] == 1 and scores <= RIGHT_OR_WRONG


def _shares_of(totals: Sequence[Total]) -> Column:
    earned = _column([Fraction(total.earned) for total in totals])
    return shares(earned, _column([Fraction(total.available) for total in totals]))


def _column(values: Sequence[Fraction]) -> Column:
    return np.array([float(value) for value in values], dtype=np.float64)

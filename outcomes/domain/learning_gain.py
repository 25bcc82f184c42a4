"""What matched learners knew before and after (formulas, sources: docs/rules/statistics.md).

Only learners with both tests are compared; how many had only one is reported beside it. Scores are
percentages, so that forms of different length compare.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from assessments.domain.statistics import Column, Footing, footing
from outcomes.domain.effect_size import PairedEffect, paired_effect

FULL = 100.0
EVEN = 1e-9


@dataclass(frozen=True)
class Moment:
    """Mean and standard deviation (n - 1) of one test's percentages."""

    mean: float
    sd: float


@dataclass(frozen=True)
class LearningGain:
    """The change of matched learners; `hake` is None where nothing could be gained."""

    before: Moment
    after: Moment
    change: Moment
    effect: PairedEffect | None
    hake: float | None


@dataclass(frozen=True)
class GainReport:
    """What a report shows: nothing but counts below ten matched learners."""

    matched: int
    unmatched: int
    footing: Footing
    gain: LearningGain | None


def report(pairs: Sequence[tuple[float, float]], *, unmatched: int = 0) -> GainReport:
    """Return the gain of (before, after) percentages, as far as enough pairs stand behind it."""
    standing = footing(len(pairs))
    gain = None if standing is Footing.NONE else learning_gain(pairs)
    return GainReport(len(pairs), unmatched, standing, gain)


def learning_gain(pairs: Sequence[tuple[float, float]]) -> LearningGain:
    """Return the figures of two or more (before, after) percentages."""
    before, after = np.array(pairs, dtype=np.float64).T
    return LearningGain(
        before=_moment(before),
        after=_moment(after),
        change=_moment(after - before),
        effect=paired_effect(before, after),
        hake=hake_gain(float(before.mean()), float(after.mean())),
    )


def _moment(values: Column) -> Moment:
    return Moment(float(values.mean()), float(values.std(ddof=1)))


def hake_gain(before: float, after: float) -> float | None:
    """Return the part of what could be gained that was gained, from mean percentages (Hake 1998).

    None where the mean before was already full.
    """
    if before > FULL - EVEN:
        return None
    return (after - before) / (FULL - before)


class Transition(StrEnum):
    """How one learner's answer to one question changed; keeping a right answer counts too."""

    LEARNED = "learned"
    REINFORCED = "reinforced"
    LOST = "lost"
    MISSED = "missed"


def transition(*, right_before: bool, right_after: bool) -> Transition:
    """Classify one matched answer."""
    if right_after:
        return Transition.REINFORCED if right_before else Transition.LEARNED
    return Transition.LOST if right_before else Transition.MISSED


@dataclass(frozen=True)
class ItemChange:
    """How the matched answers to one question changed; `p` is None on no footing."""

    counts: dict[Transition, int]
    footing: Footing
    p: float | None

    @property
    def matched(self) -> int:
        """How many learners answered the question both times."""
        return sum(self.counts.values())


def item_change(answers: Iterable[tuple[bool, bool]]) -> ItemChange:
    """Count the transitions of (right before, right after) and test whether they balance."""
    found = Counter(transition(right_before=b, right_after=a) for b, a in answers)
    counts = {kind: found[kind] for kind in Transition}
    standing = footing(sum(counts.values()))
    p = mcnemar(counts[Transition.LEARNED], counts[Transition.LOST])
    return ItemChange(counts, standing, None if standing is Footing.NONE else p)


def mcnemar(learned: int, lost: int) -> float:
    """Return the two-sided exact p of McNemar's test, that up and down are equally likely.

    Conditional binomial test on the discordant pairs, in integers (Fagerland et al. 2013).
    """
    changed = learned + lost
    ways = tail = 1
    for fewer in range(1, min(learned, lost) + 1):
        ways = ways * (changed - fewer + 1) // fewer
        tail += ways
    return min(1.0, 2 * tail / (1 << changed))

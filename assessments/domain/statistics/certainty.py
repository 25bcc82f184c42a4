"""Certainty-based marking: what a level of certainty earns, and how well people judge theirs.

After A. R. Gardner-Medwin's scheme as Moodle's quiz computes it (docs/rules/statistics.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

NOTHING = Fraction(0)
BONUS = Fraction(1, 10)
NOTABLE = Fraction(1, 2)


@dataclass(frozen=True)
class Level:
    """A level of certainty: what it earns, and the chances of being right at which it pays best."""

    number: int
    words: str
    right: int
    wrong: int
    low: Fraction
    high: Fraction

    @property
    def stakes(self) -> str:
        """Say what the level earns, for the learner who chooses."""
        return f"+{self.right} if right, {self.wrong} if wrong".replace("-", "−")

    def mark(self, share: Fraction) -> Fraction:
        """Return what an answer earns in points, `share` being what it earns without certainty."""
        return self.right * share if share > 0 else Fraction(self.wrong)

    def expected(self, accuracy: Fraction) -> Fraction:
        """Return the mean mark of somebody who is right so often and always takes this level."""
        return accuracy * self.right + (1 - accuracy) * self.wrong


LEVELS = {
    1: Level(1, "Not very sure", right=1, wrong=0, low=NOTHING, high=Fraction(2, 3)),
    2: Level(2, "Fairly sure", right=2, wrong=-2, low=Fraction(2, 3), high=Fraction(4, 5)),
    3: Level(3, "Very sure", right=3, wrong=-6, low=Fraction(4, 5), high=Fraction(1)),
}
ASSUMED = LEVELS[1]


class Judgement(StrEnum):
    """How well a level of certainty fits how often its answers were right."""

    OVER = "over-confident"
    SLIGHTLY_OVER = "slightly over-confident"
    FITTING = "fitting"
    SLIGHTLY_UNDER = "slightly under-confident"
    UNDER = "under-confident"


@dataclass(frozen=True)
class CertainAnswer:
    """An answer with its certainty; `share` is None if unanswered, `level` if none was chosen.

    `times` says how many such answers there are.
    """

    share: Fraction | None
    level: int | None = None
    weight: Fraction = Fraction(1)
    times: int = 1

    @property
    def at(self) -> Level:
        """The level that counts: the first where none was chosen."""
        return ASSUMED if self.level is None else LEVELS[self.level]

    @property
    def mark(self) -> Fraction:
        """What the answer earns, in points of one; unanswered is 0."""
        return NOTHING if self.share is None else self.at.mark(self.share)

    def as_json(self) -> dict[str, Any]:
        """Write level and mark beside a score; a level that was not chosen is marked as assumed."""
        is_given = self.share is not None
        return {
            "level": self.at.number if is_given else None,
            "assumed": is_given and self.level is None,
            "mark": str(self.mark),
        }


@dataclass(frozen=True)
class Summary:
    """Accuracy and certainty marks over some questions, weighted by their points."""

    questions: int
    accuracy: Fraction
    average: Fraction

    @property
    def expected(self) -> Fraction:
        """The best mean mark that one level for everything would give at this accuracy."""
        return max(level.expected(self.accuracy) for level in LEVELS.values())

    @property
    def bonus(self) -> Fraction:
        """What telling sure from unsure answers is worth, negative if it was done badly."""
        return BONUS * (self.average - self.expected)

    @property
    def accuracy_and_bonus(self) -> Fraction:
        """The figure to report."""
        return self.accuracy + self.bonus


@dataclass(frozen=True)
class LevelFigures:
    """The answers given at one level of certainty; `share` and `judgement` are None without any."""

    level: int
    answers: int
    share: Fraction | None
    judgement: Judgement | None

    @property
    def at(self) -> Level:
        """The level itself."""
        return LEVELS[self.level]


@dataclass(frozen=True)
class Calibration:
    """How well certainty was judged: over all questions, over those answered, level by level."""

    whole: Summary | None
    answered: Summary | None
    levels: tuple[LevelFigures, ...]


def calibrate(answers: Iterable[CertainAnswer]) -> Calibration:
    """Return the calibration of answers; those to questions without points tell nothing."""
    counted = [answer for answer in answers if answer.weight > 0 and answer.times > 0]
    given = [answer for answer in counted if answer.share is not None]
    return Calibration(
        whole=_summary(counted),
        answered=_summary(given),
        levels=tuple(
            _level(level, [answer for answer in given if answer.at is level])
            for level in LEVELS.values()
        ),
    )


def _summary(answers: Sequence[CertainAnswer]) -> Summary | None:
    if not answers:
        return None
    weight = _weight(answers)
    marks = _sum(answer.mark * answer.weight * answer.times for answer in answers)
    return Summary(_count(answers), _raw(answers) / weight, marks / weight)


def _level(level: Level, answers: Sequence[CertainAnswer]) -> LevelFigures:
    if not answers:
        return LevelFigures(level.number, 0, None, None)
    share, count = _raw(answers) / _weight(answers), _count(answers)
    return LevelFigures(level.number, count, share, _judgement(level, share, count))


def _count(answers: Iterable[CertainAnswer]) -> int:
    return sum(answer.times for answer in answers)


def _weight(answers: Iterable[CertainAnswer]) -> Fraction:
    return _sum(answer.weight * answer.times for answer in answers)


def _raw(answers: Iterable[CertainAnswer]) -> Fraction:
    return _sum((answer.share or NOTHING) * answer.weight * answer.times for answer in answers)


def _sum(values: Iterable[Fraction]) -> Fraction:
    return sum(values, NOTHING)


def _judgement(level: Level, share: Fraction, answers: int) -> Judgement:
    if share < level.low:
        notable = (level.low - share) ** 2 * answers > NOTABLE
        return Judgement.OVER if notable else Judgement.SLIGHTLY_OVER
    if share > level.high:
        notable = (share - level.high) ** 2 * answers > NOTABLE
        return Judgement.UNDER if notable else Judgement.SLIGHTLY_UNDER
    return Judgement.FITTING

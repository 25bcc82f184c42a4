"""How each question behaved before and after the activity, and which of its answers were picked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from assessments.domain.distractors import ChoiceFigures, ChoiceTable, choices_of, tabulate
from assessments.domain.items import Choice, Item
from assessments.domain.readings import advice
from assessments.domain.statistics import (
    Analysis,
    Column,
    Footing,
    ItemFigures,
    ScoreFigures,
    analyse,
)
from outcomes.domain.first_attempts import FirstAttempt

FINISHERS_NEEDED = 30


@dataclass(frozen=True)
class Measured:
    """One question in one test; `figures` are None below ten answers."""

    attempts: int
    figures: ItemFigures | None
    table: ChoiceTable


@dataclass(frozen=True)
class ChoiceRow:
    """One choice of a question in both tests."""

    choice: Choice
    before: ChoiceFigures | None
    after: ChoiceFigures | None

    @property
    def is_idle(self) -> bool:
        """Whether this distractor distracts nobody, judged before the teaching where possible."""
        judged = self.before or self.after
        return judged is not None and judged.is_idle

    @property
    def attracts_the_able(self) -> bool:
        """Whether some pick this wrong answer, and rather those who do well elsewhere."""
        parts = [part for part in (self.before, self.after) if part]
        return any(part.attracts_the_able and not part.is_idle for part in parts)

    @property
    def flag(self) -> str:
        """What to look at, "" if nothing."""
        if self.attracts_the_able:
            return "Chosen by those who do well elsewhere"
        if not self.is_idle:
            return ""
        return "Under 5 %" if self.before else "Under 5 % after"


@dataclass(frozen=True)
class QuestionReport:
    """One question version with all that is known of it."""

    question: int
    before: Measured | None
    after: Measured | None
    advice: Sequence[str]
    choices: Sequence[ChoiceRow]
    is_open: bool

    @property
    def attempts(self) -> int:
        """How many first attempts met the question, in both tests together."""
        return sum(part.attempts for part in (self.before, self.after) if part)

    @property
    def footing(self) -> Footing:
        """How much the weaker of its figures can carry."""
        found = [
            part.figures.footing for part in (self.before, self.after) if part and part.figures
        ]
        if not found:
            return Footing.NONE
        return Footing.TENTATIVE if Footing.TENTATIVE in found else Footing.SOLID

    @property
    def idle(self) -> int:
        """How many distractors distract nobody."""
        return sum(row.is_idle for row in self.choices)


@dataclass(frozen=True)
class ItemReport:
    """All questions, and the scores of both tests as far as ten attempts stand behind them."""

    questions: Sequence[QuestionReport]
    before: ScoreFigures | None
    after: ScoreFigures | None


@dataclass(frozen=True)
class Tested:
    """One test's analysis, with the measured questions by version."""

    analysis: Analysis
    measured: Mapping[int, Measured]


def item_report(
    before: Sequence[FirstAttempt],
    after: Sequence[FirstAttempt],
    *,
    items: Mapping[int, Item],
    points: Mapping[int, Decimal],
) -> ItemReport:
    """Return the figures of every question; `points` is what each is worth in its newest form."""
    first, second = (_tested(attempts, items, points) for attempts in (before, after))
    met = [question for question in items if question in {*first.measured, *second.measured}]
    return ItemReport(
        questions=[
            _question(
                question,
                items[question],
                first.measured.get(question),
                second.measured.get(question),
            )
            for question in met
        ],
        before=first.analysis.scores,
        after=second.analysis.scores,
    )


def _tested(
    attempts: Sequence[FirstAttempt], items: Mapping[int, Item], points: Mapping[int, Decimal]
) -> Tested:
    asked = {question for attempt in attempts for question in attempt.scores}
    questions = [question for question in items if question in asked]
    worth = [float(points[question]) for question in questions]
    marks = [
        [_mark(attempt.scores.get(q), value) for q, value in zip(questions, worth, strict=True)]
        for attempt in attempts
    ]
    analysis = analyse(marks, worth)
    rests = Rests(marks, worth)
    measured = {
        question: _measured(
            items[question],
            [a.chosen.get(question, ()) for a in attempts if question in a.scores],
            rests.of(column),
            analysis.items[column],
        )
        for column, question in enumerate(questions)
    }
    return Tested(analysis, measured)


def _mark(score: float | None, worth: float) -> float | None:
    return None if score is None else score * worth


class Rests:
    """What each attempt earned in the other questions, as a share of what those were worth."""

    def __init__(self, marks: Sequence[Sequence[float | None]], worth: Sequence[float]) -> None:
        self.marks = np.array(marks, dtype=np.float64).reshape(len(marks), len(worth))
        self.worth = np.array(worth, dtype=np.float64)
        self.earned = np.nansum(self.marks, axis=1)
        self.available = (~np.isnan(self.marks) * self.worth).sum(axis=1)

    def of(self, column: int) -> Column:
        """Return the shares of the attempts that held a question, without that question."""
        held = ~np.isnan(self.marks[:, column])
        earned = self.earned[held] - self.marks[held, column]
        available = self.available[held] - self.worth[column]
        shares: Column = np.divide(
            earned, available, out=np.zeros_like(earned), where=available > 0
        )
        return shares


def _measured(
    item: Item, chosen: Sequence[Collection[str]], rest: Column, figures: ItemFigures | None
) -> Measured:
    table = tabulate(choices_of(item, chosen), chosen, rest.tolist())
    return Measured(len(chosen), figures, table)


def _question(
    question: int, item: Item, before: Measured | None, after: Measured | None
) -> QuestionReport:
    figures = [part.figures for part in (after, before) if part and part.figures]
    return QuestionReport(
        question=question,
        before=before,
        after=after,
        advice=_advice(before, after) if figures else (),
        choices=_choices(before, after),
        is_open=not item.choices(),
    )


def _advice(before: Measured | None, after: Measured | None) -> list[str]:
    earlier = before.figures if before else None
    later = after.figures if after else None
    if later is None:
        return advice(earlier) if earlier else []
    return advice(later, before=earlier)


def _choices(before: Measured | None, after: Measured | None) -> list[ChoiceRow]:
    tables = [
        {row.choice.key: row for row in part.table.rows} if part else {} for part in (before, after)
    ]
    choices = {row.choice.key: row.choice for table in tables for row in table.values()}
    return [
        ChoiceRow(choice, *(table.get(key) for table in tables)) for key, choice in choices.items()
    ]

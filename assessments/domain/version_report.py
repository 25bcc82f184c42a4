"""What first attempts say about the questions of one assessment version, ready to be shown.

Figures that too few attempts stand behind are left out here, so that no page can show them
(docs/rules/statistics.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import TypeAdapter

from assessments.domain.distractors import ChoiceTable, choices_of, tabulate
from assessments.domain.items import Item, Within
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.readings import advice
from assessments.domain.statistics import Footing, ItemFigures, ScoreFigures, footing
from assessments.domain.statistics.certainty import ASSUMED, Calibration
from assessments.domain.statistics.tally import Counted, Tally, calibration_of, tally_figures


@dataclass(frozen=True)
class QuestionFigures:
    """One question version; `figures` are None below ten attempts, `guess` where it has no mean.

    `is_uneven` tells that slots give it different points, `is_open` that the table lists the
    answers most often given.
    """

    question: int
    attempts: int
    answered: int
    is_drawn: bool
    is_uneven: bool
    is_open: bool
    figures: ItemFigures | None
    guess: float | None
    table: ChoiceTable
    advice: tuple[str, ...]
    parts: tuple["PartFigures", ...] = ()


@dataclass(frozen=True)
class PartFigures:
    """One question inside another, measured against everything else in the test."""

    number: int
    asks: str
    share: float
    answered: int
    is_open: bool
    figures: ItemFigures | None
    guess: float | None
    table: ChoiceTable
    advice: tuple[str, ...]


@dataclass(frozen=True)
class VersionReport:
    """All questions that were met, in the order of the assessment.

    `calibration` where learners were asked how sure they are, and enough of them answered.
    """

    attempts: int
    scores: ScoreFigures | None
    questions: tuple[QuestionFigures, ...]
    calibration: Calibration | None = None

    @property
    def footing(self) -> Footing:
        """How much the figures of the whole test can carry."""
        return footing(self.attempts)


_STORED = TypeAdapter(VersionReport)


def dump_report(report: VersionReport) -> dict[str, Any]:
    """Write a report as JSON."""
    written: dict[str, Any] = _STORED.dump_python(report, mode="json")
    return written


def load_report(stored: Mapping[str, Any]) -> VersionReport:
    """Read what `dump_report` wrote."""
    return _STORED.validate_python(stored)


def worth_of(policy: AssessmentPolicy) -> dict[int, Fraction]:
    """Return the points of each question; the first slot that may ask it counts."""
    worth: dict[int, Fraction] = {}
    for slot in policy.slots:
        for question in slot.pool:
            worth.setdefault(question, Fraction(slot.points))
    return worth


def version_report(
    tally: Tally, *, policy: AssessmentPolicy, items: Mapping[int, Item]
) -> VersionReport:
    """Return the report of a version from the counts of its first attempts."""
    worth = worth_of(policy)
    drawn = {q for slot in policy.slots if len(slot.pool) > slot.count for q in slot.pool}
    uneven = {q for slot in policy.slots for q in slot.pool if Fraction(slot.points) != worth[q]}
    found = tally_figures(tally, worth, drawn=drawn)
    is_shown = footing(tally.attempts) is not Footing.NONE
    return VersionReport(
        attempts=tally.attempts,
        scores=found.scores if is_shown else None,
        calibration=calibration_of(tally, worth) if is_shown else None,
        questions=tuple(
            _question(
                question,
                items[question],
                tally.of(question),
                figures,
                worth=worth[question],
                is_drawn=question in drawn,
                is_uneven=question in uneven,
                is_certain=policy.certainty,
            )
            for question, figures in found.items.items()
        ),
    )


def _question(
    question: int,
    item: Item,
    counted: Counted,
    figures: ItemFigures,
    *,
    worth: Fraction,
    is_drawn: bool,
    is_uneven: bool,
    is_certain: bool,
) -> QuestionFigures:
    is_shown = figures.footing is not Footing.NONE
    guess = _guess(item, is_certain=is_certain)
    return QuestionFigures(
        question=question,
        attempts=counted.attempts,
        answered=counted.answered,
        is_drawn=is_drawn,
        is_uneven=is_uneven,
        is_open=not item.choices(),
        figures=figures if is_shown else None,
        guess=guess,
        table=_table(item, counted, worth, is_shown=is_shown and not item.within()),
        advice=tuple(advice(figures, guess=guess)) if is_shown else (),
        parts=tuple(
            _part(each, counted.part(each.counted), worth * each.share, is_drawn=is_drawn)
            for each in item.within()
        ),
    )


def _part(within: Within, counted: Counted, worth: Fraction, *, is_drawn: bool) -> PartFigures:
    figures = counted.sample(worth, is_drawn=is_drawn).figures
    is_shown = figures.footing is not Footing.NONE
    guess = _guess(within.item)
    return PartFigures(
        number=within.number,
        asks=within.item.lead_in,
        share=float(within.share),
        answered=counted.answered,
        is_open=not within.item.choices(),
        figures=figures if is_shown else None,
        guess=guess,
        table=_table(within.item, counted, worth, is_shown=is_shown),
        advice=tuple(advice(figures, guess=guess)) if is_shown else (),
    )


def _guess(item: Item, *, is_certain: bool = False) -> float | None:
    guess = item.guess_score()
    if guess is not None and is_certain:
        guess = ASSUMED.mark(guess)
    return None if guess is None else float(guess)


def _table(item: Item, counted: Counted, worth: Fraction, *, is_shown: bool) -> ChoiceTable:
    chosen = [pattern.chosen or () for pattern in counted.patterns]
    choices = choices_of(item, chosen, counted.counts) if is_shown else []
    return tabulate(choices, chosen, counted.rests(worth), counted.counts)

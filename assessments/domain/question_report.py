"""What first attempts say about one question version, over all the tests that asked it alike.

Versions of one assessment that ask a question in the same words gather their attempts: each learner
counts once an assessment, so nobody counts twice (docs/rules/statistics.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from assessments.domain.distractors import choices_of, tabulate
from assessments.domain.items import Item
from assessments.domain.readings import advice
from assessments.domain.statistics import Extremes, Footing, ItemFigures
from assessments.domain.statistics.items import Sample
from assessments.domain.statistics.tally import Counted
from assessments.domain.version_report import QuestionFigures


class Alarm(StrEnum):
    """Why the key of a question may be the wrong one."""

    NONE = ""
    NEGATIVE = "negative"
    OUTDONE = "outdone"


ALARMS: Mapping[Alarm, str] = MappingProxyType(
    {
        Alarm.NONE: "No alarm",
        Alarm.NEGATIVE: "Those who do well elsewhere miss this question",
        Alarm.OUTDONE: "The best chose a wrong answer more often than the right one",
    }
)


@dataclass(frozen=True)
class Part:
    """What was counted at a question in one test version, where it was worth so many points."""

    counted: Counted
    worth: Fraction
    is_drawn: bool = False


def gathered(question: int, item: Item, parts: Sequence[Part]) -> QuestionFigures:
    """Return the figures of a question from all parts together, none below ten attempts."""
    sample = _together(parts)
    figures = sample.figures if len(sample.shares) else ItemFigures(0)
    chosen = [pattern.chosen or () for part in parts for pattern in part.counted.patterns]
    counts = [count for part in parts for count in part.counted.counts]
    rests = np.concatenate([part.counted.rests(part.worth) for part in parts])
    is_shown = figures.footing is not Footing.NONE
    guess = item.guess_score()
    share = None if guess is None else float(guess)
    return QuestionFigures(
        question=question,
        attempts=len(sample.shares),
        answered=sum(part.counted.answered for part in parts),
        is_drawn=sample.is_drawn,
        is_uneven=len({part.worth for part in parts}) > 1,
        is_open=not item.choices(),
        figures=figures if is_shown else None,
        guess=share,
        table=tabulate(choices_of(item, chosen, counts) if is_shown else [], chosen, rests, counts),
        advice=tuple(advice(figures, guess=share)) if is_shown else (),
    )


def _together(parts: Sequence[Part]) -> Sample:
    samples = [part.counted.sample(part.worth, is_drawn=part.is_drawn) for part in parts]
    totals = np.concatenate([sample.totals for sample in samples])
    return Sample(
        worth=max(sample.worth for sample in samples),
        shares=np.concatenate([sample.shares for sample in samples]),
        totals=totals,
        rests=np.concatenate([sample.rests for sample in samples]),
        extremes=Extremes.by(totals),
        is_drawn=any(sample.is_drawn for sample in samples),
    )


def alarm(report: QuestionFigures) -> Alarm:
    """Say whether the key looks wrong; nothing is said on a tentative footing."""
    figures = report.figures
    if figures is None or figures.footing is not Footing.SOLID:
        return Alarm.NONE
    if (figures.point_biserial or 0) < 0:
        return Alarm.NEGATIVE
    rows = () if report.is_open else report.table.rows
    right = [row.upper or 0 for row in rows if row.choice.correct]
    wrong = [row.upper or 0 for row in rows if row.choice.correct is False]
    if len(right) == 1 and wrong and max(wrong) > right[0]:
        return Alarm.OUTDONE
    return Alarm.NONE


_STORED = TypeAdapter(QuestionFigures)


def dump_figures(report: QuestionFigures) -> dict[str, Any]:
    """Write the figures of a question as JSON."""
    written: dict[str, Any] = _STORED.dump_python(report, mode="json")
    return written


def load_figures(stored: Mapping[str, Any]) -> QuestionFigures:
    """Read what `dump_figures` wrote."""
    return _STORED.validate_python(stored)

"""Comparing two gradings of one attempt: who gains, who would lose (docs/rules/grading.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from assessments.domain.form import FormItem
from assessments.domain.grading import NOTHING, GradeResult
from assessments.domain.scores import score_of


class Effect(StrEnum):
    """What another grading does to an attempt."""

    SAME = "same"
    RAISED = "raised"
    REWEIGHED = "reweighed"
    LOWERED = "lowered"
    GRADED = "graded"


LABELS: Mapping[Effect, str] = MappingProxyType(
    {
        Effect.SAME: "Nothing changes",
        Effect.RAISED: "Raised",
        Effect.REWEIGHED: "Same share of fewer points",
        Effect.LOWERED: "Lowered",
        Effect.GRADED: "Graded, since nothing is left to mark",
    }
)


@dataclass(frozen=True)
class Mark:
    """A grading as it is stored: totals, and the exact score of each question that counts."""

    points: Decimal
    max_points: Decimal
    passed: bool
    items: list[dict[str, Any]]

    @classmethod
    def of(cls, result: GradeResult) -> "Mark":
        """Return a result as it would be stored."""
        return cls(result.points, result.max_points, result.passed, result.items_json())


def effect_of(form: Iterable[FormItem], before: Mark, after: Mark) -> Effect:
    """Say what the second grading of a form does; a pass counts first, then the share of the points.

    Not the points alone: whoever had everything right and has one question less still has all.
    """
    if before == after:
        return Effect.SAME
    form = tuple(form)
    held, given = _rank(form, before), _rank(form, after)
    if given == held:
        return Effect.REWEIGHED
    return Effect.RAISED if given > held else Effect.LOWERED


def _rank(form: tuple[FormItem, ...], mark: Mark) -> tuple[bool, Fraction]:
    score = score_of(form, mark.items)
    return mark.passed, score.earned / score.available if score.available else NOTHING
